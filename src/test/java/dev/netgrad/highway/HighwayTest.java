package dev.netgrad.highway;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.source.Diagnostic;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HighwayTest {
  private static Highway highway(NetFile file) {
    return Highway.of(Compiler.derive(file.networks().get(0), Options.of("").withInputGradients(true)));
  }

  private static Highway example(String name) {
    return highway(NetFile.read(Path.of("examples", name)));
  }

  /** A network of one block, whose F is a convolution. */
  private static Highway block(String body) {
    return highway(NetFile.of("b.net", "layer enlarge(x[H, W, C]) {\n"
        + "  y[h < 2*H, w < 2*W, c] = sum[i < H, j < W | 2*i <= h <= 2*i + 1, 2*j <= w <= 2*j + 1] x[i, j, c]\n}\n"
        + "layer turned(x[H, W, C]) {\n  y[h, w, c] = x[h, W - 1 - w, c]\n}\n"
        + "layer channels(x[H, W, C]) {\n  parameter s[C] = 1\n  y[h, w, c] = s[c]*x[h, w, c]\n}\n"
        + "block b(x[H, W, C]) {\n  f = x -> conv(C, 3)\n  " + body + "\n}\n"
        + "network Net(image[8, 8, 4]) {\n  y = image -> b\n}\n"));
  }

  private static String effects(Highway highway) {
    return HighwayText.effects(highway.blocks().values().iterator().next().values().iterator().next());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "tanh(f + x)                          | curved",
      "f + x -> leakyRelu                   | curved",
      "f + x -> gelu                        | curved",
      "f + x -> layerNorm                   | normalised",
      "f + (x -> averagePool -> enlarge)    | pooled, resampled",
      "f + (x -> maxPool -> enlarge)        | pooled, resampled",
      "f + (x -> turned)                    | moved",
      "f + (x -> cumulativeSum)             | scanned",
      "f + x -> cumulativeSum               | scanned",
      "f + (x -> channels)                  | scaled",
      "f + (x -> conv(C, 1))                | ",
      "f + (x -> dropout)                   | dropped",
      "concat(f, x)                         | joined",
      "3*x + f - x                          | scaled by 2",
      "x -> relu                            | masked",
  })
  void aSkipIsWhatItsAdjointSays(String body, String effects) {
    Highway highway = block(body);
    SkipPath skip = highway.blocks().values().iterator().next().values().iterator().next();
    assertThat(skip.isShort()).isEqualTo(effects != null);
    if (effects != null) {
      assertThat(HighwayText.effects(skip)).isEqualTo(effects);
    }
  }

  /** What is left without F, with the sums that it reads; ⟨·⟩ of Ba et al., arXiv 1607.06450, are the two sums. */
  @Test
  void whatIsLeftIsAFormulaWithItsSums() {
    assertThat(HighwayText.of(block("f + x -> layerNorm")).stream().map(String::strip).toList()).containsAtLeast(
        "without F, dX[h, w, k] = layerNorm.inverse[h, w]*(dOut[h, w, k]*layerNorm.scale[k] - dLayerNormInverse[h, w]"
            + "*(sum[h, w, k] - layerNorm.mean[h, w])/(4*(layerNorm.variance[h, w] + 1.0e-5))"
            + " - dLayerNormMeanViaOutSum[h, w]/4)",
        "where dLayerNormInverse[h, w] = sum[c] dOut[h, w, c]*layerNorm.scale[c]*(sum[h, w, c] - layerNorm.mean[h, w])",
        "where dLayerNormMeanViaOutSum[h, w] = sum[c] dOut[h, w, c]*layerNorm.scale[c]").inOrder();
    assertThat(HighwayText.of(block("tanh(tanh(f + x))"))).contains("  without F, dX[h, w, k] ="
        + " dOut[h, w, k]*(1 - out[h, w, k]*out[h, w, k])*(1 - tanh(f[h, w, k] + x[h, w, k])*tanh(f[h, w, k]"
        + " + x[h, w, k]))");
  }

  /** That no name matters: relu by another one, and the identity called relu. */
  @Test
  void namesSayNothing() {
    assertThat(effects(highway(NetFile.of("a.net", "layer innocent(x[I...]) {\n  y[i...] = max(x[i...], 0)\n}\n"
        + "block b(x[C]) {\n  innocent(x + dense(x, C))\n}\nnetwork Net(x[4]) {\n  y = x -> b\n}\n"))))
        .isEqualTo("masked");
    assertThat(effects(highway(NetFile.of("a.net", "layer squash(x[I...]) {\n  y[i...] = x[i...]\n}\n"
        + "block b(x[C]) {\n  squash(x + dense(x, C))\n}\nnetwork Net(x[4]) {\n  y = x -> b\n}\n"))))
        .isEqualTo("the identity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain20.net", "mlp.net", "add.net", "networks/mobilenet.net"})
  void aNetworkWithoutASkipHasNone(String example) {
    Highway highway = example(example);
    assertThat(highway.hasPath()).isFalse();
    assertThat(HighwayCheck.check(highway, Set.of(Effect.values())).sorted()).hasSize(1);
    assertThat(HighwayText.summary(highway)).containsExactly(
        "This network has no skip path: no way of the gradient is shorter than another.");
  }

  @Test
  void theReportOfResNet20() {
    assertThat(HighwayText.of(example("resnet20.net")).subList(0, 14)).containsExactly(
        "network ResNet20",
        "",
        "block basic(x[32, 32, 16], K = 16, stride = 1), 3 times",
        "  skip: masked",
        "  F begins with conv1 and has 2 trained products",
        "  without F, dX[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0",
        "    masked by out                                       resnet20.net:5",
        "",
        "block basic(x[32, 32, 16], K = 32, stride = 2)",
        "  skip: selected, masked",
        "  F begins with conv1 and has 2 trained products",
        "  without F, dX[h, w, c] = if h <= 30 and h % 2 == 0 and w <= 30 and w % 2 == 0 and 0 < out[h/2, w/2, c + 8]"
            + " then dOut[h/2, w/2, c + 8] else 0",
        "    selected by skip                                    resnet20.net:4",
        "    masked by out                                       resnet20.net:5").inOrder();
    assertThat(HighwayText.summary(example("resnet20.net"))).containsExactly(
        "This network's skip path is the identity except",
        "  masked by out, 9 times                                resnet20.net:5",
        "  selected by skip, 2 times                             resnet20.net:4").inOrder();
  }

  private static List<String> summary(String statements) {
    return HighwayText.summary(highway(NetFile.of("n.net", "network Net(image[4]) {\n  " + statements + "\n}\n")))
        .stream().map(String::strip).toList();
  }

  /** The gradient of one output is no other way of another one's. */
  @Test
  void severalOutputsAreSeveralStarts() {
    String identity = "This network's skip path is the identity: the gradient of the last sum reaches the first block"
        + " unchanged.";
    assertThat(summary("y = image + dense(image, 4)")).containsExactly(identity);
    assertThat(summary("y = image + dense(image, 4)\n  output y, image")).containsExactly(identity);
    assertThat(summary("h = image -> dense(4)\n  y = dense(h, 4)\n  output y, h")).containsExactly(
        "This network has no skip path: no way of the gradient is shorter than another.");
    List<String> masked = List.of("This network's skip path is the identity except",
        "masked by relu                                        n.net:4");
    for (String order : List.of("z, h", "h, z")) {
      assertThat(summary("h = image + dense(image, 4)\n  s = dense(h, 4)\n  z = tanh(relu(h) + s)\n  output " + order))
          .containsExactlyElementsIn(masked).inOrder();
    }
  }

  /** A tanh that is put in place with the sum behind it is before the first skip all the same. */
  @Test
  void whatIsBeforeTheFirstForkIsNotOnThePath() {
    assertThat(summary("a = tanh(image -> dense(4))\n  y = a + dense(a, 4)").get(0)).contains("is the identity:");
    assertThat(summary("a = relu(image -> dense(4))\n  y = a + dense(a, 4)").get(0)).contains("is the identity:");
    assertThat(summary("y = tanh(image) + dense(image, 4)").get(1)).startsWith("curved by y");
  }

  @Test
  void numbersMultiplyOverDepth() {
    assertThat(example("networks/resnet110.net").factor()).isEqualTo(1);
    Highway scaled = example("networks/resnet110scaled.net");
    assertThat(scaled.factor()).isEqualTo(Math.pow(2, -54));
    assertThat(HighwayText.summary(scaled)).contains("  in all, scaled by 5.55e-17");
  }

  @Test
  void aThousandBlocksAreCountedOnceEach() {
    assertThat(example("networks/resnet1202.net").counted().mapToLong(SkipPath.Counted::times).sum())
        .isEqualTo(600 + 2);
  }

  /** In U-Net the shortest way leads over the uppermost bridge, and crops it. */
  @Test
  void aBridgeBetweenBlocksIsASkip() {
    assertThat(example("networks/unet.net").counted().map(c -> c.crossing().effect()).toList().subList(0, 1))
        .containsExactly(Effect.SELECTED);
  }

  @Test
  void anAssertionFailsAtTheLineOfAReluOnTheBus() {
    Highway highway = example("resnet20.net");
    assertThat(HighwayCheck.check(highway, Set.of(Effect.MASKED, Effect.SELECTED)).isEmpty()).isTrue();
    List<Diagnostic> refused = HighwayCheck.check(highway, Set.of(Effect.SELECTED)).sorted();
    assertThat(refused).hasSize(1);
    assertWithMessage(refused.toString()).that(refused.get(0).span().line()).isEqualTo(5);
    assertThat(refused.get(0).message()).isEqualTo("the gradient on the skip path of ResNet20 is masked here, and is to"
        + " be at most selected");
    assertThat(HighwayCheck.check(example("networks/attention.net"), Set.of()).isEmpty()).isTrue();
  }
}
