package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Interpreter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Element by element, generated float code is within c·ε·Σ|terms| of the interpreter (Higham, Accuracy and Stability of
 * Numerical Algorithms, section 4.2). In a network of sums of products, whose loss is one too, every value and gradient
 * is a sum of products; Σ|terms| is what the same network gives where all numbers are replaced by their absolute
 * values.
 */
class FloatBoundTest {
  private static final double EPSILON = 0x1p-24;
  /** Far below the number of terms, up to 2,300 of them, because rounding errors have either sign. */
  private static final double C = 4;

  private static final List<String> LAYERS = List.of(
      "x -> conv(7, 3)", "x -> conv(7, 3, stride = 2)", "x -> conv(5, 5, stride = 3, pad = 1)",
      "x -> conv(9, 1, stride = 2)",
      "x -> conv(8, 7, stride = 2, pad = 3)", "x -> averagePool(3, stride = 2, pad = 1)", "x -> padIdentity(9, 2)",
      "x -> globalAveragePool", "x -> dense(10)",
      "x -> conv(4, 3) -> conv(6, 3, stride = 2) -> globalAveragePool -> dense(4)",
      "x + (x -> conv(3, 3) -> conv(3, 3))",
      "x -> conv(16, 3)", "x -> conv(16, 3) -> conv(32, 3, stride = 2)",
      "x -> conv(32, 1) -> conv(20, 3) -> conv(16, 1)");

  static Stream<Arguments> cases() {
    return IntStream.range(0, LAYERS.size()).boxed()
        .flatMap(i -> KernelSet.forCase(i).map(kernels -> Arguments.of(LAYERS.get(i), kernels)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void floatCodeIsWithinTheBound(String layers, KernelSet kernels) {
    Network network = Nets.network("""
        layer weighted(y[I...]) {
          parameter t[I...] = normal(1)
          s = sum[i...] y[i...]*t[i...]
        }
        network Bound(x[12, 11, 3]) {
          y = %s
          loss = y -> weighted
        }
        """.formatted(layers));
    Point point = rounded(Point.of(network, 3, layers));
    Map<String, double[]> expected = interpreted(network, point);
    Map<String, double[]> terms = interpreted(network, absolute(point));
    GeneratedNet generated = new GeneratedNet(network, point, 0, kernels, true);
    Map<String, double[]> actual = generated.gradients();
    for (int threads : KernelSet.THREADS) {
      generated.on(threads).gradients().forEach((name, values) ->
          assertWithMessage("%s on %s threads", name, threads).that(values).isEqualTo(actual.get(name)));
    }
    assertWithMessage("what is compared").that(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> {
      for (int i = 0; i < values.length; i++) {
        assertWithMessage("%s[%s]", name, i).that(actual.get(name)[i]).isWithin(C * EPSILON * terms.get(name)[i])
            .of(values[i]);
      }
    });
  }

  private static Map<String, double[]> interpreted(Network network, Point point) {
    Derivative derivative = Nets.derivative(network);
    Network simplified = derivative.network();
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(simplified.training(), point.inputs());
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("loss", run.value(simplified.objective().orElseThrow()));
    values.putAll(interpreter.backward(derivative, run, null));
    return values;
  }

  /** The same numbers as floats have them, so that both sides start alike. */
  private static Point rounded(Point point) {
    return mapped(point, value -> (float) value);
  }

  private static Point absolute(Point point) {
    return mapped(point, Math::abs);
  }

  private static Point mapped(Point point, DoubleUnaryOperator change) {
    Map<String, double[]> inputs = new LinkedHashMap<>();
    Map<String, double[]> stored = new LinkedHashMap<>();
    point.inputs().forEach((name, values) -> inputs.put(name, Arrays.stream(values).map(change).toArray()));
    point.stored().forEach((name, values) -> stored.put(name, Arrays.stream(values).map(change).toArray()));
    return new Point(point.batch(), inputs, stored);
  }
}
