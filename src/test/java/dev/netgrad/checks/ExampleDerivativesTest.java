package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.AdjointText;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tangents of the blocks of all examples at the size that they have there, and their Jacobians at a small one. */
class ExampleDerivativesTest {
  private static final List<Path> FOLDERS = List.of(Path.of("examples"), Path.of("examples", "networks"));
  /** So many terms the interpreter adds in a moment. */
  private static final double EVERYDAY = 3e5;
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-6;

  /** The blocks that the networks of the examples use, each once: what a signature says is one block. */
  private static Stream<Arguments> blocks(boolean large) throws IOException {
    Map<String, Arguments> blocks = new LinkedHashMap<>();
    for (Path file : Nets.published()) {
      if (!FOLDERS.contains(file.getParent())) {
        continue;
      }
      NetFile net = NetFile.read(file);
      for (String name : new AdjointText(net).names()) {
        net.analysis().layerAsBlock(name).filter(block -> terms(block) > EVERYDAY == large)
            .ifPresent(block -> blocks.putIfAbsent(block.signature(), Arguments.of(block.signature(), block)));
      }
    }
    return blocks.values().stream();
  }

  static Stream<Arguments> small() throws IOException {
    return blocks(false);
  }

  static Stream<Arguments> large() throws IOException {
    return blocks(true);
  }

  private static double terms(Block block) {
    double terms = block.calls().stream().mapToDouble(call -> call.count() * terms(call.block())).sum();
    for (Tensor tensor : block.body()) {
      if (tensor.isFormula()) {
        terms += tensor.elements(1) * tensor.formula().reduction().axes().stream()
            .mapToDouble(axis -> axis.extent().at(1)).reduce(1, (a, b) -> a * b);
      }
    }
    return terms;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void tangents(String signature, Block block) {
    Network network = new Network(block.name(), block, block, Optional.empty(), List.of());
    Modes.assertAgree(network, Point.of(network, 2, "example."), signature);
  }

  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @MethodSource("large")
  void largeTangents(String signature, Block block) {
    tangents(signature, block);
  }

  /** A use of a block with every extent cut to 4, and the file that has it; and layers of the library. */
  static Stream<Arguments> cut() {
    return Stream.of(
        Arguments.of("digits.net", "basic(4)"), Arguments.of("digits.net", "basic(2, stride = 2)"),
        Arguments.of("resnet50.net", "bottleneck(1)"), Arguments.of("resnet50.net", "bottleneck(1, stride = 2)"),
        Arguments.of("plain20.net", "plain(4)"), Arguments.of("preact20.net", "preact(4)"),
        Arguments.of("preact20.net", "preact(2, stride = 2)"), Arguments.of("residual.net", "residual"),
        Arguments.of("strided.net", "halving(4)"), Arguments.of("networks/densenet40.net", "grow(2)"),
        Arguments.of("networks/mobilenet.net", "separable(4)"), Arguments.of("networks/resnet110gated.net", "gated(4)"),
        Arguments.of("networks/resnet110scaled.net", "scaled(4)"),
        Arguments.of("networks/resnet110exclusive.net", "exclusive(4)"),
        Arguments.of("networks/resnet110normafter.net", "normAfter(4)"),
        Arguments.of("networks/resnet110preactrelu.net", "preactRelu(4)"),
        Arguments.of("networks/resnet110relubefore.net", "reluBefore(4)"),
        Arguments.of("networks/resnet110dropout.net", "dropped(4)"),
        Arguments.of("networks/preact110.net", "first(4)"), Arguments.of("", "conv(3, dilation = 2)"),
        Arguments.of("", "groupedConv(4, 2)"), Arguments.of("", "depthwiseConv"),
        Arguments.of("", "transposedConv(2, 3, 2, 1)"), Arguments.of("", "layerNorm"), Arguments.of("", "groupNorm(2)"),
        Arguments.of("", "maxPool(3, 2, 1)"), Arguments.of("", "averagePool"), Arguments.of("", "globalAveragePool"),
        Arguments.of("", "softmax"), Arguments.of("", "logSoftmax"), Arguments.of("", "gelu"), Arguments.of("", "elu"),
        Arguments.of("", "silu"), Arguments.of("", "leakyRelu"), Arguments.of("", "flatten -> dense(4)"));
  }

  /** What a file declares and imports, but for its networks. */
  private static String declarations(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readString(file).replaceAll("(?ms)^(///[^\n]*\n)*network .*?^}\n", "").lines().toList()) {
      text.append(line.startsWith("import ") ? declarations(file.resolveSibling(line.split("\"")[1])) : line + "\n");
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("cut")
  void jacobians(String file, String call) throws IOException {
    Network written = Nets.network((file.isEmpty() ? "" : declarations(Path.of("examples", file))) + """
        network Cut(x[4, 4, 4]) {
          y = x -> CALL
          derivative J = jacobian(y, x)
        }
        """.replace("CALL", call));
    Point point = Point.of(written, 1, "cut.");
    Network network = Nets.simplified(written);
    Block derivative = network.derivatives().get(0);
    double[] jacobian = point.interpreter().run(derivative, point.inputs()).value(derivative.outputs().get(0));
    double[] x = point.inputs().get("x");
    int rows = jacobian.length / x.length;
    double largest = 0;
    for (int j = 0; j < x.length; j++) {
      double[] above = output(network, point, j, STEP);
      double[] below = output(network, point, j, -STEP);
      for (int i = 0; i < rows; i++) {
        double difference = (above[i] - below[i]) / (2 * STEP);
        largest = Math.max(largest, Math.abs(difference));
        assertWithMessage("row %s, column %s", i, j).that(jacobian[i * x.length + j])
            .isWithin(TOLERANCE * (1 + Math.abs(difference))).of(difference);
      }
    }
    assertThat(largest).isGreaterThan(1e-3);
  }

  private static double[] output(Network network, Point point, int element, double step) {
    double[] x = point.inputs().get("x");
    double before = x[element];
    x[element] += step;
    double[] values = point.interpreter().run(network.evaluation(), point.inputs())
        .value(network.evaluation().outputs().get(0)).clone();
    x[element] = before;
    return values;
  }
}
