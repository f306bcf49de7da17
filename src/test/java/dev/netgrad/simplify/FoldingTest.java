package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Point;
import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldingTest {
  private static final String NORMALISED = """
      network Net(image[4, 4, 3]) {
        y = image -> conv(2, 3) -> batchNorm
      }
      """;

  private static Network folded(Network network) {
    return Nets.derivative(network).network();
  }

  private static List<String> lines(Block block) {
    return block.body().stream().filter(DefinitionLaws::isElementwise).map(new Printer()::line).toList();
  }

  private static List<String> names(Network network) {
    return Stream.concat(Stream.of(network.evaluation()), network.evaluation().calls().stream().map(Call::block))
        .flatMap(b -> b.body().stream()).map(Tensor::name).toList();
  }

  @Test
  void batchNormIsOneMultiplicationAndOneAddition() {
    assertThat(lines(folded(Nets.network(NORMALISED)).evaluation())).containsExactly(
        "batchNorm.inverse[c < 2] = 1/sqrt(batchNorm.runningVariance[c] + 1.0e-5)",
        "yFactor[c < 2] = batchNorm.inverse[c]*batchNorm.scale[c]",
        "yOffset[c < 2] = batchNorm.shift[c] - batchNorm.runningMean[c]*batchNorm.inverse[c]*batchNorm.scale[c]",
        "y[h < 4, w < 4, c < 2] = conv[h, w, c]*yFactor[c] + yOffset[c]").inOrder();
  }

  /** Its mean and variance depend on the samples; and its rounding is what gradients are checked against. */
  @Test
  void trainingIsAsWritten() {
    Network network = Nets.simplified(Nets.network(NORMALISED));
    assertThat(Nets.derivative(Nets.network(NORMALISED)).network().training().body().stream().map(Tensor::name)
        .toList())
        .isEqualTo(network.training().body().stream().map(Tensor::name).toList());
  }

  /** A bias is one addition already; a layer norm divides by what varies; a square is no line. */
  @ParameterizedTest
  @ValueSource(strings = {"dense(4)", "layerNorm", "flatten -> squared"})
  void otherThingsAreAsWritten(String layers) {
    List<String> names = names(folded(Nets.network("""
        layer squared(x[I]) {
          y[i] = ((x[i] - 1)*2 + 3)*x[i]
        }
        network Net(image[4, 4, 8]) {
          y = image -> LAYERS
        }
        """.replace("LAYERS", layers))));
    assertThat(names.stream().filter(n -> n.endsWith("Factor")).toList()).isEmpty();
  }

  /** Computing a factor for each element would take as long as using it. */
  @Test
  void aFactorForEachElementIsNotWorthIt() {
    String text = """
        layer scaled(x[I...]) {
          parameter a[I...] = 1
          parameter b[I...] = 1
          y[i...] = ((x[i...] - a[i...])*b[i...] + 1)*2
        }
        network Net(image[4, 4, 8]) {
          y = image -> scaled
        }
        """;
    assertThat(names(folded(Nets.network(text)))).doesNotContain("yFactor");
  }

  /** Constants, divisions, differences from what is the same, and values on the way that something else reads. */
  private static final String LONG = """
      layer line(x[I..., C]) {
        parameter a[C] = 1
        parameter b[C] = 1
        u[i..., c] = (1 - x[i..., c])/(1 + a[c]^2)
        v[i..., c] = -(u[i..., c]*b[c] - 3)
        y[i..., c] = 2*v[i..., c] + u[i..., c]
      }
      network Net(image[4, 4, 3]) {
        y = image -> line -> batchNorm -> line
      }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"LONG", "NORMALISED", "examples/strided.net", "examples/preact20.net"})
  void valuesStayButForRounding(String source) {
    Network network = source.equals("LONG") ? Nets.network(LONG) : source.equals("NORMALISED")
        ? Nets.network(NORMALISED)
        : Nets.network(Path.of(source));
    Derivative derivative = Nets.derivative(network);
    Block written = network.evaluation();
    Block folded = derivative.network().evaluation();
    assertThat(names(derivative.network()).stream().filter(n -> n.endsWith("Factor")).toList()).isNotEmpty();
    Point point = Point.of(network, 3, "folding");
    Interpreter.Run expected = point.interpreter().run(written, point.inputs());
    Interpreter.Run actual = point.interpreter().run(folded, point.inputs());
    for (int k = 0; k < written.outputs().size(); k++) {
      double[] before = expected.value(written.outputs().get(k));
      double[] after = actual.value(folded.outputs().get(k));
      for (int i = 0; i < before.length; i++) {
        assertWithMessage("%s[%s]", written.outputs().get(k).name(), i).that(after[i])
            .isWithin(1e-11 * (1 + Math.abs(before[i]))).of(before[i]);
      }
    }
  }
}
