package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Matches nests against {@link Schedule.Slice}. */
final class SliceForm {
  /** Runs that a window makes of a loop, by estimate: two edges on both sides. */
  private static final long RUNS = 5;

  private SliceForm() {}

  static Match<Schedule.Slice> match(Contraction nest, Wanted wanted) {
    SumLoops loops = SumLoops.of(nest);
    List<Axis> taps = loops.taps();
    Set<Axis> guarded = SumLoops.axes(loops.loopGuards());
    if (nest.formula().reduction().kind() != Reduction.Kind.SUM) {
      return Match.no("a largest over the batch");
    } else if (nest.row().extent().size() < wanted.target().lanes()) {
      return Match.no("a row shorter than a vector");
    } else if (!nest.formula().axes().containsAll(taps) || loops.last() == nest.sample() && !taps.isEmpty()) {
      return Match.no("a guard on two reduced axes");
    } else if (loops.last() == nest.sample() && !guarded.isEmpty()) {
      return Match.no("a guard on no reduced axis");
    } else if (taps.stream().anyMatch(guarded::contains)) {
      return Match.no("a window with guards of two kinds");
    } else if (Contraction.points(taps) > wanted.target().methods().taps()) {
      return Match.no("a window too long to unroll");
    }
    List<Axis> units = new ArrayList<>(nest.formula().axes());
    units.remove(nest.row());
    units.removeAll(taps);
    Optional<Axis> tile = units.stream().reduce((before, last) -> last).filter(a -> !guarded.contains(a));
    tile.ifPresent(units::remove);
    return match(new Slicing(nest, Factors.of(nest.formula(), nest.row()), loops, tile), units, wanted);
  }

  private static Match<Schedule.Slice> match(Slicing straight, List<Axis> units, Wanted wanted) {
    return straight.body(wanted.target(), false).choose(wanted).then(one ->
        straight.loops().taps().size() != 1 ? of(straight, units, false, one, wanted)
            : straight.body(wanted.target(), true).choose(wanted).then(other -> {
              boolean skewed = straight.loads(other.tiling(), true) < straight.loads(one.tiling(), false);
              return of(straight, units, skewed, skewed ? other : one, wanted);
            }));
  }

  private static Match<Schedule.Slice> of(Slicing slicing, List<Axis> units, boolean skewed, Tiling.Costed costed,
      Wanted wanted) {
    List<SumLoops.Run> runs = slicing.loops().runs(skewed);
    if (runs.size() > wanted.target().methods().runs()) {
      return Match.no("more runs than are written one by one");
    }
    Target target = wanted.target();
    Tiling tiling = costed.tiling();
    // Every step of the innermost loop takes its numbers and each of its vectors from another line than the one before.
    double spread = (double) Blocking.CONFLICT * (1 + tiling.vectors())
        / (tiling.along() * tiling.vectors() * Contraction.points(slicing.loops().taps()));
    Contraction nest = slicing.nest();
    return Match.fits(new Schedule.Slice(nest, slicing.factors(), slicing.loops(), slicing.tile(), units, skewed,
        tiling, runs, Blocking.stays(target.element().bytes(nest.first().target().elementsPerSample()), target),
        (costed.cost() + spread) * nest.terms(target.lanes())))
        .unless(schedule -> obstacle(schedule, wanted));
  }

  private static Optional<String> obstacle(Schedule.Slice schedule, Wanted wanted) {
    Contraction nest = schedule.nest();
    Tiling tiling = schedule.tiling();
    Axis start = new Axis(nest.row().name() + "0", nest.row().extent());
    Axis at = new Axis("at", schedule.tile().map(a -> a.extent().size()).orElse(1L));
    List<Substitution> points = new ArrayList<>();
    for (SumLoops.Run run : schedule.runs()) {
      for (long t = 0; t < tiling.along(); t++) {
        for (Substitution tap : run.taps()) {
          Affine along = run.to() == run.from() + 1 ? Affine.of(run.from()) : Affine.of(schedule.loops().last());
          points.add(schedule.at(tap, along, Affine.of(at).plus(t)));
        }
      }
    }
    return new LaneCheck(nest.row(), wanted.target(), wanted.laws())
        .obstacle(List.of(schedule.factors().number(), schedule.factors().along()), points, List.of(Affine.of(start)));
  }

  /** What a slice may be, before it is known how large it is and whether it is skewed. */
  private record Slicing(Contraction nest, Factors factors, SumLoops loops, Optional<Axis> tile) {

    Tiling.Body body(Target target, boolean skew) {
      // Where taps are missing at the edges, each run of the loop has code of its own.
      long runs = loops.taps().isEmpty() ? 1 : RUNS;
      return new Tiling.Body(tile.map(a -> a.extent().size()).orElse(1L), nest.rowVectors(target.lanes()),
          Contraction.points(loops.taps()), runs, factors.loads(points(1, skew)).vectors(),
          (along, vectors) -> runs * factors.loads(points(along, skew)).of(vectors), Tiling.Rest.NONE);
    }

    /** Loads for each multiply-add. */
    double loads(Tiling t, boolean skew) {
      return (double) factors.loads(points(t.along(), skew)).of(t.vectors())
          / (t.along() * t.vectors() * Contraction.points(loops.taps()));
    }

    private List<Substitution> points(long along, boolean skew) {
      Axis anywhere = new Axis("anywhere", 1);
      List<Substitution> points = new ArrayList<>();
      for (long t = 0; t < along; t++) {
        for (Substitution tap : loops.allTaps()) {
          points.add(at(tap, Affine.of(anywhere), Affine.of(anywhere).plus(t), skew));
        }
      }
      return points;
    }

    private Substitution at(Substitution tap, Affine along, Affine at, boolean skew) {
      Substitution point = loops.at(tap, along, skew);
      return tile.map(axis -> Taps.with(point, axis, at)).orElse(point);
    }
  }
}
