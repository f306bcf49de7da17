package dev.netgrad.schedule;

import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matches nests against {@link Schedule.Rows}. */
final class RowForm {
  private static final int VECTORS = 4;

  private RowForm() {}

  static Match<Schedule.Rows> match(Contraction nest, Wanted wanted) {
    int lanes = wanted.target().lanes();
    GroupPoint point = new GroupPoint(nest, lanes);
    Optional<String> obstacle = point.obstacle();
    if (obstacle.isPresent()) {
      return Match.no(obstacle.get());
    }
    List<Axis> spatial = nest.outer();
    boolean joined = !spatial.isEmpty() && joins(nest);
    long points = Contraction.points(spatial);
    long rowLength = nest.row().extent().size();
    long stretches = spatial.isEmpty() ? 1
        : joined ? points / Blocking.stretch(points, rowLength, wanted.target()) : spatial.get(0).extent().size();
    long operations = point.expressions().stream().mapToLong(s -> 1 + Factors.operations(s, nest.row())).sum();
    Schedule.Rows schedule = new Schedule.Rows(nest, point.blocks(VECTORS), stretches, joined,
        (double) operations * points * nest.rowVectors(lanes));
    return Match.fits(schedule).unless(s -> obstacle(s, point, wanted));
  }

  private static Optional<String> obstacle(Schedule.Rows schedule, GroupPoint point, Wanted wanted) {
    Contraction nest = schedule.nest();
    Axis start = new Axis(nest.row().name() + "0", nest.row().extent());
    Substitution place =
        schedule.place(Affine.of(new Axis("stretch", schedule.stretches())), schedule.inner());
    return new LaneCheck(nest.row(), wanted.target(), wanted.laws()).obstacle(point.expressions(), List.of(place),
        schedule.blocks().stream().flatMap(b -> b.starts(start, wanted.target().lanes()).stream()).toList());
  }

  /** Whether the axes can be one: every array goes on from the end of one's rows where the next begins. */
  private static boolean joins(Contraction nest) {
    List<Axis> axes = nest.outer();
    List<Scalar.Read> all = new ArrayList<>();
    for (Statement s : nest.statements()) {
      all.addAll(s.reads());
      if (!s.sumsBySample()) {
        all.add((Scalar.Read) s.target().at(s.formula().axes()));
      }
    }
    if (!all.stream().allMatch(Scalar.Read::isByAxes)) {
      return false;
    }
    for (Scalar.Read read : all) {
      Affine address = read.address();
      for (int i = 0; i + 1 < axes.size(); i++) {
        long expected = address.coefficient(axes.get(i + 1)) * axes.get(i + 1).extent().size();
        if (address.coefficient(axes.get(i)) != expected || read.indices().stream().anyMatch(x -> x.divisor() != 1)) {
          return false;
        }
      }
    }
    return nest.statements().stream().noneMatch(s -> mentions(s.formula().body(), axes));
  }

  /** Whether an expression asks where an axis is, other than by reading. */
  private static boolean mentions(Scalar body, List<Axis> axes) {
    boolean[] found = {false};
    Scalars.forEach(body, s -> {
      if (s instanceof Scalar.Position p) {
        found[0] |= depends(p.affine(), axes);
      } else if (s instanceof Scalar.Select select) {
        found[0] |= constrained(select.condition(), axes);
      }
    });
    return found[0];
  }

  private static boolean constrained(Condition c, List<Axis> axes) {
    return c.match(
        bound -> depends(bound.affine(), axes),
        divisible -> depends(divisible.affine(), axes),
        compare -> false,
        all -> all.conditions().stream().anyMatch(p -> constrained(p, axes)),
        any -> any.conditions().stream().anyMatch(p -> constrained(p, axes)),
        not -> constrained(not.condition(), axes));
  }

  private static boolean depends(Affine affine, List<Axis> axes) {
    return axes.stream().anyMatch(a -> affine.coefficient(a) != 0);
  }
}
