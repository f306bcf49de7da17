package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls that die, are interrupted, meet each other; after each of them, a call that is left alone gives what it gave
 * before. Nothing else is known of it than how it is called.
 */
final class Attack {
  private static final long LONGEST_CALL_NANOS = 60_000_000_000L;

  private static final int IMAGE = 8 * 8 * 3;
  /** Where there is room for a call at so many depths in turn, there is above them. */
  private static final int ENOUGH = 20;
  private static final int SHIFTS = 4;
  private static final int MOST_ROUNDS = 10_000;

  private final Training training;
  private final float[] outputs;
  private final Map<String, float[]> gradients;
  private volatile long progress = System.nanoTime();

  Attack(Training training) {
    this.training = training;
    training.infer();
    outputs = training.outputs();
    training.forwardAndBackward();
    gradients = training.arrays();
  }

  /** Ends this Java, with what all threads do, when nothing has happened for a minute. */
  void watch() {
    Thread watchdog = new Thread(() -> {
      while (System.nanoTime() - progress < LONGEST_CALL_NANOS) {
        try {
          Thread.sleep(1_000);
        } catch (InterruptedException e) {
          // Not to be called off.
        }
      }
      System.out.println("a call hangs");
      Thread.getAllStackTraces().forEach((thread, frames) -> {
        System.out.println(thread + " " + thread.getState());
        Arrays.stream(frames).forEach(frame -> System.out.println("    at " + frame));
      });
      Runtime.getRuntime().halt(3);
    }, "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private void check(String after) {
    progress = System.nanoTime();
    training.infer();
    assertWithMessage(after).that(training.outputs()).isEqualTo(outputs);
  }

  private void checkGradients(String after) {
    progress = System.nanoTime();
    training.forwardAndBackward();
    training.arrays().forEach((name, values) ->
        assertWithMessage("%s: %s", after, name).that(values).isEqualTo(gradients.get(name)));
  }

  /**
   * Calls at every depth of a stack, from where there is no room for anything up to where there is for a call; again
   * and again, as frames become smaller when they are compiled, and with different frames below.
   *
   * @param deaths calls that are to end with an overflow
   */
  void stack(int deaths, int stackBytes) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread deep = new Thread(null, () -> {
      try {
        int died = 0;
        for (int round = 0; died < deaths; round++) {
          assertWithMessage("rounds").that(round).isLessThan(MOST_ROUNDS);
          int shift = round % SHIFTS;
          int depth = deepest(shift);
          for (int succeeded = 0; depth > 0 && succeeded < ENOUGH; depth--) {
            boolean dies = dies(depth, shift);
            died += dies ? 1 : 0;
            succeeded = dies ? 0 : succeeded + 1;
          }
        }
      } catch (Throwable e) {
        failure.set(e);
      }
    }, "deep", stackBytes);
    deep.start();
    deep.join();
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }

  /** Whether a call at a depth of the stack ends with its overflow; the next one is right. */
  private boolean dies(int depth, int shift) {
    boolean backward = depth % 16 == 0;
    boolean died = false;
    // A lambda is linked where it is first made: that is here, where there is room for it.
    Runnable call = backward ? training::forwardAndBackward : training::infer;
    try {
      at(depth, () -> shifted(shift, call));
    } catch (StackOverflowError e) {
      died = true;
    }
    if (backward) {
      checkGradients("depth " + depth);
    } else {
      check("depth " + depth);
    }
    return died;
  }

  /** The depth at which there is room for nothing. */
  private static int deepest(int shift) {
    int deepest = 0;
    for (int step = 1 << 16; step > 0; step /= 2) {
      deepest += reaches(deepest + step, shift) ? step : 0;
    }
    return deepest;
  }

