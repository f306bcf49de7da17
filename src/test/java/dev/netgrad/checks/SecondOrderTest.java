package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Interpreter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hessian-vector products, written as {@code grad} terms, against differences of gradients. */
class SecondOrderTest {
  private static final double EPS = 1e-6;

  /** From a 4×4×2 image: what stands between it and the loss, each smooth enough to have a second derivative. */
  private static final List<String> LAYERS = List.of(
      "conv(3)", "conv(3, 3, 2)", "conv(2, 2, 2)", "batchNorm", "relu", "maxPool", "maxPool(3, 2, 1)",
      "averagePool", "globalAveragePool", "dense(3)", "padIdentity(4, 2)",
      "conv(3, dilation = 2)", "groupedConv(4, 2)", "groupedConv(2, 2, stride = 2)", "depthwiseConv",
      "depthwiseConv(3, 2)", "transposedConv(2)", "transposedConv(2, 3, 2, 1)", "layerNorm", "groupNorm(1)",
      "groupNorm(2)", "leakyRelu", "elu", "gelu", "geluTanh", "sigmoid", "silu", "softmax", "logSoftmax", "flatten",
      "concat(v)", "dropout", "products", "bottom", "binaryCrossEntropy(v)", "meanSquaredError(v)",
      "meanAbsoluteError(v)", "huber(v)",
      "globalAveragePool -> dense(4) -> softmax",
      "conv(3) -> batchNorm -> relu -> maxPool -> dense(3)",
      "conv(3, 3, 2) -> batchNorm -> relu -> conv(2) -> batchNorm -> relu -> globalAveragePool");

  static Stream<String> layers() {
    return LAYERS.stream();
  }

  /** By the input: v is what the Hessian is multiplied by. */
  private static String byInput(String layers) {
    return """
        layer energy(x[I...]) {
          y = sum[i...] (x[i...]^3/3 + sin(x[i...]))
        }
        layer products(x[H, W, C]) {
          y[h, w] = (prod[c, k < 3] (x[h, w + k - 1, c] else 1))/4
        }
        layer bottom(x[H, W, C]) {
          y[w, c] = min[h] x[h, w, c]
        }
        network Product(x[4, 4, 2], v[4, 4, 2]) {
          score = x -> LAYERS -> energy
          gradient = grad(score, x)
          along = sum[h < 4, w < 4, c < 2] gradient[h, w, c]*v[h, w, c]
          product = grad(along, x)
          output gradient, product
        }
        """.replace("LAYERS", layers);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void productIsThatOfDifferencesOfGradients(String layers) {
    check(byInput(layers), "x", "v");
  }

  /** By a parameter, through convolution, batch norm, ReLU and max pool. */
  @ParameterizedTest
  @MethodSource("parameterNetworks")
  void productByParameterIsThatOfDifferencesOfGradients(String text) {
    check(text, "weight", "v");
  }

  static Stream<String> parameterNetworks() {
    return Stream.of("conv(2) -> maxPool -> dense(3)", "batchNorm -> relu -> maxPool -> dense(3)",
        "groupNorm(3) -> gelu -> depthwiseConv -> dropout -> dense(3)").map(layers -> """
        network Product(x[4, 4, 2], label: class[3], v[3, 3, 2, 3]) {
          parameter weight[3, 3, 2, 3] = normal(0.3)
          y[h < 4, w < 4, k < 3] =
            sum[r < 3, s < 3, c < 2] (x[h + r - 1, w + s - 1, c] else 0)*weight[r, s, c, k]
          logits = y -> LAYERS
          score = crossEntropy(logits, label, 0.1)
          gradient = grad(score, weight)
          along = sum[n, r < 3, s < 3, c < 2, k < 3] gradient[r, s, c, k]*v[r, s, c, k]/N
          product = grad(along, weight)
          output gradient, product
        }
        """.replace("LAYERS", layers));
  }

  private static void check(String text, String of, String along) {
    Network written = Nets.network(text);
    Network network = Nets.simplified(written);
    Point point = Point.of(written, 3, "second.");
    double[] v = point.values(along);
    boolean isParameter = point.stored().containsKey(of);
    if (isParameter) {
      // The same direction for all samples.
      int size = point.values(of).length;
      for (int i = size; i < v.length; i++) {
        v[i] = v[i % size];
      }
    }
    double[] product = output(network, point, 1);
    double[] values = point.values(of);
    double[] here = values.clone();
    double[] above = moved(network, point, values, here, v, EPS);
    double[] below = moved(network, point, values, here, v, -EPS);
    double[] at = moved(network, point, values, here, v, 0);
    double[] difference = new double[product.length];
    double[] jump = new double[product.length];
    for (int i = 0; i < product.length; i++) {
      difference[i] = (above[i] - below[i]) / (2 * EPS);
      jump[i] = ((above[i] - at[i]) - (at[i] - below[i])) / EPS;
    }
    assertWithMessage("away from kinks").that(Norms.norm(jump)).isLessThan(1e-3 * (1 + Norms.norm(difference)));
    assertWithMessage(text).that(Norms.norm(product)).isGreaterThan(1e-3);
    assertWithMessage("%s\n%s\n%s", text, Arrays.toString(product), Arrays.toString(difference))
        .that(Norms.relative(product, difference)).isLessThan(1e-5);
  }

  private static double[] moved(
      Network network, Point point, double[] values, double[] here, double[] direction, double step) {
    for (int i = 0; i < values.length; i++) {
      values[i] = here[i] + step * direction[i];
    }
    double[] gradient = output(network, point, 0);
    System.arraycopy(here, 0, values, 0, here.length);
    return gradient;
  }

  private static double[] output(Network network, Point point, int position) {
    Block block = network.training();
    Interpreter.Run run = point.interpreter().run(block, point.inputs());
    return run.value(block.outputs().get(position));
  }

  /** A loss that holds a gradient: its own derivative goes through the first one. */
  @ParameterizedTest
  @MethodSource("layers")
  void gradientOfPenaltyIsThatOfDifferences(String layers) {
    GradientCheck.check("""
        layer energy(x[I...]) {
          y = sum[i...] (x[i...]^3/3 + sin(x[i...]))
        }
        layer products(x[H, W, C]) {
          y[h, w] = (prod[c, k < 3] (x[h, w + k - 1, c] else 1))/4
        }
        layer bottom(x[H, W, C]) {
          y[w, c] = min[h] x[h, w, c]
        }
        network Penalty(x[4, 4, 2], v[4, 4, 2]) {
          score = x -> LAYERS -> energy
          gradient = grad(score, x)
          loss = sum[n, h < 4, w < 4, c < 2] gradient[h, w, c]^2/N
        }
        """.replace("LAYERS", layers));
  }
}
