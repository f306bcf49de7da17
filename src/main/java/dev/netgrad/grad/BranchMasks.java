package dev.netgrad.grad;

import dev.netgrad.tensor.Scalar;
import java.util.function.UnaryOperator;

/**
 * Derivatives that are 0 in the branches that are not taken: selects with a 0, which never multiply, so that 0·∞ cannot
 * appear.
 */
final class BranchMasks {
  private BranchMasks() {}

  /** Whether one branch is 0. */
  static boolean isMask(Scalar.Select select) {
    return select.yes().isConstant(0) || select.no().isConstant(0);
  }

  /** What is inside of a derivative's masks, masked too: an inner condition is asked where the outer ones let it. */
  static Scalar within(Scalar derivative, UnaryOperator<Scalar> mask) {
    if (derivative.isConstant(0)) {
      return derivative;
    }
    return derivative instanceof Scalar.Select outer && isMask(outer)
        ? select(outer, within(outer.yes(), mask), within(outer.no(), mask)) : mask.apply(derivative);
  }

  /** What comes through the branches of one select is one select. */
  static Scalar sum(Scalar a, Scalar b) {
    if (a instanceof Scalar.Select s && b instanceof Scalar.Select t && s.condition().equals(t.condition())) {
      return select(s, sum(s.yes(), t.yes()), sum(s.no(), t.no()));
    }
    return a.isConstant(0) ? b : b.isConstant(0) ? a : a.plus(b);
  }

  /** Of a branch not taken the partial derivative may be infinite: 0 for it is a choice, and no factor. */
  static Scalar times(Scalar derivative, Scalar partial) {
    if (derivative.isConstant(0) || partial.isConstant(0)) {
      return Scalar.ZERO;
    } else if (derivative instanceof Scalar.Select mask && isMask(mask)) {
      return select(mask, times(mask.yes(), partial), times(mask.no(), partial));
    } else if (partial instanceof Scalar.Select select) {
      return select(select, times(derivative, select.yes()), times(derivative, select.no()));
    }
    return derivative.times(partial);
  }

  /** A select of the same condition. */
  static Scalar select(Scalar.Select select, Scalar yes, Scalar no) {
    return new Scalar.Select(select.condition(), yes, no);
  }
}
