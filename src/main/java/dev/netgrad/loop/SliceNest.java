package dev.netgrad.loop;

import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A sum over the batch into one array, such as a weight's gradient, slice by slice: a tile of the output is accumulated
 * in registers over one sample and then added to the array, sample after sample. Threads share the slices, so that every
 * element is summed by one thread, in one order.
 *
 * <p>The innermost loop runs along the last reduced axis. Where a guard couples it with an output axis, as the taps of a
 * convolution's weight, that output axis belongs to the tile as a whole, and the loop is cut where the terms change. Such
 * a tile may run along the operand instead, {@code x[w'] · dy[w' − s]}: then {@code x} is loaded once for all taps.
 */
final class SliceNest {
  private static final long MOST_TAPS = 9;
  private static final long RUNS = 5;

  private final VectorNest nest;
  private final Statement statement;
  private final Definition.Formula formula;
  private final Axis row;
  private final Axis sample;
  private final Axis last;
  private final List<Axis> loops;
  private final List<Condition> lastGuards = new ArrayList<>();
  private final List<Condition> loopGuards = new ArrayList<>();
  private final List<Axis> taps;
  private final Optional<Axis> tile;
  private final List<Axis> units;
  private final Terms terms;
  private final boolean skewed;
  private final Tiling tiling;

  SliceNest(VectorNest nest, Statement statement) {
    this.nest = nest;
    this.statement = statement;
    this.formula = statement.formula();
    this.row = statement.schedule().row().orElseThrow();
    LaneValues.require(formula.reduction().kind() == Reduction.Kind.SUM, "a largest over the batch");
    List<Axis> reduced = new ArrayList<>(formula.reduction().axes());
    this.sample = reduced.stream().filter(a -> a.extent().isBatch()).findFirst().orElseThrow();
    reduced.remove(sample);
    this.last = reduced.isEmpty() ? sample : reduced.get(reduced.size() - 1);
    this.loops = reduced.isEmpty() ? List.of() : reduced.subList(0, reduced.size() - 1);
    for (Condition guard : VectorNest.guards(formula.reduction())) {
      (Scalars.axes(guard).contains(last) ? lastGuards : loopGuards).add(guard);
    }
    Set<Axis> coupled = new LinkedHashSet<>();
    lastGuards.forEach(g -> coupled.addAll(Scalars.axes(g)));
    coupled.remove(last);
    this.taps = List.copyOf(coupled);
    LaneValues.require(formula.axes().containsAll(taps) && !taps.contains(row) && last != sample || taps.isEmpty(),
        "a guard on two reduced axes");
    LaneValues.require(loopGuards.stream().noneMatch(g -> taps.stream().anyMatch(Scalars.axes(g)::contains)),
        "a window with guards of two kinds");
    LaneValues.require(count(taps) <= MOST_TAPS, "a window too long to unroll");
    List<Axis> others = new ArrayList<>(formula.axes());
    others.remove(row);
    others.removeAll(taps);
    Set<Axis> guarded = new LinkedHashSet<>();
    loopGuards.forEach(g -> guarded.addAll(Scalars.axes(g)));
    Axis longest = others.isEmpty() ? null : others.get(others.size() - 1);
    this.tile = Optional.ofNullable(longest).filter(a -> !guarded.contains(a));
    tile.ifPresent(others::remove);
    this.units = others;
    this.terms = new Terms(formula, row);
    Tiling straight = tiling(false);
    Tiling along = taps.size() == 1 ? tiling(true) : straight;
    this.skewed = taps.size() == 1 && loads(along, true) < loads(straight, false);
    this.tiling = skewed ? along : straight;
  }

