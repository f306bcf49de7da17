package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertWithMessage;

import com.sun.management.ThreadMXBean;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.OwnJava;
import dev.netgrad.loop.Compiled;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Training and inference allocate nothing, once C2 has compiled the kernels: until then, vectors are objects. Where C2
 * keeps them as objects, a kernel is ten times slower; and that depends on all that the JIT has seen in the same Java.
 */
class SteadyStateTest {
  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(3);
  private static final int STEPS = 200;
  /** In bytes; what the measurement itself allocates is less than so much for each of the steps. */
  private static final long SMALLEST_OBJECT = 16;

  /**
   * Kernels of all kinds: tiles and slices, Toom-Cook's, sums in one block and in several, stretches of rows, windows,
   * sums over the batch.
   */
  private static final String NETWORK = """
      block bottleneck(x[H, W, C], K, stride = 1) {
        f    = x -> conv(K, 1) -> batchNorm -> relu -> conv(K, 3, stride) -> batchNorm -> relu
                 -> conv(4*K, 1) -> batchNorm
        skip = if stride == 1 and C == 4*K then x else x -> conv(4*K, 1, stride) -> batchNorm
        relu(f + skip)
      }
      network Steady(image[28, 28, 3], label: class[10]) {
        logits = image -> conv(32, 3) -> batchNorm -> relu -> maxPool(3, stride = 2, pad = 1)
                       -> repeat(2) bottleneck(32) -> bottleneck(24, stride = 2) -> conv(64, 3)
                       -> dropout -> globalAveragePool -> dense(10)
        loss = crossEntropy(logits, label)
        optimizer lars(lr = lr*warmUp(step, 10))
      }
      """;

  @TempDir private Path folder;

  /**
   * With the JIT's usual thresholds, and with a tenth of them, as training and measuring set them for vector kernels.
   */
  @ParameterizedTest
  @CsvSource({"plain, 2, 1", "vector, 1, 0.1", "vector, 2, 1"})
  void allocatesNothing(String kernels, int threads, String thresholds) throws IOException, InterruptedException {
    OwnJava.run(SteadyStateTest.class, folder,
        List.of("-XX:CompileCommand=CompileThresholdScaling,*Vector*.*," + thresholds), kernels, threads, folder);
  }

  /** Fails if steps with such kernels and so many threads still allocate after some minutes; compiles in a folder. */
  public static void main(String[] arguments) {
    boolean vectors = arguments[0].equals("vector");
    int workers = Integer.parseInt(arguments[1]);
    Path folder = Path.of(arguments[2]);
    Network network = Nets.network(NETWORK);
    Training training = new Training(vectors ? Compiled.withVectors(network, folder, false)
        : Compiled.of(network, folder, false, ElementType.FLOAT), 4, workers, 28 * 28 * 3);
    long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
    long least = Long.MAX_VALUE;
    while (least > STEPS * SMALLEST_OBJECT && System.nanoTime() < deadline) {
      training.step();
      long[] threads = threads(workers);
      long before = allocated(threads);
      for (int i = 0; i < STEPS; i++) {
        training.step();
        training.infer();
      }
      least = Math.min(least, allocated(threads) - before);
    }
    assertWithMessage("bytes allocated in %s steps and inferences", STEPS).that(least)
        .isLessThan(STEPS * SMALLEST_OBJECT);
  }

  /** This thread and the network's own ones, which live for a second after a step. */
  private static long[] threads(int expected) {
    long[] own = Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t == Thread.currentThread() || t.getName().startsWith("Steady-")).mapToLong(Thread::getId)
        .toArray();
    assertWithMessage("threads").that(own.length).isAtLeast(expected);
    return own;
  }

  private static long allocated(long[] threads) {
    return LongStream.of(((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(threads))
        .filter(bytes -> bytes > 0).sum();
  }
}
