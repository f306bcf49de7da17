package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the derivations come down to, layer by layer: what a person would have written. */
class DerivationTest {
  private static final String PREACT = """
      block preact(x[H, W, C]) {
        f = x -> batchNorm -> relu -> conv(C, 3) -> batchNorm -> relu -> conv(C, 3)
        f + x
      }
      """;

  /** Ioffe and Szegedy, section 3: all that the batch has to tell are Σ dy and Σ dy·(x − mean). 49·(1/49) is 1 here. */
  @ParameterizedTest
  @ValueSource(ints = {4, 7, 56})
  void batchNormNeedsTwoReductionsOverTheBatch(int size) {
    BlockGradient gradient = Nets.derivative(
        "network Norm(x[%1$d, %1$d, 2]) {\n  y = x -> batchNorm\n}\n".formatted(size)).whole();
    Tensor input = gradient.primal().inputs().get(0);
    Set<Tensor> needed = needed(gradient, gradient.adjoints().get(input));
    List<Tensor> reductions = gradient.body().stream().filter(DerivationTest::reducesOverTheBatch).toList();
    assertThat(reductions).hasSize(2);
    assertThat(needed).containsAtLeastElementsIn(reductions);
  }

  private static boolean reducesOverTheBatch(Tensor tensor) {
    return tensor.isFormula()
        && tensor.formula().reduction().axes().stream().map(Axis::extent).anyMatch(Extent::isBatch);
  }

  /** The tensors of the backward pass that an adjoint is computed from, itself among them. */
  private static Set<Tensor> needed(BlockGradient gradient, Tensor adjoint) {
    Set<Tensor> needed = new LinkedHashSet<>(Set.of(adjoint));
    for (int i = gradient.body().size() - 1; i >= 0; i--) {
      Tensor tensor = gradient.body().get(i);
      if (needed.contains(tensor) && tensor.isFormula()) {
        Scalars.reads(tensor.formula()).forEach(read -> needed.add(read.tensor()));
      }
    }
    needed.retainAll(gradient.body());
    return needed;
  }

  @Test
  void crossEntropyGivesSoftmaxMinusOneHot() {
    Network network = Nets.network("""
        network Classes(x[5], label: class[5]) {
          y = 2*x
          loss = crossEntropy(y, label)
        }
        """);
    Derivative derivative = Nets.derivative(network);
    Tensor output = derivative.network().training().outputs().get(0);
    Tensor adjoint = derivative.whole().every().get(output);
    assertThat(new Printer().rightHandSide(adjoint.formula()))
        .isEqualTo("(exp(y[i] - crossEntropy.top)/crossEntropy.total - [i == label])/N");
    assertWithMessage("the maximum gets no gradient").that(derivative.whole().body()).hasSize(2);

    Point point = Point.of(network, 3, "classes.");
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(derivative.network().training(), point.inputs());
    double[] gradient = interpreter.backward(derivative, run, null).get("x");
    for (int n = 0; n < 3; n++) {
      double total = 0;
      for (int k = 0; k < 5; k++) {
        total += Math.exp(2 * point.inputs().get("x")[5 * n + k]);
      }
      for (int k = 0; k < 5; k++) {
        double softmax = Math.exp(2 * point.inputs().get("x")[5 * n + k]) / total;
        double oneHot = point.inputs().get("label")[n] == k ? 1 : 0;
        assertThat(gradient[5 * n + k]).isWithin(1e-14).of(2 * (softmax - oneHot) / 3);
      }
    }
  }

  /** What shifts the argument of every exp changes no probability: the way through the maximum leads nowhere. */
  @Test
  void softmaxHasNoGradientThroughItsMaximum() {
    BlockGradient gradient = Nets.derivative("network Attention(x[4, 5]) {\n  y = x -> softmax\n}\n").whole();
    assertThat(gradient.body().stream().filter(t -> t.formula().reduction().kind() != Reduction.Kind.NONE)
        .map(t -> t.formula().reduction().kind()).toList()).containsExactly(Reduction.Kind.SUM);
    Tensor adjoint = gradient.adjoints().get(gradient.primal().inputs().get(0));
    assertThat(new Printer().rightHandSide(adjoint.formula()))
        .isEqualTo("(dY[i, j]/softmax.total[i] + dSoftmaxTotal[i])*softmax.power[i, j]");
  }

  /** As a person would write it: of a sample, the adjoint's sum and its product with what was normalised. */
  @Test
  void layerNormNeedsTwoReductionsOfASample() {
    BlockGradient gradient = Nets.derivative("network Norm(x[4, 5]) {\n  y = x -> layerNorm\n}\n").whole();
    Tensor input = gradient.primal().inputs().get(0);
    Set<Tensor> needed = needed(gradient, gradient.adjoints().get(input));
    assertThat(needed.stream().filter(t -> !t.formula().reduction().isNone()).toList()).hasSize(2);
  }

