package dev.netgrad.loop.plain;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.List;

/**
 * Several points of a sum in one pass along the row: the row is then loaded and stored once for all of them. The terms
 * are added to each other first, which changes the rounding, not the sum.
 */
final class Unrolling {
  /** C2 of JDK 17 and 25 alike gains up to four; beyond, one of them loses. */
  private static final long[] STEPS = {4, 5, 3, 2};

  /** Samples that a sum over the batch takes at once. */
  static final long SAMPLES = 4;

  private Unrolling() {}

  /** How many points of the innermost reduced axis are taken at once. */
  static long steps(Statement s) {
    List<Axis> inner = s.schedule().inner();
    if (s.formula().reduction().kind() != Reduction.Kind.SUM || inner.isEmpty() || !s.isContraction()) {
      return 1;
    }
    Axis last = inner.get(inner.size() - 1);
    boolean guarded = s.formula().reduction().guards().stream().anyMatch(g -> Scalars.axes(g).contains(last));
    if (guarded || last.extent().isBatch()) {
      return 1;
    }
    for (long steps : STEPS) {
      if (last.extent().size() % steps == 0) {
        return steps;
      }
    }
    return 1;
  }

  /** Whether a sum over the batch gains from taking several samples at once: it adds products to rows of its output. */
  static boolean takesSeveralSamples(Statement s) {
    return s.schedule().acrossOuter() && s.schedule().outer().size() == 1 && s.schedule().row().isPresent()
        && s.formula().reduction().kind() == Reduction.Kind.SUM && s.isContraction();
  }

  static Scalar unrolled(Scope scope, Statement s, long steps) {
    if (steps == 1) {
      return s.formula().body();
    }
    Axis last = s.schedule().inner().get(s.schedule().inner().size() - 1);
    return sum(scope, s.formula().body(), last, Affine.of(last), steps);
  }

  /** The body at {@code axis = first}, {@code first + 1}, …, added. */
  static Scalar sum(Scope scope, Scalar body, Axis axis, Affine first, long steps) {
    return scope.rewriting().by(EvaluationLaws.UNROLLED, new EvaluationLaws.Unrolled(body, axis, first, steps))
        .orElseThrow();
  }
}
