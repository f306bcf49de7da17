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
import dev.netgrad.tensor.Condition.All;
import dev.netgrad.tensor.Condition.Any;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Relation;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.check.Facts;
import java.util.List;

/**
 * The table of derivatives: for {@code y = operator(a, b)}, ∂y/∂a and ∂y/∂b in terms of a, b and y. Second derivatives
 * are those of these lines.
 *
 * <p>At its edges each line gives the limit, which may be infinite, or NaN where there is none (sin and cos at
 * infinity) or where y is NaN. The sign of a zero is the operand's, as IEEE 754 has it: 1/a, and so the derivatives of
 * log and √, is −∞ at −0. What is a convention:
 * <ul>
 * <li>|a| has derivative 0 at 0;
 * <li>max(a, b) passes its gradient to a where a &gt; b and to b otherwise, so max(x, 0) has derivative 0 at 0; min
 * likewise;
 * <li>0^0 counts as constant: both derivatives are 0;
 * <li>where a^b is 0, it is 0 for other b, too: ∂y/∂b is 0 at a = 0 for b &gt; 0, at infinity for b &lt; 0, where a^b
 *     underflows;
 * <li>below 0, log is NaN, and its derivative what the formula gives, 1/a.
 * </ul>
 * A condition leaves out only where what it masks is constant, or it would hide the derivative of that: ∂²y/∂a∂b of a^b
 * at b = 0 is 1/a, which {@code if b == 0 then 0} for ∂y/∂a would lose.
 *
 * <p>No comparison with NaN holds: where an operand is NaN, |a| has derivative 0, and max(a, b) and min(a, b) pass
 * their gradient to b, so that max(x, 0) passes none. That is a choice. The NaN is no secret, for the value is NaN and
 * so is every loss that depends on it; and the mask of max(x, 0) stays one comparison, {@code 0 < y}, which joins with
 * other masks and asks the output alone, so that x need not be kept. A maximum over an axis, whose winner is kept
 * anyway, passes its gradient to the first NaN, see {@link dev.netgrad.tensor.Reduction.Kind#ARGMAX}.
 */
final class Derivatives {
  private Derivatives() {}

  /** ∂y/∂a. */
  static Scalar first(Operator operator, Scalar a, Scalar b, Scalar y) {
    return switch (operator) {
      case ADD, SUBTRACT -> ONE;
      case MULTIPLY -> b;
      case DIVIDE -> ONE.over(b);
      case POWER -> unless(bothZero(a, b), b.times(apply(POWER, a, b.minus(ONE))));
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
      case POWER -> unless(new Any(List.of(isZero(y), bothZero(a, b))), y.times(apply(LOG, a)));
      case MAX -> when(b, y, ZERO, ONE);
      case MIN -> when(y, b, ZERO, ONE);
      case NEGATE, EXP, LOG, SQRT, TANH, SIN, COS, ERF, ABS -> throw new AssertionError(operator + " has one operand");
    };
  }

  /** {@code if zero then 0 else partial}; of a constant exponent it is known which. */
  private static Scalar unless(Condition zero, Scalar partial) {
    return Facts.BOX.decide(zero).map(holds -> holds ? ZERO : partial).orElse(new Scalar.Select(zero, ZERO, partial));
  }

  private static Condition isZero(Scalar scalar) {
    return new Compare(Relation.EQUAL, known(scalar), ZERO);
  }

  /** Of an exponent such as 2 − 1 it is known whether it is 0. */
  private static Scalar known(Scalar scalar) {
    return scalar instanceof Scalar.Apply apply && apply.operands().size() == 2
        && apply.operands().get(0) instanceof Scalar.Constant a && apply.operands().get(1) instanceof Scalar.Constant b
        ? constant(apply.operator().apply(a.value(), b.value())) : scalar;
  }

  private static Condition bothZero(Scalar a, Scalar b) {
    return new All(List.of(isZero(a), isZero(b)));
  }

  /** {@code if less < greater then yes else no}. */
  private static Scalar when(Scalar less, Scalar greater, Scalar yes, Scalar no) {
    Condition condition = new Compare(Relation.LESS, less, greater);
    return new Scalar.Select(condition, yes, no);
  }
}
