package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.OwnJava;
import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.VectorApi;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls that die of a full stack, of threads that can't be started, of a full heap, that are interrupted, that meet another
 * caller: nothing hangs, and the next call gives the right numbers. Each in a Java of its own, with a watchdog.
 */
@Tag("long")
class AttackTest {
  private static final int IMAGE = 8 * 8 * 3;
  private static final int BATCH = 5;
  private static final int STACK_BYTES = 4 << 20;
  private static final int DEPTHS = 20_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"plain, 1", "plain, 2", "plain, 3", "vector, 2"})
  void fullStacks(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of(), "stack", kernels, threads, folder);
  }

  /** The address space is limited, and each thread wants a gigabyte of it. */
  @ParameterizedTest
  @CsvSource({"plain, 2", "plain, 3", "plain, 5"})
  @EnabledOnOs(OS.LINUX)
  void threadsThatCannotBeStarted(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.runWithin(12_000_000, AttackTest.class, folder, List.of("-Xmx256m", "-XX:ThreadStackSize=1048576",
        "-XX:CompilerThreadStackSize=1024", "-XX:VMThreadStackSize=1024"), "threads", kernels, threads, folder);
  }

  @ParameterizedTest
  @CsvSource({"plain, 1", "plain, 2", "plain, 3"})
  void fullHeaps(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of("-Xmx256m"), "heap", kernels, threads, folder);
  }

  @ParameterizedTest
  @CsvSource({"plain, 2", "plain, 3", "vector, 2"})
  void interrupts(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of(), "interrupts", kernels, threads, folder);
  }

  @ParameterizedTest
  @CsvSource({"plain, 1", "plain, 2", "vector, 2"})
  void severalCallers(String kernels, int threads) throws IOException, InterruptedException {
    OwnJava.run(AttackTest.class, folder, List.of(), "callers", kernels, threads, folder);
  }

  /** Attacks; says what is wrong and ends with another code than 0 if something is. */
  public static void main(String[] arguments) throws InterruptedException {
    KernelSet kernels = arguments[1].equals("plain") ? KernelSet.PLAIN
        : KernelSet.of(VectorApi.preferredBits());
    Network network = Nets.network("""
        block basic(x[H, W, C], K) {
          relu((x -> conv(K, 3) -> batchNorm -> relu -> conv(K, 3) -> batchNorm) + x)
        }
        network Small(image[8, 8, 3], label: class[10]) {
          logits = image -> conv(8, 3) -> batchNorm -> relu -> basic(8) -> globalAveragePool -> dense(10)
          loss = crossEntropy(logits, label)
          optimizer sgd(momentum = 0.9)
        }
        """);
    Compiled compiled = Compiled.with(kernels, network, Path.of(arguments[3]), false);
    Attack attack = new Attack(new Training(compiled, BATCH, Integer.parseInt(arguments[2]), IMAGE));
    attack.watch();
    switch (arguments[0]) {
      case "stack" -> attack.stack();
      case "threads" -> attack.threads();
      case "heap" -> attack.heap();
      case "interrupts" -> attack.interrupts();
      case "callers" -> attack.callers();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }

  /** What is attacked, and what it gives when it is left alone. */
  private static final class Attack {
    private static final long LONGEST_CALL_NANOS = 60_000_000_000L;

    private final Training training;
    private final float[] outputs;
    private final Map<String, float[]> gradients;
    private volatile long progress = System.nanoTime();

    private Attack(Training training) {
      this.training = training;
      training.infer();
      outputs = training.outputs();
      training.forwardAndBackward();
      gradients = training.arrays();
    }

    /** Ends this Java, with what all threads do, when nothing has happened for a minute. */
    private void watch() {
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

    /** A call at every depth of a stack, from where it succeeds to where there is no room for a call at all. */
    private void stack() throws InterruptedException {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread deep = new Thread(null, () -> {
        try {
          int most = 0;
          for (int step = 1 << 16; step > 0; step /= 2) {
            most += reaches(most + step) ? step : 0;
          }
          int failures = 0;
          // What is compiled meanwhile has smaller frames: then there is more room, not less.
          for (int depth = Math.max(0, most - DEPTHS); depth < most; depth++) {
            boolean backward = depth % 16 == 0;
            try {
              at(depth, backward ? training::forwardAndBackward : training::infer);
            } catch (StackOverflowError e) {
              failures++;
            }
            if (backward) {
              checkGradients("depth " + depth);
            } else {
              check("depth " + depth);
            }
          }
          assertThat(failures).isAtLeast(10);
          System.out.println(failures + " of " + most + " depths failed");
        } catch (Throwable e) {
          failure.set(e);
        }
      }, "deep", STACK_BYTES);
      deep.start();
      deep.join();
      if (failure.get() != null) {
        throw new AssertionError(failure.get());
      }
    }

    private boolean reaches(int depth) {
      try {
        at(depth, () -> {});
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

    /** Threads end in a pause, others take their room, and then give it back. */
    private void threads() throws InterruptedException {
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
    private void heap() {
      int failures = 0;
      for (int room = 0; room < 64; room++) {
        Training fresh = training.sharing(40 * BATCH, 2, IMAGE);
        List<byte[]> filling = fill();
        try {
          // So much that one array after the other fits.
          filling.subList(0, Math.min(filling.size(), room * 8)).clear();
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
    private void interrupts() {
      Thread caller = Thread.currentThread();
      AtomicInteger interrupts = new AtomicInteger();
      Thread interrupter = new Thread(() -> {
        while (true) {
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
      for (int i = 0; i < 2_000 || interrupts.get() < 1_000; i++) {
        check("call " + i);
        if (i % 10 == 0) {
          checkGradients("call " + i);
        }
      }
    }

    /** Four threads share the workspace: each call gives the right numbers or is refused. */
    private void callers() throws InterruptedException {
      AtomicInteger right = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Training own = training.sharingWorkspace(BATCH, IMAGE);
        callers.add(new Thread(() -> {
          try {
            for (int call = 0; call < 3_000; call++) {
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
      assertThat(right.get()).isAtLeast(100);
      assertThat(refused.get()).isAtLeast(1);
      check("all of it");
    }
  }
}
