package dev.netgrad.loop;

import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.List;
import java.util.Map;

/**
 * Several points of a sum in one pass along the row: the row is then loaded and stored once for all of them. The terms
 * are added to each other first, which changes the rounding, not the sum.
 */
final class Unrolling {
  private static final long[] STEPS = {8, 7, 6, 5, 4, 3, 2};

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

  static Scalar unrolled(Statement s, long steps) {
    Scalar sum = s.formula().body();
    if (steps > 1) {
      Axis last = s.schedule().inner().get(s.schedule().inner().size() - 1);
      for (long i = 1; i < steps; i++) {
        Index moved = Index.of(Affine.of(last).plus(i));
        sum = sum.plus(new Substitution(Map.of(last, moved)).apply(s.formula().body()));
      }
    }
    return sum;
  }
}
