package dev.netgrad.grad;

import static dev.netgrad.tensor.Operator.COS;
import static dev.netgrad.tensor.Operator.EXP;
import static dev.netgrad.tensor.Operator.LOG;
import static dev.netgrad.tensor.Operator.POWER;
import static dev.netgrad.tensor.Operator.SIN;
import static dev.netgrad.tensor.Scalar.ONE;
import static dev.netgrad.tensor.Scalar.ZERO;
import static dev.netgrad.tensor.Scalar.apply;
import static dev.netgrad.tensor.Scalar.constant;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Relation;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;

/**
 * The table of derivatives: for {@code y = operator(a, b)}, ∂y/∂a and ∂y/∂b in terms of a, b and y. Kinks: |a| has
 * derivative 0 at 0; max(a, b) passes its gradient to a where a &gt; b and to b otherwise, so max(x, 0) has derivative 0 at
 * 0; min likewise.
 *
 * <p>No comparison with NaN holds: where an operand is NaN, |a| has derivative 0, and max(a, b) and min(a, b) pass their
 * gradient to b, so that max(x, 0) passes none. That is a choice. The NaN is no secret, for the value is NaN and so is
 * every loss that depends on it; and the mask of max(x, 0) stays one comparison, {@code 0 < y}, which joins with other
 * masks and asks the output alone, so that x need not be kept. A maximum over an axis, whose winner is kept anyway, passes
 * its gradient to the first NaN, see {@link dev.netgrad.tensor.Reduction.Kind#ARGMAX}.
 */
final class Derivatives {
  private Derivatives() {}

  /** ∂y/∂a. */
  static Scalar first(Operator operator, Scalar a, Scalar b, Scalar y) {
    return switch (operator) {
      case ADD, SUBTRACT -> ONE;
      case MULTIPLY -> b;
      case DIVIDE -> ONE.over(b);
      case POWER -> b.times(apply(POWER, a, b.minus(ONE)));
      case NEGATE -> constant(-1);
      case EXP -> y;
      case LOG -> ONE.over(a);
      case SQRT -> ONE.over(constant(2).times(y));
      case TANH -> ONE.minus(y.times(y));
      case SIN -> apply(COS, a);
      case COS -> apply(SIN, a).negated();
      case ERF -> constant(2 / Math.sqrt(Math.PI)).times(apply(EXP, a.times(a).negated()));
      case ABS -> when(ZERO, a, ONE, when(a, ZERO, constant(-1), ZERO));
      case MAX -> when(b, y, ONE, ZERO);
      case MIN -> when(y, b, ONE, ZERO);
    };
  }

  /** ∂y/∂b, of the operators that have two operands. */
  static Scalar second(Operator operator, Scalar a, Scalar b, Scalar y) {
    return switch (operator) {
      case ADD -> ONE;
      case SUBTRACT -> constant(-1);
      case MULTIPLY -> a;
      case DIVIDE -> y.over(b).negated();
      case POWER -> y.times(apply(LOG, a));
      case MAX -> when(b, y, ZERO, ONE);
      case MIN -> when(y, b, ZERO, ONE);
      case NEGATE, EXP, LOG, SQRT, TANH, SIN, COS, ERF, ABS -> throw new AssertionError(operator + " has one operand");
    };
  }

  /** {@code if less < greater then yes else no}. */
  private static Scalar when(Scalar less, Scalar greater, Scalar yes, Scalar no) {
    Condition condition = new Compare(Relation.LESS, less, greater);
    return new Scalar.Select(condition, yes, no);
  }
}
