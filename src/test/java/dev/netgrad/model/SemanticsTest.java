package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What formulas mean: a formula, and the tensors that it becomes or the numbers that come out. */
final class SemanticsTest {

  private static Block training(String body) {
    return Nets.network("network Test(x[3], m[2, 3], label: class[3]) {\n" + body + "\n}\n").training();
  }

  private static double[] output(String body, double... x) {
    Network network = Nets.network("network Test(x[3]) {\n" + body + "\n}\n");
    return Nets.output(network, x.length / 3, Map.of("x", x));
  }

  @Test
  void aTensorThatReadsSamplesIsPerSample() {
    Block block = training("""
        scale[c < 3] = 2*c
        y[c < 3] = x[c]*scale[c]
        mean[c < 3] = sum[n] x[c]/N
        centred[c < 3] = x[c] - mean[c]
        z = centred + y + scale
        """);
    assertThat(Nets.tensor(block, "scale").isPerSample()).isFalse();
    assertThat(Nets.tensor(block, "y").isPerSample()).isTrue();
    assertThat(Nets.tensor(block, "mean").isPerSample()).isFalse();
    assertThat(Nets.tensor(block, "centred").isPerSample()).isTrue();
    assertThat(Nets.tensor(block, "z").shape()).hasSize(2);
  }

  @Test
  void aReductionInsideAFormulaIsATensorOverTheIndicesItUses() {
    Block block = training("y[i < 2, c < 3] = m[i, c] - max[d < 3] m[i, d]*x[d]\n");
    Tensor lifted = Nets.tensor(block, "yMax");
    assertThat(lifted.shapeText()).isEqualTo("[2]");
    assertThat(lifted.formula().reduction().kind()).isEqualTo(Reduction.Kind.MAX);
    assertThat(Nets.tensor(block, "y").formula().reduction().isNone()).isTrue();
  }

  @Test
  void whatDependsOnNoIndexIsComputedOncePerBatch() {
    Block block = training("y[c < 3] = x[c] - (sum[n, d < 3] x[d])/N\n");
    assertThat(Nets.tensor(block, "ySum").shape()).isEmpty();
  }

  @Test
  void sumsOfSumsAreOneSum() {
    Block block = training("y = sum[i < 2] sum[c < 3] m[i, c]*x[c]\n");
    assertThat(Nets.names(block)).containsExactly("y");
    assertThat(Nets.tensor(block, "y").formula().reduction().axes()).hasSize(2);
  }

  @Test
  void aReductionUnderAGuardRepeatsIt() {
    double[] y = output("y[i < 5] = if i < 2 then sum[d < 2] x[i + d] else 7\n", 1, 2, 4);
    assertThat(y).usingTolerance(0).containsExactly(new double[] {3, 6, 7, 7, 7}).inOrder();
  }

  @Test
  void masksSelect() {
    Block block = training("y = sum[k < 3] [k == label]*x[k]/m[0, k]\n");
    assertThat(Nets.line(block, "y")).contains("(if k == label then x[k]/m[0, k] else 0)");
    double[] y = output("y[c < 3] = [x[c] > 0]*log(x[c])\n", -1, 0, 1);
    assertThat(y).usingTolerance(0).containsExactly(new double[] {0, 0, 0}).inOrder();
  }

  @Test
  void guardsKeepOnlyWhatIsNotProven() {
    Block block = training("y[c < 3] = (x[c - 1] else 5)\n");
    assertThat(Nets.line(block, "y")).contains("if 1 <= c then x[c - 1] else 5");
    Block free = training("y[c < 2] = (x[c + 1] else 5)\n");
    assertThat(Nets.line(free, "y")).doesNotContain("if");
  }

  @Test
  void anExactDivisionIsProvenByItsGuard() {
    double[] y = output("y[h < 6] = sum[r < 2 | (h + r) % 2 == 0, h + r < 6] x[(h + r)/2]\n", 1, 2, 4);
    assertThat(y).usingTolerance(0).containsExactly(new double[] {1, 2, 2, 4, 4, 0}).inOrder();
    double[] z = output("z[h < 5] = (x[h/2] else -1)\n", 1, 2, 4);
    assertThat(z).usingTolerance(0).containsExactly(new double[] {1, -1, 2, -1, 4}).inOrder();
  }

  @Test
  void sizesRoundDownAndNumbersDivide() {
    double[] y = output("K = 7/2\ny[i < K] = x[i]*(1/2) + K/2\n", 2, 4, 6);
    assertThat(y).usingTolerance(0).containsExactly(new double[] {2.5, 3.5, 4.5}).inOrder();
  }

  @Test
  void aDecimalPointDividesSizesAsNumbers() {
    double[] y = output("y[i < 3] = [1/2 < x[i]]*(x -> leakyRelu(1/4.0))[i]\n", 0.25, 0.75, -4);
    assertThat(y).usingTolerance(0).containsExactly(new double[] {0, 0.75, 0}).inOrder();
    assertThat(output("y = x -> leakyRelu(slope = 1.0/4)\n", 2, -4, 8)).usingTolerance(0)
        .containsExactly(new double[] {2, -1, 8}).inOrder();
  }

  @Test
  void thePositionOfTheMaximumIsComparable() {
    Block block = training("hit = [argmax[c < 3] x[c] == label]\n");
    Tensor position = block.body().get(0);
    assertThat(position.isInteger()).isTrue();
    assertThat(position.isPerSample()).isTrue();
  }