  private static long count(List<Axis> axes) {
    return axes.stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact);
  }

  private Tiling tiling(boolean skew) {
    long lanes = nest.machine().lanes();
    long[] one = terms.loads(points(1, skew));
    // Where taps are missing at the edges, each run of the loop has code of its own.
    long runs = taps.isEmpty() ? 1 : RUNS;
    return Tiling.choose(nest.machine(), tile.map(a -> a.extent().size()).orElse(1L),
        (row.extent().size() + lanes - 1) / lanes, count(taps), runs, one[1],
        (along, vectors) -> {
          long[] loads = terms.loads(points(along, skew));
          return runs * (loads[0] + loads[1] * vectors);
        }, Tiling.Rest.NONE);
  }

  /** Loads for each multiply-add. */
  private double loads(Tiling t, boolean skew) {
    long[] loads = terms.loads(points(t.along(), skew));
    return (loads[0] + (double) loads[1] * t.vectors()) / (t.along() * t.vectors() * count(taps));
  }

  private List<Substitution> points(long along, boolean skew) {
    Axis anywhere = new Axis("anywhere", 1);
    List<Substitution> points = new ArrayList<>();
    for (long t = 0; t < along; t++) {
      for (Map<Axis, Long> tap : tapValues()) {
        points.add(at(tap, Affine.of(anywhere), Affine.of(anywhere).plus(t), skew));
      }
    }
    return points;
  }

  private List<Map<Axis, Long>> tapValues() {
    List<Map<Axis, Long>> values = List.of(Map.of());
    for (Axis axis : taps) {
      List<Map<Axis, Long>> more = new ArrayList<>();
      for (Map<Axis, Long> value : values) {
        for (long i = 0; i < axis.extent().size(); i++) {
          Map<Axis, Long> next = new LinkedHashMap<>(value);
          next.put(axis, i);
          more.add(next);
        }
      }
      values = more;
    }
    return values;
  }

  /** The last axis, or where the tile is skewed, its sum with the tap, at {@code along}; the tile axis at {@code at}. */
  private Substitution at(Map<Axis, Long> tap, Affine along, Affine at, boolean skew) {
    Map<Axis, Index> values = new LinkedHashMap<>();
    tap.forEach((axis, i) -> values.put(axis, Index.of(Affine.of(i))));
    long shift = skew ? tap.get(taps.get(0)) : 0;
    values.put(last, Index.of(along.plus(-shift)));
    tile.ifPresent(axis -> values.put(axis, Index.of(at)));
    return new Substitution(values);
  }

  /** An output of the tile. */
  private record Output(Map<Axis, Long> tap, long at, Affine start) {}

  /** A run of the innermost loop in which the same taps take part. */
  private record Run(long from, long to, List<Map<Axis, Long>> taps) {}

  private List<Run> runs() {
    if (last == sample) {
      return List.of(new Run(0, 0, tapValues()));
    }
    long extent = last.extent().size();
    long end = extent + (skewed ? taps.get(0).extent().size() - 1 : 0);
    List<Run> runs = new ArrayList<>();
    for (long i = 0; i < end; i++) {
      List<Map<Axis, Long>> present = new ArrayList<>();
      for (Map<Axis, Long> tap : tapValues()) {
        long along = i - (skewed ? tap.get(taps.get(0)) : 0);
        Substitution point = at(tap, Affine.of(i), Affine.ZERO, skewed);
        if (along >= 0 && along < extent && lastGuards.stream().allMatch(g -> VectorNest.holds(point.apply(g)))) {
          present.add(tap);
        }
      }
      Run before = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (before != null && before.taps().equals(present)) {
        runs.set(runs.size() - 1, new Run(before.from(), i + 1, present));
      } else {
        runs.add(new Run(i, i + 1, present));
      }
    }
    runs.removeIf(r -> r.taps().isEmpty());
    return runs;
  }

  void write(Scope scope) {
    List<RowBlock> blocks = RowBlock.of(row.extent().size(), nest.machine().lanes(), tiling.vectors());
    List<Run> runs = runs();
    Axis at = new Axis(tile.map(Axis::name).orElse("at") + "0", tile.map(Axis::extent).orElse(Extent.of(1)));
    Axis start = new Axis(row.name() + "0", row.extent());
    List<Axis> place = new ArrayList<>(units);
    place.addAll(List.of(at, start));
    long bytes = Float.BYTES * statement.target().elementsPerSample();
    for (RowBlock block : blocks) {
      Code.Part clear = nest.part("Clear", place, inner -> clear(inner, block, at, start));
      slices(scope, block, at, start, inner -> inner.add(new Code.Call(clear, affine(place))));
    }
    for (RowBlock block : blocks) {
      List<Axis> parameters = new ArrayList<>(last == sample ? List.of() : List.of(sample));
      parameters.addAll(place);
      Code.Part part = nest.part("Slice", parameters, inner -> slice(inner, runs, block, at, start));
      if (last == sample) {
        slices(scope, block, at, start, inner -> inner.add(new Code.Call(part, affine(parameters))));
      } else if (bytes <= Tiling.CACHED_BYTES) {
        VectorNest.loops(scope, List.of(sample), samples -> slices(samples, block, at, start, inner ->
            inner.add(new Code.Call(part, affine(parameters)))));
      } else {
        slices(scope, block, at, start, inner -> VectorNest.loops(inner, List.of(sample), samples ->
            samples.add(new Code.Call(part, affine(parameters)))));
      }
    }
    statement.epilogue().ifPresent(e -> {
      // What follows is shared otherwise than the slices were.
      scope.add(new Code.Sync());
      Nest.finish(scope, statement, e);
    });
  }

  private static List<Affine> affine(List<Axis> axes) {
    return axes.stream().map(Affine::of).toList();
  }

  /**
   * The loop over slices, which threads share: a number that tells the units' axes, the tile and the block. Where the row
   * is no multiple of a vector, its last two overlap, and one thread has all of a row.
   */
  private void slices(Scope scope, RowBlock block, Axis at, Axis start, Consumer<Scope> body) {
    boolean overlaps = row.extent().size() % nest.machine().lanes() != 0;
    long tiles = tile.map(a -> a.extent().size() / tiling.along()).orElse(1L);
    long rows = overlaps ? 1 : (block.to() - block.from()) / block.step();
    Axis slice = new Axis("slice", 1);
    VectorNest.share(scope, slice, Affine.of(count(units) * tiles * rows), inner -> {
      Affine rest = Affine.of(slice);
      long below = tiles * rows;
      for (int i = units.size() - 1; i >= 0; i--) {
        below *= units.get(i).extent().size();
      }
      for (Axis unit : units) {
        below /= unit.extent().size();
        inner.define(unit, rest, below);
        rest = remainder(inner, rest, unit, below);
      }
      Axis tileNumber = new Axis("tile", 1);
      inner.define(tileNumber, rest, rows);
      rest = remainder(inner, rest, tileNumber, rows);
      inner.define(at, Affine.of(tileNumber).times(tiling.along()), 1);
      if (overlaps) {
        VectorNest.loop(inner, start, block.from(), block.to(), block.step(), body);
      } else {
        inner.define(start, rest.times(block.step()).plus(block.from()), 1);
        body.accept(inner);
      }
    });
  }

  private static Affine remainder(Scope scope, Affine of, Axis quotient, long divisor) {
    Axis rest = new Axis("rest", 1);
    scope.define(rest, of.minus(Affine.of(quotient).times(divisor)), 1);
    return Affine.of(rest);
  }

  private List<Affine> starts(RowBlock block, Axis start) {
    List<Affine> starts = new ArrayList<>();
    for (int v = 0; v < block.vectors(); v++) {
      starts.add(Affine.of(start).plus((long) v * nest.machine().lanes()));
    }
    return starts;
  }

  private Code.Place target(Scope scope, Map<Axis, Long> tap, Affine at, Affine start) {
    Map<Axis, Index> values = new LinkedHashMap<>(at(tap, Affine.ZERO, at, false).values());
    values.put(row, Index.of(start));
    List<Index> indices = formula.axes().stream().map(a -> new Substitution(values).apply(Affine.of(a))).toList();
    return scope.place(statement.target(), indices);
  }

  private void clear(Scope scope, RowBlock block, Axis at, Axis start) {
    Code.Local zero = scope.lanes("zero");
    scope.add(new Code.Let(zero, new Value.Number(0)));
    for (long t = 0; t < tiling.along(); t++) {
      for (Map<Axis, Long> tap : tapValues()) {
        for (Affine from : starts(block, start)) {
          scope.add(new Code.Store(target(scope, tap, Affine.of(at).plus(t), from), new Value.Use(zero)));
        }
      }
    }
  }

  private void slice(Scope scope, List<Run> runs, RowBlock block, Axis at, Axis start) {
    List<Affine> starts = starts(block, start);
    Map<Output, Code.Local> accumulators = new LinkedHashMap<>();
    for (Map<Axis, Long> tap : tapValues()) {
      for (long t = 0; t < tiling.along(); t++) {
        for (Affine from : starts) {
          Code.Local accumulator = scope.lanes("sum");
          scope.add(new Code.Start(accumulator, new Value.Number(0)));
          accumulators.put(new Output(tap, t, from), accumulator);
        }
      }
    }
    Loops.around(scope, loops, loopGuards, inner -> {
      for (Run run : runs) {
        if (last == sample) {
          VectorNest.loops(inner, List.of(sample), in -> terms(in, run, Affine.of(sample), at, starts, accumulators));
        } else if (run.to() == run.from() + 1) {
          terms(inner, run, Affine.of(run.from()), at, starts, accumulators);
        } else {
          Axis along = new Axis(last.name(), last.extent());
          VectorNest.loop(inner, along, run.from(), run.to(), 1, in ->
              terms(in, run, Affine.of(along), at, starts, accumulators));
        }
      }
    });
    accumulators.forEach((output, accumulator) -> {
      Value sum = block.fresh().isAll() ? new Value.Use(accumulator)
          : new Value.Choose(new Test.Lane(block.fresh()), new Value.Use(accumulator), new Value.Number(0));
      scope.add(new Code.Accumulate(
          target(scope, output.tap(), Affine.of(at).plus(output.at()), output.start()), Reduction.Kind.SUM, sum));
    });
  }

  private void terms(Scope scope, Run run, Affine along, Axis at, List<Affine> starts,
      Map<Output, Code.Local> accumulators) {
    Terms body = terms.empty();
    for (long t = 0; t < tiling.along(); t++) {
      for (Map<Axis, Long> tap : run.taps()) {
        for (Affine from : starts) {
          Code.Local sum = accumulators.get(new Output(tap, t, from));
          body.add(term -> new Code.Update(sum, Reduction.Kind.SUM, term), at(tap, along, Affine.of(at).plus(t), skewed), from);
        }
      }
    }
    body.write(scope, new LaneValues(scope, row, nest.machine().lanes()));
  }
}
