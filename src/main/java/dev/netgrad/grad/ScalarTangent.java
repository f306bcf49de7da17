package dev.netgrad.grad;

import dev.netgrad.tensor.Scalar;
import java.util.function.Function;

/**
 * Forward mode within one scalar expression: from the tangents of what it reads to its own. Each operator's tangent is
 * that of its operands times its partial derivatives, of the same {@link Derivatives table} as in reverse mode; a
 * condition chooses among tangents as it chooses among values.
 */
final class ScalarTangent {
  private final Scalar body;
  private final Scalar result;
  private final Function<Scalar.Read, Scalar> tangents;

  private ScalarTangent(Scalar body, Scalar result, Function<Scalar.Read, Scalar> tangents) {
    this.body = body;
    this.result = result;
    this.tangents = tangents;
  }

  /**
   * @param body the expression
   * @param result a cheaper way to say the value of {@code body}, or itself
   * @param tangents that of each read; 0 of what does not move
   */
  static Scalar of(Scalar body, Scalar result, Function<Scalar.Read, Scalar> tangents) {
    return new ScalarTangent(body, result, tangents).of(body);
  }

  private Scalar of(Scalar node) {
    return node.match(
        constant -> Scalar.ZERO,
        batchSize -> Scalar.ZERO,
        position -> Scalar.ZERO,
        tangents,
        this::of,
        select -> {
          Scalar yes = of(select.yes());
          Scalar no = of(select.no());
          return yes.isConstant(0) && no.isConstant(0) ? Scalar.ZERO : BranchMasks.select(select, yes, no);
        });
  }

  private Scalar of(Scalar.Apply apply) {
    Scalar a = apply.operands().get(0);
    Scalar b = apply.operands().size() > 1 ? apply.operands().get(1) : Scalar.ZERO;
    Scalar y = apply == body ? result : apply;
    Scalar first = of(a);
    Scalar second = of(b);
    Scalar byFirst = first.isConstant(0) ? first
        : BranchMasks.times(first, Derivatives.first(apply.operator(), a, b, y));
    Scalar bySecond = second.isConstant(0) ? second
        : BranchMasks.times(second, Derivatives.second(apply.operator(), a, b, y));
    return BranchMasks.sum(byFirst, bySecond);
  }
}
