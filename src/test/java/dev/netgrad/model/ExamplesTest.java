package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples have the published numbers of parameters, and keep their blocks. */
final class ExamplesTest {

  @ParameterizedTest
  @CsvSource({"add, 0", "mlp, 2410", "residual, 412", "digits, 42938", "resnet20, 269722", "plain20, 269722",
      "preact20, 269722", "resnet18, 11689512", "resnet50, 25557032"})
  void haveParameters(String name, long count) {
    assertThat(Nets.parameterCount(Nets.example(name).training())).isEqualTo(count);
  }

  @Test
  void resNet20IsThreeStagesOfBlocks() {
    Block training = Nets.example("resnet20").training();
    assertThat(training.calls().stream().map(c -> c.count() + " " + c.block().signature())).containsExactly(
        "3 basic(x[32, 32, 16], K = 16, stride = 1)", "1 basic(x[32, 32, 16], K = 32, stride = 2)",
        "2 basic(x[16, 16, 32], K = 32, stride = 1)", "1 basic(x[16, 16, 32], K = 64, stride = 2)",
        "2 basic(x[8, 8, 64], K = 64, stride = 1)").inOrder();
    assertThat(training.calls().get(0).instances()).containsExactly("basic1.0", "basic1.1", "basic1.2").inOrder();
    assertThat(training.outputs().get(0).name()).isEqualTo("logits");
    assertThat(training.outputs().get(0).shapeText()).isEqualTo("[10]");
  }

  @Test
  void evaluationReadsNoLabel() {
    Network network = Nets.example("resnet20");
    assertThat(network.training().inputs().stream().map(Object::toString)).containsExactly("image", "label").inOrder();
    assertThat(network.evaluation().inputs().stream().map(Object::toString)).containsExactly("image");
    assertThat(Nets.parameters(network.evaluation())).isEqualTo(Nets.parameters(network.training()));
    assertThat(network.evaluation().updates()).isEmpty();
    assertThat(network.objective().orElseThrow().shape()).isEmpty();
  }

  @Test
  void theIdentityShortcutIsTheInputItself() {
    Call call = Nets.example("resnet20").training().calls().get(0);
    assertThat(Nets.line(call.block(), "sum")).contains("f[h, w, c] + x[h, w, c]");
    Call strided = Nets.example("resnet20").training().calls().get(1);
    assertThat(Nets.line(strided.block(), "skip")).contains("x[2*h, 2*w, k - 8]");
  }

  /** One block class however deep the network. */
  @Test
  void depthCostsNothing() {
    Network deep = Nets.network("""
        block basic(x[H, W, C], K, stride = 1) {
          f    = x -> conv(K, 3, stride) -> batchNorm -> relu -> conv(K, 3) -> batchNorm
          skip = if stride == 1 and C == K then x else x -> padIdentity(K, stride)
          relu(f + skip)
        }
        network ResNet1202(image[32, 32, 3], label: class[10]) {
          logits = image -> conv(16, 3) -> batchNorm -> relu
                         -> repeat(200) basic(16)
                         -> basic(32, stride = 2) -> repeat(199) basic(32)
                         -> basic(64, stride = 2) -> repeat(199) basic(64)
                         -> globalAveragePool -> dense(10)
          loss = crossEntropy(logits, label)
        }
        """);
    assertThat(Nets.parameterCount(deep.training())).isEqualTo(19_421_274);
    assertThat(deep.training().calls()).hasSize(5);
    assertThat(deep.updates()).hasSize(1);
    List<String> all = Nets.parameters(deep.training());
    assertThat(deep.updates().get(0).parameters()).containsExactlyElementsIn(all);
    assertThat(all).contains("basic5.198.conv2.weight");
  }
}
