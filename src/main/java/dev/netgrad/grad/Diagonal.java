package dev.netgrad.grad;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.List;
import java.util.Optional;

/**
 * A tangent of the form {@code if where then value else 0} whose value is the same in all directions: of an elementwise
 * function's Jacobian the diagonal, and where it stands.
 *
 * @param where on the axes of the directions, too
 */
record Diagonal(Condition where, Scalar value) {

  /** The form of a tangent, if it has it. */
  static Optional<Diagonal> of(Scalar tangent, List<Axis> directions) {
    if (tangent instanceof Scalar.Select select) {
      return of(select, directions);
    } else if (tangent instanceof Scalar.Apply apply) {
      return of(apply, directions);
    }
    return Optional.empty();
  }

  private static Optional<Diagonal> of(Scalar.Select select, List<Axis> directions) {
    if (isFree(Scalars.axes(select.condition()), directions)) {
      return both(select.yes(), select.no(), directions, (yes, no) -> BranchMasks.select(select, yes, no));
    }
    return select.no().isConstant(0) && isFree(Scalars.axes(select.yes()), directions)
        ? Optional.of(new Diagonal(select.condition(), select.yes())) : Optional.empty();
  }

  private static Optional<Diagonal> of(Scalar.Apply apply, List<Axis> directions) {
    Scalar first = apply.operands().get(0);
    return apply.operator() == Operator.ADD
        ? both(first, apply.operands().get(1), directions, Scalar::plus) : Optional.empty();
  }

  /** Makes one value of two. */
  private interface Joint {
    Scalar of(Scalar a, Scalar b);
  }

  /** Of two with the same place; 0 stands anywhere. */
  private static Optional<Diagonal> both(Scalar a, Scalar b, List<Axis> directions, Joint joint) {
    if (b.isConstant(0)) {
      return of(a, directions).map(one -> new Diagonal(one.where, joint.of(one.value, b)));
    } else if (a.isConstant(0)) {
      return of(b, directions).map(one -> new Diagonal(one.where, joint.of(a, one.value)));
    }
    Optional<Diagonal> one = of(a, directions);
    return of(b, directions).filter(other -> one.isPresent() && one.get().where.equals(other.where))
        .map(other -> new Diagonal(other.where, joint.of(one.get().value, other.value)));
  }

  private static boolean isFree(Iterable<Axis> axes, List<Axis> directions) {
    for (Axis axis : axes) {
      if (directions.contains(axis)) {
        return false;
      }
    }
    return true;
  }
}
