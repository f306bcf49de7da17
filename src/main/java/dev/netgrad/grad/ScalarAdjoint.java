package dev.netgrad.grad;

import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Somewhere;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reverse mode within one scalar expression: from the adjoint of the whole to what each read contributes to the adjoint
 * of the element it reads. Where a partial derivative is a select, so is the contribution; see {@link BranchMasks}.
 */
final class ScalarAdjoint {
  private final Map<Scalar.Read, Scalar> contributions = new LinkedHashMap<>();
  private final Somewhere varies = new Somewhere(s -> s instanceof Scalar.Read read && !read.tensor().isInteger());
  private final Scalar body;
  private final Scalar result;

  private ScalarAdjoint(Scalar body, Scalar result) {
    this.body = body;
    this.result = result;
  }

  /**
   * @param body the expression
   * @param result a cheaper way to say the value of {@code body}, or itself
   * @param adjoint the adjoint of the value
   * @return by read, its contribution; reads of equal elements count once, their contributions added
   */
  static Map<Scalar.Read, Scalar> of(Scalar body, Scalar result, Scalar adjoint) {
    ScalarAdjoint sweep = new ScalarAdjoint(body, result);
    sweep.propagate(body, adjoint);
    return sweep.contributions;
  }

  private void propagate(Scalar node, Scalar adjoint) {
    if (adjoint.isConstant(0)) {
      return;
    }
    node.act(
        constant -> { },
        batchSize -> { },
        position -> { },
        read -> {
          if (!read.tensor().isInteger()) {
            contributions.merge(read, adjoint, BranchMasks::sum);
          }
        },
        apply -> propagate(apply, adjoint),
        select -> {
          propagate(select.yes(), BranchMasks.within(adjoint, a -> BranchMasks.select(select, a, Scalar.ZERO)));
          propagate(select.no(), BranchMasks.within(adjoint, a -> BranchMasks.select(select, Scalar.ZERO, a)));
        });
  }

  private void propagate(Scalar.Apply apply, Scalar adjoint) {
    Scalar a = apply.operands().get(0);
    Scalar b = apply.operands().size() > 1 ? apply.operands().get(1) : Scalar.ZERO;
    Scalar y = apply == body ? result : apply;
    propagate(a, chain(adjoint, () -> Derivatives.first(apply.operator(), a, b, y), a));
    if (apply.operands().size() > 1) {
      propagate(b, chain(adjoint, () -> Derivatives.second(apply.operator(), a, b, y), b));
    }
  }

  /** The chain rule, adjoint · partial; nothing where the operand has no derivative anyway. */
  private Scalar chain(Scalar adjoint, Supplier<Scalar> partial, Scalar operand) {
    return varies.in(operand) ? BranchMasks.times(adjoint, partial.get()) : Scalar.ZERO;
  }
}
