package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What guards leave of an axis that is cut into parts, where each of them is a bound on it. A part can be asked whether
 * it has an index within them, so that the loop over one that has says that it is not empty: C2 keeps registers in
 * memory around a loop that may be.
 *
 * @param least what the axis is at least
 * @param below what it is below
 */
record CutBounds(Axis axis, List<Affine> least, List<Affine> below) {
  CutBounds {
    least = List.copyOf(least);
    below = List.copyOf(below);
  }

  /** The bounds, if there are any, and all that guards say of the axis are bounds by what a scope knows. */
  static Optional<CutBounds> of(Axis axis, List<Condition> guards, Scope scope) {
    List<Affine> least = new ArrayList<>();
    List<Affine> below = new ArrayList<>();
    for (Condition guard : guards) {
      if (!Scalars.axes(guard).contains(axis)) {
        continue;
      }
      if (!(guard instanceof Condition.AtLeastZero bound) || Math.abs(bound.affine().coefficient(axis)) != 1) {
        return Optional.empty();
      }
      boolean isLeast = bound.affine().coefficient(axis) == 1;
      Affine others = bound.affine().minus(isLeast ? Affine.of(axis) : Affine.of(axis).times(-1));
      if (!others.terms().keySet().stream().allMatch(scope::binds)) {
        return Optional.empty();
      }
      (isLeast ? least : below).add(isLeast ? others.times(-1) : others.plus(1));
    }
    return least.isEmpty() && below.isEmpty() ? Optional.empty() : Optional.of(new CutBounds(axis, least, below));
  }

  /** These and one more. */
  CutBounds andBelow(Affine end) {
    List<Affine> more = new ArrayList<>(below);
    more.add(end);
    return new CutBounds(axis, least, more);
  }

  /** What must hold for an index of a part to be within the bounds, but for what always does. */
  List<Test> reach(Affine from, Affine to) {
    List<Affine> most = new ArrayList<>(below);
    most.add(to);
    List<Affine> first = new ArrayList<>(least);
    first.add(from);
    return first.stream().flatMap(l -> most.stream().map(b -> b.minus(l).plus(-1)))
        .filter(room -> room.minimum() < 0).<Test>map(Test.AtLeastZero::new).toList();
  }

  /** The loop over a part that reaches within, around what a scope has. */
  Code.Loop loop(Scope scope, Affine from, Affine to) {
    List<Code.Bound> first = new ArrayList<>(List.of(Code.Bound.of(from)));
    least.forEach(l -> first.add(Code.Bound.of(l)));
    List<Code.Bound> end = new ArrayList<>(List.of(Code.Bound.of(to)));
    below.forEach(b -> end.add(Code.Bound.of(b)));
    return scope.nonEmpty(axis, first, end, 1, Affine.ZERO);
  }
}
