package dev.netgrad.bench;

import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.VectorModule;
import dev.netgrad.emit.GeneratedSource;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many floating-point operations the processor does at most: fused multiply-adds on values that stay in registers,
 * in more independent chains than the units are deep. With the Vector API if this Java runs with it, otherwise in a
 * loop that C2 makes vectors of.
 */
final class Peak {
  private static final int CHAINS = 12;
  private static final int LONGEST_VECTOR = 64;
  private static final double SECONDS = 0.05;

  private static final String VECTOR = """
      import jdk.incubator.vector.FloatVector;
      import jdk.incubator.vector.VectorSpecies;

      public final class FmaPeak implements java.util.function.ToLongFunction<float[]> {
        private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

        @Override
        public long applyAsLong(float[] x) {
          int lanes = S.length();
          FloatVector a = FloatVector.broadcast(S, 0.5f);
          FloatVector b = FloatVector.broadcast(S, 1f);
          %s
          for (int i = 0; i < 20_000; i++) {
            %s
          }
          %s
          return 2L * 20_000 * %d * lanes;
        }
      }
      """;

  private static final String PLAIN = """
      public final class FmaPeak implements java.util.function.ToLongFunction<float[]> {
        @Override
        public long applyAsLong(float[] x) {
          for (int i = 0; i < 300; i++) {
            for (int j = 0; j < x.length; j++) {
              float v = x[j];
              %s
              x[j] = v;
            }
          }
          return 2L * 300 * %d * x.length;
        }
      }
      """;

  private final ToLongFunction<float[]> loop;
  private final int threads;
  private double best;

  Peak(int threads) {
    this.threads = threads;
    try {
      this.loop = type().cast(Loaded.toRunLong(List.of(source())).network().getConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Class<ToLongFunction<float[]>> type() {
    return (Class<ToLongFunction<float[]>>) (Class<?>) ToLongFunction.class;
  }

  private static GeneratedSource source() {
    boolean vector = VectorModule.isPresent() && VectorModule.suits();
    String multiplyAdd = VectorModule.suits() ? "v = Math.fma(v, 0.5f, 1f);" : "v = v * 0.5f + 1f;";
    String text = vector
        ? VECTOR.formatted(chains("FloatVector v%1$d = FloatVector.fromArray(S, x, %1$d * lanes);"),
            chains("v%1$d = v%1$d.fma(a, b);"), chains("v%1$d.intoArray(x, %1$d * lanes);"), CHAINS)
        : PLAIN.formatted(chains(multiplyAdd), CHAINS);
    return new GeneratedSource("FmaPeak.java", text, vector);
  }

  private static String chains(String line) {
    return IntStream.range(0, CHAINS).mapToObj(line::formatted).collect(Collectors.joining("\n"));
  }

  /** The best of all measurements, in 10⁹ operations a second. */
  double gflops() {
    return best;
  }

  /** Measures once more: who else uses the processor is not always there, and what is compared should meet the same. */
  void measure() {
    long[] flops = new long[threads];
    Thread[] others = new Thread[threads];
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      int index = i;
      others[i] = new Thread(() -> flops[index] = run(start), "peak-" + i);
      others[i].start();
    }
    try {
      for (Thread thread : others) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    double seconds = Stopwatch.since(start);
    best = Math.max(best, IntStream.range(0, threads).mapToLong(i -> flops[i]).sum() / seconds / 1e9);
  }

  private long run(long start) {
    float[] values = new float[CHAINS * LONGEST_VECTOR];
    long flops = 0;
    while (Stopwatch.since(start) < SECONDS) {
      flops += loop.applyAsLong(values);
    }
    return flops;
  }
}
