package dev.netgrad.ask.why;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Interpreter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WhyTest {
  private static final int BATCH = 3;

  private static Why why(String text, String name) {
    return why(NetFile.of("test.net", text), name);
  }

  private static Why why(NetFile file, String name) {
    return new Asking(file, file.networks().get(0), 128).why(name);
  }

  private static Why example(String example, String name) {
    return why(NetFile.read(Path.of("examples", example)), name);
  }

  private static List<String> equations(Why.Rewrite rewrite) {
    return rewrite.laws().stream().map(Why.LawText::equation).toList();
  }

  /** What the derivative gives for a network's x, and what the last statement of a text gives for the same numbers. */
  private static void agree(String network, String closed, Map<String, Integer> inputs) {
    Network derived = NetFile.of("a.net", network).networks().get(0);
    Derivative derivative = Compiler.derive(derived, Options.of("").withInputGradients(true));
    Random random = new Random(7);
    Map<String, double[]> values = new HashMap<>();
    inputs.forEach((name, size) -> values.put(name, random.doubles(BATCH * size, -1, 1).toArray()));
    Map<String, double[]> stored = Map.of("norm.scale", new double[] {0.5, 2}, "norm.shift", new double[2],
        "norm.runningMean", new double[2], "norm.runningVariance", new double[] {1, 1}, "scale", new double[] {0.5, 2});
    Interpreter interpreter = new Interpreter(BATCH, stored);
    Interpreter.Run run = interpreter.run(derivative.network().training(), values);
    double[] gradient = interpreter.backward(derivative, run, List.of(values.get("dY"))).get("x");

    Block text = NetFile.of("b.net", closed).networks().get(0).training();
    double[] expected = interpreter.run(text, values).value(text.outputs().get(0));
    assertThat(gradient).hasLength(expected.length);
    for (int i = 0; i < gradient.length; i++) {
      assertWithMessage("%s: %s", closed, i).that(gradient[i]).isWithin(1e-9).of(expected[i]);
    }
  }

  /** Ioffe and Szegedy's gradient, with their three statements joined; the text itself is run. */
  @Test
  void batchNormArrivesAtTheClosedForm() {
    String network = "network Net(x[2, 2, 2], dY[2, 2, 2]) {\n  y = x -> norm: batchNorm\n}\n";
    Why why = why(network, "batchNorm.x");
    Why.Rewrite closed = why.inOne().orElseThrow();
    assertThat(closed.after().text()).isEqualTo("dX[i, j, c] = scale[c]*inverse[c]*(dY[i, j, c] -"
        + " dScaleSum[c]*(x[i, j, c] - mean[c])/(4*(variance[c] + 1.0e-5)*N) - dShift[c]/(4*N))");
    assertThat(equations(closed)).contains("a·c + b·c → (a + b)·c");
    assertThat(why.contributions().stream().map(Why.Contribution::reader).toList())
        .containsExactly("normalised", "varianceSum", "meanSum").inOrder();
    agree("network Net(x[2, 2, 2]) {\n  y = x -> norm: batchNorm\n}\n",
        "network Closed(x[2, 2, 2], dY[2, 2, 2]) {\n  parameter scale[2] = 1\n"
            + "  mean[c < 2] = (sum[n, h < 2, w < 2] x[h, w, c])/(4*N)\n"
            + "  variance[c < 2] = (sum[n, h < 2, w < 2] (x[h, w, c] - mean[c])^2)/(4*N)\n"
            + "  inverse[c < 2] = 1/sqrt(variance[c] + 1.0e-5)\n"
            + "  dScaleSum[c < 2] = sum[n, h < 2, w < 2] dY[h, w, c]*(x[h, w, c] - mean[c])\n"
            + "  dShift[c < 2] = sum[n, h < 2, w < 2] dY[h, w, c]\n  "
            + closed.after().text().replace("dX[i, j, c]", "dX[i < 2, j < 2, c < 2]") + "\n}\n",
        Map.of("x", 8, "dY", 8));
  }

  @Test
  void softmaxCrossEntropyArrivesAtSoftmaxMinusOneHot() {
    Why why = example("resnet20.net", "crossEntropy.logits");
    assertThat(why.result().text()).isEqualTo(
        "dLogits[k] = dOut*exp(logits[k] - top)/total - (if k == label then dOut else 0)");
    // What comes through the maximum cancels.
    Why.Contribution top = why.contributions().get(2);
    assertThat(top.reader()).isEqualTo("top");
    assertThat(top.rewrites().get(top.rewrites().size() - 1).after().text()).isEqualTo("dLogitsViaTop[k] = 0");
    assertThat(equations(top.rewrites().get(0))).contains("a·x + b·x → (a + b)·x");
    assertThat(equations(top.rewrites().get(1))).containsExactly("if p then x else x → x");
  }

  /** dS = P ∘ (dP − rowsum(P ∘ dP)), as in Dao et al., arXiv 2205.14135, appendix B.4; power/total is P. */
  @Test
  void attentionsScoresArriveAtTheFormOfTheLiterature() {
    Why why = example("networks/attention.net", "attention.score");
    Why.Rewrite closed = why.inOne().orElseThrow();
    assertThat(closed.after().text()).endsWith(
        "= (dAttentionShare[h, t, s] - dAttentionSoftmaxTotalSum[h, t]/attention.softmax.total[h, t])"
            + "*attention.softmax.power[h, t, s]/attention.softmax.total[h, t]");
    assertThat(why.where().stream().map(Why.Statement::text).toList()).contains("dAttentionSoftmaxTotalSum[h, t] ="
        + " sum[k] dAttentionShare[h, t, k]*attention.softmax.power[h, t, k]");
    agree("network Net(x[4, 5]) {\n  y = x -> softmax\n}\n",
        "network Closed(x[4, 5], dY[4, 5]) {\n  p = softmax(x)\n"
            + "  d[t < 4] = sum[s < 5] p[t, s]*dY[t, s]\n  dX[t < 4, s < 5] = p[t, s]*(dY[t, s] - d[t])\n}\n",
        Map.of("x", 20, "dY", 20));
  }

  @Test
  void theResidualAddPassesItsGradientOnUnchanged() {
    Why why = example("residual.net", "dX");
    assertThat(why.contributions()).hasSize(2);
    Why.Contribution skip = why.contributions().get(0);
    assertThat(skip.statement().text()).isEqualTo("sum[h, w, c] = f[h, w, c] + x[h, w, c]");
    assertThat(skip.statement().place()).isEqualTo("residual.net:4");
    assertThat(skip.chain().stream().map(Why.Equation::text).toList())
        .containsExactly("∂(f[h, w, c] + x[h, w, c])/∂(x[h, w, c]) = 1");
    assertThat(equations(skip.rewrites().get(0))).containsExactly("x·1 → x");
    assertThat(skip.result()).isEqualTo("dXViaSum is dSum");
    assertThat(why.result().text()).isEqualTo("dX[h, w, c] = dSum[h, w, c] + dXViaConv1[h, w, c]");

    Why f = example("residual.net", "residual.f");
    assertThat(f.aliases().stream().map(a -> a.name() + " is " + a.of()).toList())
        .containsExactly("dF is dSum", "dXViaSum is dSum").inOrder();
    assertThat(f.aliases().get(0).laws().stream().map(Why.LawText::equation).collect(Collectors.toList()))
        .contains("y[i] = x[i] → y is x");
  }

  @Test
  void whatIsKeptAndWhereItIsComputed() {
    Why kept = example("residual.net", "relu1");
    assertThat(kept.memory()).isEqualTo(new Why.Memory("read by the backward pass", "256*N", 4L * 256 * 128, 128));
    assertThat(example("residual.net", "f").memory().text()).startsWith("nothing, for it has no array");

    NetFile file = NetFile.read(Path.of("examples/residual.net"));
    Why.Loop loop = why(file, "residual.dX").loops().get(0);
    List<String> java = Compiler.compile(file.networks().get(0), Options.of("").withInputGradients(true)).sources()
        .stream().filter(s -> s.name().endsWith(loop.file())).findFirst().orElseThrow().text().lines().toList();
    assertThat(java.get(loop.firstLine() - 1)).contains("void dX(Worker me, int N");
    assertThat(java.get(loop.lastLine() - 1).strip()).isEqualTo("}");
  }

  /** By hand: ∂sin(a²)/∂a is 2·a·cos(a²), by way of the tangent of a². */
  @Test
  void aDerivativeThatIsNamedIsToldStepByStep() {
    String net = "network Net(a[3]) {\n  s[i < 3] = a[i]*a[i]\n  y[i < 3] = sin(s[i])\n"
        + "  derivative J = jacobian(y, a)\n}\n";
    Why why = why(net, "J");
    assertThat(why.tensor()).isEqualTo(new Why.Statement("derivative J = jacobian(y, a)",
        why.tensor().math(), "test.net:4"));
    assertThat(why.lead()).isEqualTo("J is derived in 3 steps, each from those before it");
    assertThat(why.contributions().stream().map(Why.Contribution::reader).toList())
        .containsExactly("s", "y", "J").inOrder();
    assertThat(why.contributions().get(0).turned().place()).isEqualTo("tangent of s");
    assertThat(why.result().text()).isEqualTo(
        "J[i, i2] = if i2 <= i and i <= i2 then yTangent[i] else 0");
    assertThat(why.where().stream().map(Why.Statement::text).toList())
        .containsExactly("yTangent[i] = 2*a[i]*cos(s[i])");
    assertThat(why(net, "Net.J")).isEqualTo(why);
  }

  private static String refused(String example, String name) {
    return assertThrows(Asking.UnknownException.class, () -> example(example, name)).getMessage();
  }

  @Test
  void whatHasNoGradientIsSaidToHaveNone() {
    assertThat(refused("resnet20.net", "label"))
        .endsWith("has no gradient: class numbers cannot change a little");
    assertThat(refused("resnet20.net", "basic.batchNorm1.runningMean")).endsWith("no gradient goes through states");
    assertThat(refused("residual.net", "conv3.weight"))
        .isEqualTo("there is no tensor `conv3.weight`; did you mean `conv1.weight`?");
    assertThat(refused("residual.net", "")).startsWith("there is no tensor ``; there is\n  in OneBlock: image, ");
  }
}