  private static boolean reaches(int depth, int shift) {
    Runnable nothing = () -> {};
    try {
      at(depth, () -> shifted(shift, nothing));
      return true;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  private static void at(int depth, Runnable call) {
    if (depth == 0) {
      call.run();
    } else {
      at(depth - 1, call);
    }
  }

  /** A call below so many frames of another size. */
  private static long shifted(int frames, Runnable call) {
    if (frames == 0) {
      call.run();
      return 1;
    }
    long first = shifted(frames - 1, call);
    long second = first + frames;
    return first * second + second;
  }

  /** Threads end in a pause, others take their room, and then give it back. */
  void threads() throws InterruptedException {
    for (int round = 0; round < 3; round++) {
      Thread.sleep(2_500);
      CountDownLatch gate = new CountDownLatch(1);
      List<Thread> others = new ArrayList<>();
      try {
        while (true) {
          Thread other = new Thread(() -> {
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
          other.start();
          others.add(other);
        }
      } catch (OutOfMemoryError e) {
        System.out.println(others.size() + " threads: " + e.getMessage());
      }
      for (int call = 0; call < 3; call++) {
        progress = System.nanoTime();
        try {
          training.infer();
          throw new AssertionError("there was room for a thread");
        } catch (OutOfMemoryError e) {
          assertThat(e).hasMessageThat().contains("thread");
        }
      }
      gate.countDown();
      for (Thread other : others) {
        other.join();
      }
      check("round " + round);
      checkGradients("round " + round);
    }
  }

  /** A heap with less and less room for the arrays of a workspace, until there is none. */
  void heap() {
    int failures = 0;
    for (int room = 0; room < 64; room++) {
      Training fresh = training.sharing(200, 2, IMAGE);
      List<byte[]> filling = fill();
      try {
        // So much that one array after the other fits.
        filling.subList(0, Math.min(filling.size(), room)).clear();
        fresh.infer();
        fresh.forwardAndBackward();
      } catch (OutOfMemoryError e) {
        failures++;
      } finally {
        filling.clear();
      }
      fresh.infer();
      assertWithMessage("room " + room).that(Arrays.copyOf(fresh.outputs(), 1)[0]).isNotNaN();
      fresh.forwardAndBackward();
      check("room " + room);
      checkGradients("room " + room);
    }
    System.out.println(failures + " of 64 failed");
    assertThat(failures).isAtLeast(5);
    Training last = training.sharing(200, 2, IMAGE);
    last.infer();
    WeakReference<Object> dropped = new WeakReference<>(last.inference());
    List<byte[]> filling = fill();
    boolean full = false;
    try {
      // What training needs is more: before an error, Java looks for all that can be dropped.
      last.forwardAndBackward();
    } catch (OutOfMemoryError e) {
      full = true;
    } finally {
      filling.clear();
    }
    assertThat(full).isTrue();
    assertThat(dropped.get()).isNull();
  }

  private static List<byte[]> fill() {
    List<byte[]> filling = new ArrayList<>(1 << 16);
    for (int size = 1 << 20; size >= 1 << 13; size /= 2) {
      try {
        while (true) {
          filling.add(0, new byte[size]);
        }
      } catch (OutOfMemoryError e) {
        // The next smaller ones.
      }
    }
    return filling;
  }

  /** All threads of this Java but two are interrupted again and again. */
  void interrupts(int calls) {
    Thread caller = Thread.currentThread();
    AtomicInteger interrupts = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Thread interrupter = new Thread(() -> {
      while (!over.get()) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
          if (thread == caller || thread.getName().startsWith("Small-")) {
            thread.interrupt();
          }
        }
        interrupts.incrementAndGet();
      }
    }, "interrupter");
    interrupter.setDaemon(true);
    interrupter.start();
    for (int i = 0; i < calls || interrupts.get() < 100; i++) {
      check("call " + i);
      if (i % 10 == 0) {
        checkGradients("call " + i);
      }
    }
    over.set(true);
    while (interrupter.isAlive()) {
      try {
        interrupter.join();
      } catch (InterruptedException e) {
        // By itself, for the last time.
      }
    }
    Thread.interrupted();
  }

  /** Four threads share the workspace: each call gives the right numbers or is refused. */
  void callers(int calls) throws InterruptedException {
    AtomicInteger right = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Training own = training.sharingWorkspace();
      callers.add(new Thread(() -> {
        try {
          for (int call = 0; call < calls; call++) {
            try {
              own.infer();
              assertThat(own.outputs()).isEqualTo(outputs);
              right.incrementAndGet();
            } catch (IllegalStateException e) {
              refused.incrementAndGet();
            }
            progress = System.nanoTime();
          }
        } catch (Throwable e) {
          failure.set(e);
        }
      }));
    }
    callers.forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    System.out.println(right + " right, " + refused + " refused");
    assertThat(right.get()).isAtLeast(1);
    assertThat(right.get() + refused.get()).isEqualTo(4 * calls);
    check("all of it");
  }
}
