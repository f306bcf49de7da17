package dev.netgrad.grad;

import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Somewhere;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Reverse mode within one scalar expression: from the adjoint of the whole to what each read contributes to the adjoint
 * of the element it reads. Where a partial derivative is a select, so is the contribution; a mask never multiplies, so
 * that 0·∞ cannot appear.
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
            contributions.merge(read, adjoint, ScalarAdjoint::sum);
          }
        },
        apply -> propagate(apply, adjoint),
        select -> {
          propagate(select.yes(), within(adjoint, a -> select(select, a, Scalar.ZERO)));
          propagate(select.no(), within(adjoint, a -> select(select, Scalar.ZERO, a)));
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

  /** What is inside of an adjoint's masks, masked too: an inner condition is asked only where the outer ones let it. */
  private static Scalar within(Scalar adjoint, UnaryOperator<Scalar> mask) {
    if (adjoint.isConstant(0)) {
      return adjoint;
    }
    return adjoint instanceof Scalar.Select outer && isMask(outer)
        ? select(outer, within(outer.yes(), mask), within(outer.no(), mask)) : mask.apply(adjoint);
  }

  private static boolean isMask(Scalar.Select select) {
    return select.yes().isConstant(0) || select.no().isConstant(0);
  }

  /** What comes back through the branches of one select is one select. */
  private static Scalar sum(Scalar a, Scalar b) {
    if (a instanceof Scalar.Select s && b instanceof Scalar.Select t && s.condition().equals(t.condition())) {
      return select(s, sum(s.yes(), t.yes()), sum(s.no(), t.no()));
    }
    return a.isConstant(0) ? b : b.isConstant(0) ? a : a.plus(b);
  }

  private static Scalar select(Scalar.Select select, Scalar yes, Scalar no) {
    return new Scalar.Select(select.condition(), yes, no);
  }

  /** The chain rule, adjoint · partial; nothing where the operand has no derivative anyway. */
  private Scalar chain(Scalar adjoint, Supplier<Scalar> partial, Scalar operand) {
    return varies.in(operand) ? times(adjoint, partial.get()) : Scalar.ZERO;
  }

  /** Of a branch not taken the partial derivative may be infinite: 0 for it is a choice, and no factor. */
  private static Scalar times(Scalar adjoint, Scalar partial) {
    if (adjoint.isConstant(0) || partial.isConstant(0)) {
      return Scalar.ZERO;
    } else if (adjoint instanceof Scalar.Select mask && isMask(mask)) {
      return select(mask, times(mask.yes(), partial), times(mask.no(), partial));
    } else if (partial instanceof Scalar.Select select) {
      return select(select, times(adjoint, select.yes()), times(adjoint, select.no()));
    }
    return adjoint.times(partial);
  }
}
