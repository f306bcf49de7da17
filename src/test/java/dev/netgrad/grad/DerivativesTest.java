package dev.netgrad.grad;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DerivativesTest {
  private static final double STEP = 1e-6;

  private static double first(Operator operator, double a, double b) {
    return value(Derivatives.first(operator, Scalar.constant(a), Scalar.constant(b),
        Scalar.constant(operator.apply(a, b))));
  }

  private static double second(Operator operator, double a, double b) {
    return value(Derivatives.second(operator, Scalar.constant(a), Scalar.constant(b),
        Scalar.constant(operator.apply(a, b))));
  }

  private static double value(Scalar scalar) {
    return scalar.match(
        Scalar.Constant::value,
        batchSize -> Double.NaN,
        position -> Double.NaN,
        read -> Double.NaN,
        apply -> apply.operator().apply(value(apply.operands().get(0)),
            value(apply.operands().get(apply.operands().size() - 1))),
        select -> holds(select.condition()) ? value(select.yes()) : value(select.no()));
  }

  private static boolean holds(Condition condition) {
    return condition.match(
        bound -> bound.affine().constant() >= 0,
        divisible -> false,
        compare -> compare.relation().holds(value(compare.left()), value(compare.right())),
        all -> all.conditions().stream().allMatch(DerivativesTest::holds),
        any -> any.conditions().stream().anyMatch(DerivativesTest::holds),
        not -> !holds(not.condition()));
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void eachLineIsTheLimitOfDifferences(Operator operator) {
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      double a = 0.2 + 2 * random.nextDouble();
      double b = 0.2 + 2 * random.nextDouble();
      double byA = (operator.apply(a + STEP, b) - operator.apply(a - STEP, b)) / (2 * STEP);
      assertWithMessage("%s by a at %s, %s", operator, a, b).that(first(operator, a, b)).isWithin(1e-5).of(byA);
      if (operator.arity() == 2) {
        double byB = (operator.apply(a, b + STEP) - operator.apply(a, b - STEP)) / (2 * STEP);
        assertWithMessage("%s by b at %s, %s", operator, a, b).that(second(operator, a, b)).isWithin(1e-5).of(byB);
      }
    }
  }

  /** The conventions of the table, and limits that are infinite. */
  @ParameterizedTest
  @CsvSource({
      "ABS, 0, 0, 0, ", "ABS, -2, 0, -1, ", "MAX, 1, 1, 0, 1", "MIN, 1, 1, 0, 1", "MAX, 0, 0, 0, 1",
      "MAX, NaN, 1, 0, 1", "MIN, 1, NaN, 0, 1", "POWER, 0, 0, 0, 0", "POWER, 0, 2, 0, 0", "POWER, -2, 2, -4, NaN",
      "SQRT, 0, 0, Infinity, ", "LOG, 0, 0, Infinity, ", "LOG, -0.0, 0, -Infinity, ", "LOG, -2, 0, -0.5, ",
      "DIVIDE, 1, 0, Infinity, -Infinity", "SIN, Infinity, 0, NaN, "})
  void edgesAreSettled(Operator operator, double a, double b, double byA, Double byB) {
    assertThat(first(operator, a, b)).isEqualTo(byA);
    if (byB != null) {
      assertThat(second(operator, a, b)).isEqualTo(byB);
    }
  }

  @Test
  void anOperatorOfOneOperandHasNoSecondLine() {
    for (Operator operator : Operator.values()) {
      boolean has = true;
      try {
        second(operator, 1, 2);
      } catch (AssertionError e) {
        has = false;
      }
      assertWithMessage("%s", operator).that(has).isEqualTo(operator.arity() == 2);
    }
  }
}
