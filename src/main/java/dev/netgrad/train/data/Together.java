package dev.netgrad.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The same task on several threads at once. */
final class Together {
  private Together() {}

  /** Returns when all are done; throws what the first of them threw. */
  static void run(int threads, Runnable task) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> {
        try {
          task.run();
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        }
      }, "reader " + i);
      thread.setDaemon(true);
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    if (failure.get() instanceof Error e) {
      throw e;
    } else if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
  }
}
