package dev.netgrad.benchmark;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The networks of {@code convolutions.net}, each of which is one sum of products, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
public class Kernels {
  @Param({"H32C3K16R3S1", "H32C16K16R3S1", "H32C16K32R3S2", "H8C64K64R3S1", "H56C64K64R3S1", "H14C256K256R3S1",
      "H14C256K256R3S2", "H56C64K256R1S1", "H56C256K64R1S1", "H14C256K1024R1S1", "H56C256K512R1S2"})
  public String convolution;

  @Param({"Forward", "InputGradient", "WeightGradient"})
  public String sum;

  @Param({"vector", "plain"})
  public String kernels;

  @Param("16")
  public int batch;

  private Worker.Iteration work;

  @Setup
  public void prepare() throws ReflectiveOperationException {
    if (kernels.equals("plain")) {
      System.setProperty("netgrad.kernels", kernels);
    }
    Convolution of = Convolution.of(convolution);
    float[] x = numbers(batch * of.inputs());
    float[] y = numbers(batch * of.outputs());
    work = new GeneratedNetwork("dev.netgrad.benchmark.convolutions", sum + convolution)
        .inference(batch, 1, switch (sum) {
          case "Forward" -> new float[][] {x, y};
          case "InputGradient" -> new float[][] {y, x};
          default -> new float[][] {x, y, new float[of.weights()]};
        });
  }

  private static float[] numbers(int length) {
    Random random = new Random(1);
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  @Benchmark
  public void run() throws Exception {
    work.run();
  }
}
