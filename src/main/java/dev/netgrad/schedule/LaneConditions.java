package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Substitution;
import java.util.Map;
import java.util.Optional;

/** What is known of conditions on indices where a vector begins somewhere on the row. */
public final class LaneConditions {
  private final Axis row;
  private final int lanes;

  public LaneConditions(Axis row, int lanes) {
    this.row = row;
    this.lanes = lanes;
  }

  /** Whether a condition holds at every lane or at none, wherever the loops around are; nothing if neither is known. */
  public Optional<Boolean> decide(Condition c, Affine start) {
    return holds(c, start, true) ? Optional.of(true) : holds(c, start, false) ? Optional.of(false) : Optional.empty();
  }

  /** Whether a condition on indices is known to hold, or not to, at every lane, wherever the loops around are. */
  boolean holds(Condition c, Affine start, boolean wanted) {
    return c.match(
        bound -> {
          Affine first = first(bound, start);
          long span = span(bound);
          return wanted ? first.minimum() + Math.min(0, span) >= 0 : first.maximum() + Math.max(0, span) < 0;
        },
        divisible -> {
          Affine first = first(divisible, start);
          return span(divisible) == 0 && first.isConstant()
              && wanted == (Math.floorMod(first.constant(), divisible.modulus()) == 0);
        },
        compare -> false,
        all -> wanted ? all.conditions().stream().allMatch(p -> holds(p, start, true))
            : all.conditions().stream().anyMatch(p -> holds(p, start, false)),
        any -> wanted ? any.conditions().stream().anyMatch(p -> holds(p, start, true))
            : any.conditions().stream().allMatch(p -> holds(p, start, false)),
        not -> holds(not.condition(), start, !wanted));
  }

  /** What is constrained, at the first lane. */
  private Affine first(Condition.Constraint constraint, Affine start) {
    return new Substitution(Map.of(row, Index.of(start))).apply(constraint.affine()).numerator();
  }

  /** By how much that is larger at the last lane. */
  private long span(Condition.Constraint constraint) {
    return constraint.affine().coefficient(row) * (lanes - 1);
  }

  /** The lanes at which a condition holds, if they are the same wherever the loops are, and next to each other. */
  public Match<LaneMask> lanes(Condition c, Affine start) {
    if (!start.isConstant()) {
      return Match.no("a condition along a row that moves");
    }
    int first = -1;
    int count = 0;
    for (int lane = 0; lane < lanes; lane++) {
      Condition at = new Substitution(Map.of(row, Index.of(start.plus(lane)))).apply(c);
      boolean yes = holds(at, Affine.ZERO, true);
      if (!yes && !holds(at, Affine.ZERO, false)) {
        return Match.no("a condition along the row and something else");
      } else if (yes && first >= 0 && first + count != lane) {
        return Match.no("lanes with gaps");
      }
      first = yes && first < 0 ? lane : first;
      count += yes ? 1 : 0;
    }
    return Match.fits(new LaneMask(Math.max(0, first), count, lanes));
  }
}
