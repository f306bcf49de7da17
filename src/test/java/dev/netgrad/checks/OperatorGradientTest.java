package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.check.Interpreter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every scalar operator against central differences, and what the language says about kinks. */
class OperatorGradientTest {

  /** Of a[i], which is in (1.5, 2.5), and b[i], which is in (0.5, 3.5). */
  private static String expression(Operator operator) {
    return switch (operator) {
      case ADD -> "a[i] + b[i]";
      case SUBTRACT -> "a[i] - b[i]";
      case MULTIPLY -> "a[i]*b[i]";
      case DIVIDE -> "a[i]/b[i]";
      case POWER -> "a[i]^b[i]";
      case NEGATE -> "-a[i]";
      case EXP -> "exp(a[i])";
      case LOG -> "log(a[i])";
      case SQRT -> "sqrt(a[i])";
      case TANH -> "tanh(a[i])";
      case SIN -> "sin(a[i])";
      case COS -> "cos(a[i])";
      case ERF -> "erf(a[i])";
      case ABS -> "abs(a[i] - b[i])";
      case MAX -> "max(a[i], b[i])";
      case MIN -> "min(a[i], b[i])";
    };
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void gradientIsThatOfDifferences(Operator operator) {
    check(expression(operator));
  }

  /** The operator within others, so that its adjoint is not 1 and its operands are no reads. */
  @ParameterizedTest
  @EnumSource(Operator.class)
  void gradientThroughOperatorIsThatOfDifferences(Operator operator) {
    check("sin(" + expression(operator).replace("a[i]", "(a[i]*b[i]/3 + 0.5)") + ")*b[i]");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "a[i]^3", "a[i]^2*b[i]", "a[i]^0.5", "a[i]^-2", "2^b[i]", "a[i]^1", "a[i]^0*b[i]", "a[i]^20/1000",
      "if a[i] < b[i] then a[i]^2 else b[i]*a[i]", "if a[i] < 2 and not b[i] <= 1 then b[i] else 3*a[i]",
      "if i == 1 or a[i] >= b[i] then a[i] else 0", "[i < 3]*a[i]", "a[i]*(i + 1) - N*b[i]",
      "(a[i] - b[i])/(a[i] + b[i])", "exp(-a[i]^2/2)/sqrt(6.283)", "1/(1 + exp(-a[i]))", "-(a[i]/-b[i])"})
  void gradientOfExpressionIsThatOfDifferences(String expression) {
    check(expression);
  }

  private static void check(String expression) {
    String text = "network Scalar(a[5], b[5]) {\n  y[i < 5] = " + expression + "\n}\n";
    Network network = Nets.network(text);
    Point point = Point.of(network, 3, "operator.");
    point.inputs().replaceAll((name, values) -> name.equals("a")
        ? Hashed.around("a", 2, 0.5, values.length) : Hashed.around("b", 2, 1.5, values.length));
    GradientCheck.check(text, network, point);
  }

  /** At the kink, as language.md settles it: the derivatives of a and b. */
  @ParameterizedTest
  @CsvSource({
      "'max(a, b)', 1, 1, 0, 1", "'max(a, b)', 2, 1, 1, 0", "'max(a, b)', 1, 2, 0, 1",
      "'min(a, b)', 1, 1, 0, 1", "'min(a, b)', 1, 2, 1, 0", "'min(a, b)', 2, 1, 0, 1",
      "'max(a, 0)', 0, 1, 0, 0", "'max(a, 0)', -0.0, 1, 0, 0", "'abs(a)', 0, 1, 0, 0", "'abs(a)', -0.0, 1, 0, 0",
      "'abs(a)', -3, 1, -1, 0", "'a + b', 7, 9, 1, 1", "'(a + b)*a', 1, 2, 4, 1", "'a + a', 5, 1, 2, 0"})
  void kinksAndKnownAnswers(String expression, double a, double b, double byA, double byB) {
    Derivative derivative = Nets.derivative("network Kink(a, b) {\n  y = " + expression + " + 0*b\n}\n");
    Map<String, double[]> gradients =
        gradients(derivative, Map.of("a", new double[] {a}, "b", new double[] {b}), new double[] {1});
    assertThat(gradients.get("a")[0]).isWithin(0).of(byA);
    assertThat(gradients.get("b")[0]).isWithin(0).of(byB);
  }

  /** Of equal values the first, row by row, and none in the padding. */
  @Test
  void windowsGradientGoesToFirstWinner() {
    Derivative derivative = Nets.derivative("network Ties(x[4, 4, 1]) {\n  y = x -> maxPool\n}\n");
    double[] image = {
        1, 1, 0, 2,
        1, 1, 2, 2,
        -1, -2, -3, -4,
        -1, -1, -3, -3};
    double[] winners = {
        10, 0, 0, 20,
        0, 0, 0, 0,
        30, 0, 40, 0,
        0, 0, 0, 0};
    assertThat(gradients(derivative, Map.of("x", image), new double[] {10, 20, 30, 40}).get("x")).isEqualTo(winners);
  }

  /** Where b wins, max(a, b) > b must not become true by another rounding of b. */
  @Test
  void comparedValuesKeepTheirRounding() {
    Derivative derivative = Nets.derivative("network Rounding(x[4]) {\n  y[i < 4] = max(x[i], 0.7 + i + 0.1)\n}\n");
    assertThat(gradients(derivative, Map.of("x", new double[] {0, 1, 5, 3}), new double[] {1, 1, 1, 1}).get("x"))
        .isEqualTo(new double[] {0, 0, 1, 0});
  }

  /** A mask is a select: where ReLU is off, an infinite adjoint leaves 0, not NaN. */
  @Test
  void maskIsNoProduct() {
    Derivative derivative = Nets.derivative("network Mask(x[2]) {\n  y = x -> relu\n}\n");
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(gradients(derivative, Map.of("x", new double[] {-1, 1}), new double[] {infinite, infinite}).get("x"))
        .isEqualTo(new double[] {0, infinite});
  }

  /** A mask takes in a factor that is no number, or infinite, also where that is a constant. */
  @ParameterizedTest
  @ValueSource(strings = {"(0.0/0.0)", "infinity", "(-infinity)"})
  void maskTakesInAConstantThatIsNotFinite(String constant) {
    Derivative derivative = Nets.derivative("""
        network Constant(x[3]) {
          q[i < 3] = log(-1.0)*0 + CONSTANT*x[i]*x[i]
          y[i < 3] = if 0 < x[i] then x[i] else q[2 - i]
        }
        """.replace("CONSTANT", constant));
    assertThat(gradients(derivative, Map.of("x", new double[] {1, 2, 3}), new double[] {5, 6, 7}).get("x"))
        .isEqualTo(new double[] {5, 6, 7});
  }

  private static Map<String, double[]> gradients(
      Derivative derivative, Map<String, double[]> inputs, double[] adjoint) {
    Interpreter interpreter = new Interpreter(1, Map.of());
    return interpreter.backward(derivative, interpreter.run(derivative.network().training(), inputs),
        List.of(adjoint));
  }
}
