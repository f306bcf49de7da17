package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Optimizers and schedules of the standard library, over several steps, against what PyTorch answered in double; see
 * {@code src/test/python/optimizers.py}.
 */
class PyTorchOptimizerTest {
  private static final Fixture FIXTURE = Fixture.read("optimizers.txt");
  private static final double RATE = 0.3;
  private static final int BATCH = 4;
  private static final int STEPS = 5;
  private static final double DOUBLE = 1e-12;
  private static final double SINGLE = 1e-5;

  static IntStream cases() {
    return IntStream.range(0, FIXTURE.names("").stream().mapToInt(n -> n.endsWith(".optimizer") ? 1 : 0).sum());
  }

  private static Network network(int number) {
    return Nets.network("""
        network Case(x[3], label: class[4]) {
          logits = x -> dense(4)
          loss = crossEntropy(logits, label)
          optimizer %s
        }
        """.formatted(FIXTURE.text(number + ".optimizer")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void interpreted(int number) {
    Network network = network(number);
    check(number, new InterpretedNet(network, Point.of(network, BATCH, ""), RATE));
  }

  /** One of each optimizer, and a schedule. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 7, 9, 10, 14})
  void generated(int number) {
    Network network = network(number);
    check(number, new GeneratedNet(network, Point.of(network, BATCH, ""), RATE, ElementType.DOUBLE));
  }

  static Stream<Arguments> inSinglePrecision() {
    return Stream.of(2, 3, 5, 7, 9, 10, 14)
        .flatMap(number -> KernelSet.forCase(number).map(kernels -> Arguments.of(number, kernels)));
  }

  @ParameterizedTest
  @MethodSource("inSinglePrecision")
  void generatedInSinglePrecision(int number, KernelSet kernels) {
    Network network = network(number);
    GeneratedNet net = new GeneratedNet(network, Point.of(network, BATCH, ""), RATE, kernels, false);
    KernelSet.THREADS.forEach(threads -> check(number, net.on(threads), SINGLE));
  }

  private static void check(int number, Stepping net) {
    check(number, net, DOUBLE);
  }

  private static void check(int number, Stepping net, double tolerance) {
    for (int step = 1; step <= STEPS; step++) {
      String prefix = number + "." + step + ".";
      net.step().parameters().forEach((name, values) -> assertWithMessage("%s of %s", prefix + name,
          FIXTURE.text(number + ".optimizer"))
          .that(Norms.relative(values, FIXTURE.numbers(prefix + name))).isLessThan(tolerance));
    }
  }
}
