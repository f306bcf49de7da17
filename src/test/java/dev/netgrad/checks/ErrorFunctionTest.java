package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The error function, in the interpreter and in generated code, against mpmath; see {@code src/test/python/erf.py}. */
class ErrorFunctionTest {
  private static final int ULPS = 6;

  private final Fixture fixture = Fixture.read("erf.txt");
  private final double[] x = fixture.numbers("x");
  private final double[] y = fixture.numbers("y");

  @Test
  void interpreted() {
    for (int i = 0; i < x.length; i++) {
      assertWithMessage("erf(%s)", x[i]).that(Operator.ERF.apply(x[i], 0)).isWithin(ULPS * Math.ulp(y[i])).of(y[i]);
    }
    assertThat(Operator.ERF.apply(Double.POSITIVE_INFINITY, 0)).isEqualTo(1.0);
    assertThat(Operator.ERF.apply(Double.NEGATIVE_INFINITY, 0)).isEqualTo(-1.0);
    assertThat(Operator.ERF.apply(Double.NaN, 0)).isNaN();
    assertThat(Operator.ERF.apply(-0.0, 0)).isEqualTo(-0.0);
  }

  @Test
  void generatedInDoublePrecision() {
    check(new GeneratedNet(network(), point(), 0, ElementType.DOUBLE, true), value -> ULPS * Math.ulp(value));
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void generatedInSinglePrecision(KernelSet kernels) {
    GeneratedNet net = new GeneratedNet(network(), point(), 0, kernels, true);
    int ulps = kernels.hasVectors() ? 2 : 1;
    KernelSet.THREADS.forEach(threads -> check(net.on(threads), value -> ulps * Math.ulp((float) value)));
  }

  private Point point() {
    double[] more = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, -0.0};
    double[] all = Arrays.copyOf(x, x.length + more.length);
    System.arraycopy(more, 0, all, x.length, more.length);
    return new Point(1, Map.of("x", all), Map.of());
  }

  private Network network() {
    return Nets.network("""
        network Erf(x[%d]) {
          y[i < %1$d] = erf(x[i])
          loss = sum[i < %1$d] y[i]
        }
        """.formatted(x.length + 4));
  }

  private void check(GeneratedNet net, DoubleUnaryOperator tolerance) {
    net.forward();
    double[] actual = net.output("y");
    for (int i = 0; i < x.length; i++) {
      assertWithMessage("erf(%s)", x[i]).that(actual[i]).isWithin(tolerance.applyAsDouble(y[i])).of(y[i]);
    }
    assertThat(actual[x.length]).isEqualTo(1.0);
    assertThat(actual[x.length + 1]).isEqualTo(-1.0);
    assertThat(actual[x.length + 2]).isNaN();
    assertThat(actual[x.length + 3]).isEqualTo(-0.0);
  }
}
