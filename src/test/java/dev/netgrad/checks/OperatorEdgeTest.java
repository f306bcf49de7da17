package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.check.Interpreter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator of the language at its edges, 0, −0, infinities, NaN, the very large and the very small: first and
 * second derivatives by the interpreter and in generated code, against what PyTorch answered in double (see
 * {@code src/test/python/edges.py}) or, where that is no number or a convention, against {@link #right}.
 */
class OperatorEdgeTest {
  private static final Fixture FIXTURE = Fixture.read("edges.txt");
  private static final double TOLERANCE = 1e-12;
  private static final double SINGLE = 2e-6;

  /** The pairs of operands that the fixture has, those of an operator of two. */
  static final double[][] PAIRS = FIXTURE.names("ADD ").stream()
      .map(pair -> Stream.of(pair.split(" ")).mapToDouble(Double::parseDouble).toArray()).toArray(double[][]::new);

  /** PyTorch's answers by the operator's name and its operands, of which 0 and −0 are two. */
  private static final Map<List<Object>, double[]> ROWS = FIXTURE.names("").stream().collect(Collectors.toMap(name -> {
    String[] words = name.split(" ");
    return List.of(words[0], Double.parseDouble(words[1]), Double.parseDouble(words[2]));
  }, FIXTURE::numbers));

  /** What is differentiated: a value, or its first derivative by one of the operands. */
  private enum Of {
    VALUE(1, 2), BY_A(3, 4), BY_B(4, 5);

    /** Where the fixture has the derivatives of this by a and by b. */
    private final int byA;
    private final int byB;

    Of(int byA, int byB) {
      this.byA = byA;
      this.byB = byB;
    }
  }

  /** Every operator of operands of its own, and as the loss the sum of all values, or of all their derivatives. */
  private static Network network(Of of) {
    StringBuilder inputs = new StringBuilder();
    StringBuilder body = new StringBuilder();
    StringBuilder loss = new StringBuilder("  loss = 0");
    for (Operator operator : Operator.values()) {
      if (of == Of.BY_B && operator.arity() == 1) {
        continue;
      }
      String k = operator.name().toLowerCase(Locale.ROOT);
      String value = expression(operator, "a_" + k + "[i]", "b_" + k + "[i]");
      inputs.append(inputs.isEmpty() ? "" : ", ").append("a_%1$s[I], b_%1$s[I]".formatted(k));
      body.append("  y_%1$s[i < I] = %2$s\n  s_%1$s = sum[n, i < I] y_%1$s[i]\n".formatted(k, value));
      if (of != Of.VALUE) {
        body.append("  d_%1$s = grad(s_%1$s, %2$s_%1$s)\n".formatted(k, of == Of.BY_A ? "a" : "b"))
            .append("  s2_%1$s = sum[n, i < I] d_%1$s[i]\n".formatted(k));
      }
      loss.append(of == Of.VALUE ? " + s_" : " + s2_").append(k);
    }
    return Nets.network(("network Edges(" + inputs + ") {\n" + body + loss + "\n}\n")
        .replace("I]", PAIRS.length + "]"));
  }

  /** An operator's text. */
  static String expression(Operator operator, String a, String b) {
    String operands = operator.arity() == 1 ? a : a + ", " + b;
    return operator.isInfix() && operator.arity() == 2 ? a + " " + operator.symbol() + " " + b
        : operator.symbol() + "(" + operands + ")";
  }

  private static Point point(Network network) {
    Map<String, double[]> inputs = new LinkedHashMap<>();
    network.training().inputs().forEach(input -> {
      int operand = input.name().startsWith("a_") ? 0 : 1;
      inputs.put(input.name(), Stream.of(PAIRS).mapToDouble(pair -> pair[operand]).toArray());
    });
    return new Point(1, inputs, Map.of());
  }

  @ParameterizedTest
  @EnumSource(Of.class)
  void interpreted(Of of) {
    Network network = Nets.simplified(network(of));
    Derivative raw = Nets.raw(network);
    for (Derivative derivative : List.of(raw, Nets.simplified(raw))) {
      Point point = point(network);
      Interpreter interpreter = point.interpreter();
      check(of, interpreter.backward(derivative, interpreter.run(network.training(), point.inputs()), null), false);
    }
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void generated(KernelSet kernels) {
    for (Of of : Of.values()) {
      Network network = network(of);
      check(of, new GeneratedNet(network, point(network), 0, kernels, true).gradients(), true);
    }
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  private static void check(Of of, Map<String, double[]> gradients, boolean single) {
    Map<String, String> wrong = new TreeMap<>();
    for (Operator operator : Operator.values()) {
      double[] byA = gradients.get("a_" + operator.name().toLowerCase(Locale.ROOT));
      double[] byB = gradients.get("b_" + operator.name().toLowerCase(Locale.ROOT));
      for (int i = 0; i < PAIRS.length && byA != null; i++) {
        check(of, operator, PAIRS[i][0], PAIRS[i][1], of.byA, byA[i], single, wrong);
        if (operator.arity() == 2) {
          check(of, operator, PAIRS[i][0], PAIRS[i][1], of.byB, byB[i], single, wrong);
        }
      }
    }
    assertWithMessage(String.join("\n", wrong.values())).that(wrong).isEmpty();
  }

  private static void check(Of of, Operator operator, double a, double b, int entry, double actual, boolean single,
      Map<String, String> wrong) {
    if (isLeftOut(operator, a, b, of, entry, single)) {
      return;
    }
    double expected = right(operator, a, b, entry, single, row(operator, a, b)[entry]);
    double rounded = single ? (float) expected : expected;
    boolean same = Double.isNaN(rounded) ? Double.isNaN(actual) : actual == rounded
        || Math.abs(actual - rounded) <= (single ? SINGLE * Math.abs(rounded) + Float.MIN_NORMAL
        : TOLERANCE * Math.abs(rounded));
    if (!same) {
      String where = operator + " " + a + " " + b + ", " + of;
      wrong.put(where + entry, where + ", entry " + entry + ": " + actual + ", not " + rounded);
    }
  }

  /** What PyTorch says of an operator at its operands. */
  static double[] row(Operator operator, double a, double b) {
    List<Object> row = List.of(operator.name(), a, operator.arity() == 1 ? 1.0 : b);
    assertWithMessage("the fixture has %s; edges.py makes it", row).that(ROWS).containsKey(row);
    return ROWS.get(row);
  }

  /**
   * NaN among what max and min compare has a test of its own. Of powers the derivative by b has none by a at 0 and at
   * infinity, where PyTorch was asked for them in the other order; and in single precision a second derivative's
   * intermediate results overflow at extreme operands.
   */
  private static boolean isLeftOut(Operator operator, double a, double b, Of of, int entry, boolean single) {
    boolean extreme = Math.abs(Math.getExponent(a)) >= 100 || Math.abs(Math.getExponent(b)) >= 100;
    return switch (operator) {
      case MAX, MIN -> Double.isNaN(a + b);
      case POWER -> of == Of.BY_B && entry == 4 && (a == 0 || Double.isInfinite(a)) || of != Of.VALUE && single
          && extreme;
      default -> false;
    };
  }

  /**
   * What an entry is to be: as PyTorch says, but that of equal operands max and min pass the gradient to the second;
   * that Java's pow gives NaN for 1^∞ and 1^NaN; and that powers have derivatives where PyTorch has none. Where a^b is
   * 0 it is so for other exponents near b; 0^0 counts as constant; and ∂²/∂a∂b of a^b at b = 0 is 1/a, where PyTorch
   * masks the derivative by a, and what depends on b with it.
   */
  private static double right(Operator operator, double a, double b, int entry, boolean single, double pyTorch) {
    if (operator == Operator.MAX || operator == Operator.MIN) {
      return a == b && entry < 3 ? entry - 1 : pyTorch;
    } else if (operator != Operator.POWER) {
      return pyTorch;
    } else if (Math.abs(a) == 1 && !Double.isFinite(b)) {
      return Double.NaN;
    } else if (a == 0 && b == 0) {
      return 0;
    }
    return switch (entry) {
      case 1 -> Double.isNaN(a) && b == 0 ? Double.NaN : pyTorch;
      case 3 -> Double.isNaN(a) && b == 1 ? Double.NaN : pyTorch;
      case 2, 5 -> isZero(Math.pow(a, b), single) ? 0 : pyTorch;
      case 4 -> b == 0 ? a < 0 && a > -1 / 0.0 ? Double.NaN : 1 / a : isZero(Math.pow(a, b - 1), single) ? 0 : pyTorch;
      default -> pyTorch;
    };
  }

  private static boolean isZero(double value, boolean single) {
    return (single ? (float) value : value) == 0;
  }
}
