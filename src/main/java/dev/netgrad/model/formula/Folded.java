package dev.netgrad.model.formula;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import java.util.List;

/** Scalars of parts; where the parts are known when compiling, what they come to. */
final class Folded {
  private Folded() {}

  /** One of two scalars; the one alone, where the condition is decided. */
  static Scalar select(Condition condition, Scalar yes, Scalar no) {
    if (condition.equals(Condition.TRUE)) {
      return yes;
    }
    return condition.equals(Condition.FALSE) ? no : new Scalar.Select(condition, yes, no);
  }

  /** An operator applied; to constants, its value. */
  static Scalar fold(Operator operator, List<Scalar> operands) {
    if (operands.stream().allMatch(o -> o instanceof Scalar.Constant)) {
      double a = ((Scalar.Constant) operands.get(0)).value();
      double b = ((Scalar.Constant) operands.get(operands.size() - 1)).value();
      return Scalar.constant(operator.apply(a, b));
    }
    return new Scalar.Apply(operator, operands);
  }
}
