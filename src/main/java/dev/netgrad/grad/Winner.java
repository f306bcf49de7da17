package dev.netgrad.grad;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.function.Consumer;

/** The term by which an extreme changes: the first winner in index order, whose position an integer tensor keeps. */
final class Winner {
  private Winner() {}

  /**
   * Whether a term of a largest or smallest value is the one that it is.
   *
   * @param extreme whose formula is a max or a min
   * @param define takes the tensor that this reads
   */
  static Condition is(Tensor extreme, Consumer<Tensor> define) {
    Formula formula = extreme.formula();
    Reduction reduction = formula.reduction();
    // The first of the smallest is the first of the largest, each negated; NaN wins either way.
    Scalar value = reduction.kind() == Reduction.Kind.MIN ? negated(formula.body()) : formula.body();
    Tensor winner = Tensor.formula(extreme.name() + "Winner",
        new Formula(formula.axes(), new Reduction(Reduction.Kind.ARGMAX, reduction.axes(), reduction.guards()), value),
        extreme.origin(), Derivation.rule("the first winner of " + extreme.name()));
    define.accept(winner);
    return new Condition.Compare(Condition.Relation.EQUAL, new Scalar.Position(reduction.position()),
        winner.at(formula.axes()));
  }

  private static Scalar negated(Scalar value) {
    return value instanceof Scalar.Apply apply && apply.operator() == Operator.NEGATE ? apply.operands().get(0)
        : value.negated();
  }
}
