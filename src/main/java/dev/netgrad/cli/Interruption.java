package dev.netgrad.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has Ctrl-C, and whatever else ends the program gently, wait for what is under way. */
final class Interruption {
  private static final long SECONDS_TO_END = 60;

  private Interruption() {}

  /** Runs something; when the program is to end, asks it to stop and waits until it has. */
  static void watch(Runnable run, Runnable stop) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> {
      stop.run();
      try {
        done.await(SECONDS_TO_END, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      run.run();
    } finally {
      done.countDown();
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook has done its part.
    }
  }
}