  @Test
  void packsTakeAnyRankAndItsIndexNames() {
    Network network = Nets.network("""
        layer twice(x[I..., C]) { y[i..., c] = 2*x[i..., c] }
        layer total(x[I...]) { y = sum[i...] x[i...] }
        network Packs(a[2], b[2, 3, 4]) {
          p = a -> twice -> total
          q = b -> twice -> total
          y = p + q
        }
        """);
    assertThat(Nets.line(network.training(), "twice2")).startsWith("twice2[i < 2, j < 3, c < 4]");
    double[] y = Nets.output(network, 1, Map.of("a", new double[] {1, 2}, "b", new double[24]));
    assertThat(y).usingTolerance(0).containsExactly(new double[] {6});
  }

  @Test
  void wholeTensorsGoElementByElement() {
    double[] y = output("top = max[c < 3] x[c]\ny = exp(x - top)/2 -> tanh\n", 1, 1, 1);
    assertThat(y).usingTolerance(1e-15).containsExactly(new double[] {Math.tanh(0.5), Math.tanh(0.5), Math.tanh(0.5)});
    Block block = training("y = exp(x - 1)*2 + x\n");
    assertThat(Nets.names(block)).containsExactly("y");
  }

  @Test
  void unnamedTensorsAreRead() {
    double[] y = output("y[c < 2] = relu(x - 1)[c + 1]\n", 0, 1, 3);
    assertThat(y).usingTolerance(0).containsExactly(new double[] {0, 2}).inOrder();
  }

  @Test
  void anOutputThatIsAnInputIsCopied() {
    Network network = Nets.network("network Same(x[3]) {\n  y = x\n  output y\n}\n");
    assertThat(Nets.line(network.training(), "y")).contains("x[i]");
  }

  @Test
  void batchNormKeepsRunningStatistics() {
    Network network = Nets.network("network Norm(x[1]) {\n  y = x -> batchNorm\n}\n");
    Map<String, double[]> stored = Nets.stored(network.training());
    stored.put("batchNorm.shift", new double[] {0});
    Interpreter interpreter = new Interpreter(2, stored);
    Interpreter.Run run = interpreter.run(network.training(), Map.of("x", new double[] {1, 5}));
    assertThat(run.value(network.training().outputs().get(0))).usingTolerance(1e-5)
        .containsExactly(new double[] {-1, 1}).inOrder();
    assertThat(run.updates().get("batchNorm.runningMean")).usingTolerance(1e-12).containsExactly(new double[] {0.3});
    assertThat(run.updates().get("batchNorm.runningVariance")).usingTolerance(1e-12)
        .containsExactly(new double[] {0.9 + 0.1*8});
    assertThat(network.evaluation().updates()).isEmpty();
    assertThat(Nets.names(network.evaluation())).doesNotContain("nextRunningMean");
  }

  @Test
  void layersOfTheLibraryCompute() {
    Network pools = Nets.network("""
        network Pools(x[4, 4, 1]) {
          a = x -> maxPool(3, stride = 2, pad = 1)
          b = x -> averagePool
          c = x -> padIdentity(3, 2)
          y[i < 12] = if i < 4 then total(a)[] else if i < 8 then total(b)[] else total(c)[]
        }
        layer total(x[I...]) { y = sum[i...] x[i...] }
        """);
    double[] ramp = new double[16];
    for (int i = 0; i < 16; i++) {
      ramp[i] = i;
    }
    double[] y = Nets.output(pools, 1, Map.of("x", ramp));
    assertThat(y[0]).isEqualTo(5 + 7 + 13 + 15);
    assertThat(y[4]).isEqualTo(30);
    assertThat(y[8]).isEqualTo(0 + 2 + 8 + 10);
    Network loss = Nets.network("""
        network Loss(x[3], label: class[3]) {
          p = softmax(x)
          y = crossEntropy(x, label) + log(p[1])
          z = y + meanSquaredError(x, x)
        }
        """);
    double[] zero = Nets.output(loss, 1, Map.of("x", new double[] {1000, 1001, 999}, "label", new double[] {1}));
    assertThat(zero).usingTolerance(1e-12).containsExactly(new double[] {0});
  }

  @Test
  void gradIsATermUntilItIsDerived() {
    Block block = training("loss = sum[c < 3] x[c]^2\ng = grad(loss, x)\nh[c < 3] = 2*grad(loss, x)[c]\noutput g, h\n");
    Tensor g = Nets.tensor(block, "g");
    assertThat(g.definition()).isInstanceOf(Definition.Gradient.class);
    assertThat(((Definition.Gradient) g.definition()).of().shape()).isEmpty();
    assertThat(g.shapeText()).isEqualTo("[3]");
    assertThat(Nets.names(block)).contains("dX");
  }

  @Test
  void theLossIsTheMeanOverTheBatch() {
    Network network = Nets.network("network Loss(x[3]) {\n  y = 2*x\n  loss = sum[c < 3] y[c]\n}\n");
    assertThat(network.training().outputs().get(0).name()).isEqualTo("y");
    Tensor objective = network.objective().orElseThrow();
    assertThat(new Printer().line(objective)).isEqualTo("meanLoss[] = sum[n] loss/N");
    assertThat(Nets.names(network.evaluation())).containsExactly("y");
  }
}
