package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers of the standard library, forward and all gradients, against what PyTorch answered in double; see
 * {@code src/test/python/layers.py}.
 */
class PyTorchLayerTest {
  private static final long BATCH = 2;
  private static final double TOLERANCE = 1e-12;
  private static final double SINGLE = 1e-5;
  private static final Fixture FIXTURE = Fixture.read("layers.txt");

  static List<String> cases() {
    List<String> cases = new ArrayList<>();
    for (String name : FIXTURE.names("")) {
      if (name.endsWith(".network")) {
        cases.add(name.substring(0, name.length() - ".network".length()));
      }
    }
    return cases;
  }

  private static Network network(String name) {
    return Nets.network(text(name));
  }

  private static String text(String name) {
    return FIXTURE.text(name + ".network").replace("; ", "\n");
  }

  /** Of a network that takes a gradient no block is left. */
  private static List<String> blocks() {
    return cases().stream().filter(name -> !text(name).contains("grad(")).toList();
  }

  static List<String> wholes() {
    return cases().stream().filter(name -> !blocks().contains(name)).toList();
  }

  private static Point point(String name, Network network) {
    return Point.of(network, BATCH, name + ".");
  }

  private static double[] weights(String name, Tensor output) {
    return Hashed.around(name + ".weights", 0.2, 1, output.elements(BATCH));
  }

  private static void assertNear(String name, double[] actual) {
    assertNear(name, actual, TOLERANCE);
  }

  private static void assertNear(String name, double[] actual, double tolerance) {
    double[] expected = FIXTURE.numbers(name);
    assertWithMessage(name).that(actual).hasLength(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertWithMessage("%s[%s]", name, i).that(actual[i]).isWithin(tolerance * (1 + Math.abs(expected[i])))
          .of(expected[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void interpreted(String name) {
    Derivative derivative = Nets.derivative(network(name));
    Network network = derivative.network();
    Point point = point(name, network);
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(network.training(), point.inputs());
    Tensor output = network.training().outputs().get(0);
    assertNear(name + ".y", run.value(output));
    Map<String, double[]> gradients = interpreter.backward(derivative, run, List.of(weights(name, output)));
    assertThat(new TreeSet<>(gradients.keySet())).isEqualTo(FIXTURE.names(name + ".gradient."));
    gradients.forEach((leaf, values) -> assertNear(name + ".gradient." + leaf, values));
  }

  /** Some cases as blocks of one network, whose loss is the sum of their outputs, each times a weight. */
  private record Together(List<String> cases, Network network, Point point) {}

  /** So many as a Java method can have arrays for. */
  private static List<Together> together() {
    List<String> all = blocks();
    return IntStream.rangeClosed(0, (all.size() - 1) / 40)
        .mapToObj(i -> together(all.subList(40 * i, Math.min(all.size(), 40 * i + 40)))).toList();
  }

  private static Together together(List<String> cases) {
    StringBuilder blocks = new StringBuilder();
    List<String> inputs = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    List<String> losses = new ArrayList<>();
    Map<String, double[]> values = new TreeMap<>();
    Map<String, double[]> stored = new TreeMap<>();
    for (String name : cases) {
      Network network = network(name);
      Point point = point(name, network);
      List<String> arguments = new ArrayList<>();
      for (Tensor input : network.training().inputs()) {
        String renamed = name + "_" + input.name();
        arguments.add(renamed);
        inputs.add(renamed + (input.sampleRank() == 0 ? "" : input.shapeText())
            + (input.isInteger() ? ": class[" + input.classes() + "]" : ""));
        values.put(renamed, point.inputs().get(input.name()));
      }
      point.stored().forEach((leaf, numbers) -> stored.put(name + "Case." + leaf, numbers));
      Tensor output = network.training().outputs().get(0);
      values.put(name + "_weights", weights(name, output));
      inputs.add(name + "_weights" + output.shapeText());
      blocks.append(text(name).replace("network Case", "block " + name + "Case")).append('\n');
      body.append("  %1$s_y = %1$sCase(%2$s)\n".formatted(name, String.join(", ", arguments)));
      losses.add("weighted(%1$s_y, %1$s_weights)".formatted(name));
    }
    Network all = Nets.network(blocks + """
        layer weighted(y[I...], t[I...]) {
          s = sum[n, i...] y[i...]*t[i...]
        }
        network All(%s) {
        %s  output %s
          loss = %s
        }
        """.formatted(String.join(", ", inputs), body,
        String.join("_y, ", cases) + "_y", String.join(" + ", losses)));
    return new Together(cases, all, new Point(BATCH, values, stored));
  }

  private static void check(List<String> cases, GeneratedNet net, double tolerance) {
    net.forward();
    cases.forEach(name -> assertNear(name + ".y", net.output(name + "_y"), tolerance));
    Map<String, double[]> gradients = net.backward();
    BiConsumer<String, String> check = (name, leaf) -> assertNear(name + ".gradient." + leaf,
        gradients.get(leaf.contains(".") ? name + "Case." + leaf : name + "_" + leaf), tolerance);
    cases.forEach(name -> FIXTURE.names(name + ".gradient.").forEach(leaf -> check.accept(name, leaf)));
  }

  @Test
  void generated() {
    together().forEach(all ->
        check(all.cases, new GeneratedNet(all.network, all.point, 0, ElementType.DOUBLE, true), TOLERANCE));
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void generatedInSinglePrecision(KernelSet kernels) {
    together().forEach(all -> {
      GeneratedNet net = new GeneratedNet(all.network, all.point, 0, kernels, true);
      KernelSet.THREADS.forEach(threads -> check(all.cases, net.on(threads), SINGLE));
    });
  }

  @ParameterizedTest
  @MethodSource("wholes")
  void gradientsOfGradients(String name) {
    Network network = Nets.network(text(name).replace("network Case(", "network Case(weights[4, 3], ")
        .replace(" }", "\nloss = sum[n, v < 4, d < 3] y[v, d]*weights[v, d] }"));
    Point point = point(name, network);
    double[] weights = Hashed.around(name + ".weights", 0.2, 1, 12 * BATCH);
    System.arraycopy(weights, 0, point.inputs().get("weights"), 0, weights.length);
    kernelSets().forEach(kernels -> {
      GeneratedNet net = new GeneratedNet(network, point, 0, kernels, true);
      KernelSet.THREADS.forEach(threads -> {
        Map<String, double[]> gradients = net.on(threads).gradients();
        FIXTURE.names(name + ".gradient.").forEach(leaf ->
            assertNear(name + ".gradient." + leaf, gradients.get(leaf), SINGLE));
      });
    });
  }
}
