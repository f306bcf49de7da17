package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.schedule.Profile;
import dev.netgrad.schedule.Target;
import dev.netgrad.tensor.Operator;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions as generated code computes them, with and without vectors, against those of the JDK in double precision (of
 * erf, the interpreter's): on floats of all sizes, infinities and NaN among them.
 */
class LaneFunctionsTest {
  private static final int ULPS = 2;
  private static final int SAMPLES = 64;
  private static final int LENGTH = 2048;

  /** Odd, so that a walk through the bits of floats by it meets each once before it meets one again. */
  private static final int STRIDE = 32_749;

  /** Where something begins or ends: of floats, of exponents, and of intervals with a polynomial of their own. */
  private static final float[] EDGES = {0, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, Float.POSITIVE_INFINITY,
      Float.NaN, 1, (float) Math.sqrt(0.5), (float) Math.sqrt(2), 0.625f, 0.9f, 4, 87.33655f, 88.72283f, 88.72284f,
      103.27893f, 103.97208f, 110, 1 << 23};

  static Stream<Arguments> functions() {
    return Stream.of(Operator.values()).filter(operator -> operator.arity() == 1 && !operator.isInfix())
        .flatMap(operator -> KernelSet.forOne().map(kernels -> Arguments.of(operator, kernels)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("functions")
  void areWithinTwoUnitsInTheLastPlace(Operator function, KernelSet kernels) {
    GeneratedNet net = net(function, kernels);
    check(function, net, floats(0, STRIDE));
    float[] edges = new float[SAMPLES * LENGTH];
    for (int i = 0; i < edges.length; i++) {
      float edge = EDGES[i / 2 % EDGES.length];
      int beside = i / (2 * EDGES.length) % 33 - 16;
      edges[i] = (i % 2 == 0 ? 1 : -1) * Float.intBitsToFloat(Math.max(0, Float.floatToIntBits(edge) + beside));
    }
    check(function, net, edges);
  }

  /** 33 million floats, one in 128. */
  @Tag("long")
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("functions")
  void areWithinTwoUnitsForManyFloats(Operator function, KernelSet kernels) {
    GeneratedNet net = net(function, kernels);
    for (int part = 0; part < 256; part++) {
      check(function, net, floats(part, STRIDE));
    }
  }

  /** What the profiles say of all lanes is not a call of the library for each. */
  @Test
  void functionsOfTransformersAndRecurrentLayersAreComputedInLanes() {
    for (Profile profile : Profile.ALL) {
      for (Target.Vectors vectors : profile.vectors()) {
        assertThat(vectors.functions()).containsAtLeast(Operator.EXP, Operator.LOG, Operator.TANH, Operator.ERF);
      }
    }
  }

  private static GeneratedNet net(Operator function, KernelSet kernels) {
    return new GeneratedNet(Nets.network("""
        network F(x[%d]) {
          y[i < %1$d] = %s(x[i])
          loss = sum[i < %1$d] y[i]
        }
        """.formatted(LENGTH, function.symbol())), point(floats(0, STRIDE)), 0, kernels, true);
  }

  private static float[] floats(int part, int stride) {
    float[] floats = new float[SAMPLES * LENGTH];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat((part * floats.length + i) * stride);
    }
    return floats;
  }

  private static Point point(float[] x) {
    double[] values = new double[x.length];
    Arrays.setAll(values, i -> x[i]);
    return new Point(SAMPLES, Map.of("x", values), Map.of());
  }

  private static void check(Operator function, GeneratedNet net, float[] x) {
    GeneratedNet there = net.at(point(x));
    there.forward();
    double[] y = there.output("y");
    for (int i = 0; i < x.length; i++) {
      double exact = function.apply(x[i], 0);
      float nearest = (float) exact;
      boolean isSame = Float.compare((float) y[i], nearest) == 0;
      if (!isSame && !(Math.abs(y[i] - exact) <= ULPS * Math.ulp(nearest) && !isWrongZero(y[i], nearest))) {
        assertWithMessage("%s(%s)", function.symbol(), x[i]).that(y[i]).isEqualTo(exact);
      }
    }
  }

  /** A zero of the other sign than a zero that it should be. */
  private static boolean isWrongZero(double actual, float nearest) {
    return actual == 0 && nearest == 0;
  }
}
