package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jacobians, tangents and products with Hessians of formulas of mechanics, statistics and robotics, against what
 * PyTorch answered in double; see {@code src/test/python/derivatives.py}.
 */
class PyTorchDerivativeTest {
  private static final long BATCH = 3;
  private static final double TOLERANCE = 1e-12;
  private static final double SINGLE = 1e-5;
  private static final Fixture FIXTURE = Fixture.read("derivatives.txt");

  static List<String> cases() {
    return FIXTURE.names("").stream().filter(name -> name.endsWith(".network"))
        .map(name -> name.substring(0, name.length() - ".network".length())).toList();
  }

  static Stream<KernelSet> kernels() {
    return KernelSet.forOne();
  }

  private static String text(String name) {
    return FIXTURE.text(name + ".network").replace(" ; ", "\n");
  }

  private static Point point(String name, Network network) {
    return Point.of(network, BATCH, name + ".");
  }

  /** Within a tolerance of the largest element: where it is 0, others have cancelled. */
  private static void assertNear(String name, double[] actual, double tolerance) {
    double[] expected = FIXTURE.numbers(name);
    assertWithMessage(name).that(actual).hasLength(expected.length);
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertWithMessage("%s[%s]", name, i).that(actual[i]).isWithin(tolerance * largest).of(expected[i]);
    }
  }

  @Test
  void thereAreTheFormulasThatPeopleDifferentiate() {
    assertThat(cases()).containsAtLeast("rotation", "twoLinkArm", "softmax", "logSumExp", "gaussianDensity",
        "doublePendulum", "lennardJones", "rosenbrock", "camera", "standardised", "covariance");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void interpreted(String name) {
    Network written = Nets.network(text(name));
    Network network = Nets.simplified(written);
    Point point = point(name, written);
    assertNear(name + ".y", point.interpreter().run(network.evaluation(), point.inputs())
        .value(network.evaluation().outputs().get(0)), TOLERANCE);
    assertThat(network.derivatives().size()).isEqualTo(FIXTURE.names(name + ".").size() - 2);
    for (Block derivative : network.derivatives()) {
      assertNear(name + "." + derivative.name(),
          point.interpreter().run(derivative, point.inputs()).value(derivative.outputs().get(0)), TOLERANCE);
    }
  }

  /** As they stand, before any law is applied. */
  @ParameterizedTest
  @MethodSource("cases")
  void unsimplified(String name) {
    Network written = Nets.network(text(name));
    Point point = point(name, written);
    for (Block derivative : DerivedTerms.expand(written).derivatives()) {
      assertNear(name + "." + derivative.name(),
          point.interpreter().run(derivative, point.inputs()).value(derivative.outputs().get(0)), TOLERANCE);
    }
  }

  /** All cases as blocks of one network. */
  private record Together(Network network, Point point) {}

  private static Together together() {
    StringBuilder blocks = new StringBuilder();
    List<String> inputs = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    Map<String, double[]> values = new TreeMap<>();
    for (String name : cases()) {
      Network network = Nets.network(text(name));
      Map<String, Tensor> own = new TreeMap<>();
      network.training().inputs().forEach(input -> own.put(input.name(), input));
      network.derivatives().forEach(derivative -> derivative.inputs().forEach(t -> own.put(t.name(), t)));
      List<String> arguments = new ArrayList<>();
      point(name, network).inputs().forEach((input, numbers) -> {
        inputs.add(name + "_" + input + own.get(input).shapeText());
        values.put(name + "_" + input, numbers);
        if (!input.equals("v")) {
          arguments.add(name + "_" + input);
        }
      });
      List<String> lines = new ArrayList<>(text(name).lines().toList());
      lines.removeIf(line -> line.startsWith("output"));
      lines.set(0, lines.get(0).replace("network Case", "block " + name + "Case")
          .replaceFirst(", v\\[[^\\]]*\\]", ""));
      body.append("  %1$s_y = %1$sCase(%2$s)\n".formatted(name, String.join(", ", arguments)));
      for (String line : lines) {
        if (line.startsWith("derivative")) {
          body.append("  ").append(line.replaceFirst(" }$", "")
              .replaceFirst("derivative (\\w+)", "derivative " + name + "_$1")
              .replaceAll("\\b([yxv])\\b", name + "_$1")).append('\n');
        }
      }
      lines.removeIf(line -> line.startsWith("derivative"));
      blocks.append(String.join("\n", lines)).append("\ny }\n");
    }
    Network all = Nets.network(blocks + "network All(%s) {\n%s  output %s\n}\n"
        .formatted(String.join(", ", inputs), body, String.join("_y, ", cases()) + "_y"));
    return new Together(all, new Point(BATCH, values, new HashMap<>()));
  }

  private static void check(Network network, GeneratedNet net, double tolerance) {
    network.derivatives().stream().map(Block::name).sorted(Comparator.naturalOrder())
        .forEach(name -> assertNear(name.replace('_', '.'), net.derivative(name), tolerance));
  }

  @Test
  void generatedInDouble() {
    Together all = together();
    check(all.network(), new GeneratedNet(all.network(), all.point(), 0, ElementType.DOUBLE), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void generatedInSinglePrecision(KernelSet kernels) {
    Together all = together();
    GeneratedNet net = new GeneratedNet(all.network(), all.point(), 0, kernels, false);
    check(all.network(), net, SINGLE);
    for (int threads : KernelSet.THREADS) {
      GeneratedNet shared = net.on(threads);
      all.network().derivatives().stream().map(Block::name).forEach(name ->
          assertWithMessage("%s on %s threads", name, threads).that(shared.derivative(name))
              .isEqualTo(net.derivative(name)));
    }
  }
}
