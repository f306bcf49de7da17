package dev.netgrad.random;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.GeneratedNet;
import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Modes;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Point;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forward and reverse mode {@linkplain Modes agree} on networks made at random, in training, where samples meet; and
 * generated code gives their tangents and Jacobians.
 */
class RandomTangentTest {
  private static final int NETWORKS = 60;
  private static final int GENERATED = 5;
  private static final double SINGLE = 2e-4;

  static Stream<Long> seeds() {
    return LongStream.range(0, NETWORKS).boxed();
  }

  static Stream<Long> fewSeeds() {
    return LongStream.range(0, NETWORKS).boxed().filter(seed -> named(seed).isPresent()).limit(GENERATED);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void modesAgree(long seed) {
    Trial trial = RandomNet.of(seed).trial();
    Network network = Nets.network(trial.text());
    Point point = Point.of(network, trial.batch(), "tangent.");
    Modes.assertAgree(network, point, trial.toString());
  }

  /** A network with a tangent of its output and, if no samples meet, a Jacobian; none where the output has no name. */
  private static Optional<String> named(long seed) {
    Trial trial = RandomNet.of(seed).trial();
    Network network = Nets.network(trial.text());
    Tensor output = network.evaluation().outputs().get(0);
    if (output.isInteger() || !trial.text().contains("  " + output.name() + " = ")) {
      return Optional.empty();
    }
    Tensor x = network.training().inputs().get(0);
    String text = trial.text().replaceFirst("network Random\\(x", "network Random(direction" + x.shapeText() + ", x");
    String start = text.substring(0, text.lastIndexOf('}'))
        + "  derivative tangentOfIt = tangent(%s, x, direction)\n".formatted(output.name());
    String whole = start + "  derivative jacobianOfIt = jacobian(%s, x)\n}\n".formatted(output.name());
    try {
      Nets.network(whole);
      return Optional.of(whole);
    } catch (InvalidNetException samplesMeet) {
      return Optional.of(start + "}\n");
    }
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void generatedCodeAgrees(long seed) {
    String text = named(seed).orElseThrow();
    Network network = Nets.network(text);
    Point point = Point.of(network, RandomNet.of(seed).trial().batch(), "tangent.");
    KernelSet.forCase((int) seed).forEach(kernels -> {
      GeneratedNet net = new GeneratedNet(network, point, 0, kernels, false);
      for (Block derivative : Nets.simplified(network).derivatives()) {
        double[] expected = point.interpreter().run(derivative, point.inputs()).value(derivative.outputs().get(0));
        double[] actual = net.derivative(derivative.name());
        double largest = LongStream.range(0, expected.length).mapToDouble(i -> Math.abs(expected[(int) i])).max()
            .orElse(0);
        for (int i = 0; i < expected.length; i++) {
          assertWithMessage("%s[%s], %s, of\n%s", derivative.name(), i, kernels, text).that(actual[i])
              .isWithin(SINGLE * largest).of(expected[i]);
        }
        for (int threads : KernelSet.THREADS) {
          assertWithMessage("%s on %s threads", derivative.name(), threads)
              .that(net.on(threads).derivative(derivative.name())).isEqualTo(actual);
        }
      }
    });
  }
}