  /**
   * Both branches read the same element: what comes back through one is not added to a 0 that comes back through the
   * other.
   */
  @Test
  void theTwoBranchesOfASelectGiveOneSelect() {
    BlockGradient gradient = Nets.derivative("network Leaky(x[5]) {\n  y = x -> leakyRelu(slope = 0.3)\n}\n").whole();
    Tensor adjoint = gradient.adjoints().get(gradient.primal().inputs().get(0));
    assertThat(new Printer().rightHandSide(adjoint.formula())).isEqualTo("dY[i]*(if 0 < x[i] then 1 else 0.3)");
  }

  /** ∂(f + x)/∂x = 1: the adjoint of the sum is that of f, and what x gets through the skip, nothing in between. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "preact20", "digits", "residual", "resnet50"})
  void additionPassesItsGradientOn(String example) {
    Derivative derivative = Nets.derivative(Nets.network(Path.of("examples/" + example + ".net")));
    int shortcuts = 0;
    for (BlockGradient gradient : derivative.gradients().values()) {
      if (gradient.primal() == derivative.network().training()) {
        continue;
      }
      Tensor branch = named(gradient, "f");
      Tensor sum = gradient.primal().body().stream()
          .filter(t -> t != branch && t.isFormula() && t.formula().reduction().equals(Reduction.NONE)
              && Scalars.reads(t.formula()).stream().anyMatch(read -> read.tensor() == branch))
          .findFirst().orElseThrow();
      assertThat(gradient.every().get(branch)).isSameInstanceAs(gradient.every().get(sum));
      Tensor input = gradient.primal().inputs().get(0);
      boolean isIdentity = Scalars.reads(sum.formula()).stream().anyMatch(read -> read.tensor() == input);
      if (isIdentity) {
        shortcuts++;
        assertThat(Scalars.reads(gradient.adjoints().get(input).formula()).stream()
            .filter(read -> read.tensor() == gradient.every().get(sum))
            .allMatch(read -> Scalars.isIdentity(read, gradient.adjoints().get(input).formula().axes()))).isTrue();
        assertThat(gradient.body().stream().map(Tensor::name).toList()).doesNotContain("dXViaSum");
      }
    }
    assertThat(shortcuts).isAtLeast(1);
  }

  private static Tensor named(BlockGradient gradient, String name) {
    return gradient.primal().body().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  /** He et al., Identity Mappings in Deep Residual Networks, equation 5 with F = 0. */
  @Test
  void zeroedBranchesPassTheGradientBitForBit() {
    Network network = Nets.network(PREACT + """
        network Clear(image[6, 6, 3]) {
          y = image -> repeat(4) preact -> preact
        }
        """);
    Derivative derivative = Nets.derivative(network);
    Point point = zeroed(network);
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(derivative.network().training(), point.inputs());
    double[] given = Hashed.around("given", 0, 1, 2 * 6 * 6 * 3);
    assertThat(interpreter.backward(derivative, run, List.of(given)).get("image")).isEqualTo(given);
  }

  private static Network weighted() {
    return Nets.network(PREACT + """
        network Clear(image[6, 6, 16], given[6, 6, 16]) {
          y = image -> repeat(4) preact -> preact
          loss = sum[n, h < 6, w < 6, c < 16] y[h, w, c]*given[h, w, c]
        }
        """);
  }

  @Test
  void zeroedBranchesPassTheGradientBitForBitInDoublePrecision() {
    Network network = weighted();
    Point point = zeroed(network);
    GeneratedNet net = new GeneratedNet(network, point, 0, ElementType.DOUBLE, true);
    assertThat(net.gradients().get("image")).isEqualTo(point.inputs().get("given"));
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void zeroedBranchesPassTheGradientBitForBitInSinglePrecision(KernelSet kernels) {
    Network network = weighted();
    Point point = zeroed(network);
    double[] given = point.inputs().get("given");
    Arrays.setAll(given, i -> (float) given[i]);
    GeneratedNet net = new GeneratedNet(network, point, 0, kernels, true);
    for (int threads : KernelSet.THREADS) {
      assertThat(net.on(threads).gradients().get("image")).isEqualTo(given);
    }
  }

  private static Point zeroed(Network network) {
    Point point = Point.of(network, 2, "clear.");
    for (Map.Entry<String, double[]> entry : point.stored().entrySet()) {
      if (entry.getKey().endsWith("weight")) {
        entry.setValue(new double[entry.getValue().length]);
      }
    }
    return point;
  }
}
