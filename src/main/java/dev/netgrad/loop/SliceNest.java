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
 * in registers over one sample and then added to the array, sample after sample. Threads share the slices, so that
 * every element is summed by one thread, in one order.
 *
 * <p>The innermost loop runs along the last reduced axis. Where a guard couples it with an output axis, as the taps of
 * a convolution's weight, that output axis belongs to the tile as a whole, and the loop is cut where the terms change.
 * Such a tile may run along the operand instead, {@code x[w'] · dy[w' − s]}: then {@code x} is loaded once for all
 * taps.
 */
final class SliceNest implements VectorForm {
  private static final long MOST_TAPS = 9;
  private static final long RUNS = 5;
  /** Each run of the innermost loop has code of its own; a method of more is too long for the JIT. */
  private static final long MOST_RUNS = 9;

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
  private final ArraySums sums;
  private final TileMemory memory;

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
    LaneValues.require(runs().size() <= MOST_RUNS, "more runs than are written one by one");
    ScratchMemory scratch = new ScratchMemory();
    this.sums = new ArraySums(nest, scratch, statement);
    this.memory = new TileMemory(nest, scratch, count(taps) * tiling.along() * tiling.vectors(), false);
  }

  private static long count(List<Axis> axes) {
    return axes.stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact);
  }

  private Tiling tiling(boolean skew) {
    long lanes = nest.machine().lanes();
    long[] one = terms.loads(points(1, skew));
    // Where taps are missing at the edges, each run of the loop has code of its own.
    long runs = taps.isEmpty() ? 1 : RUNS;
    return Tiling.choose(nest.machine(), nest.tiles(Schedule.Form.SLICE), tile.map(a -> a.extent().size()).orElse(1L),
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

  /**
   * The last axis, or where the tile is skewed, its sum with the tap, at {@code along}; the tile axis at {@code at}.
   */
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

  @Override
  public Schedule.Chosen chosen() {
    return new Schedule.Chosen(Schedule.Form.SLICE, tiling + " of outputs" + (skewed ? ", along the window" : ""));
  }

  @Override
  public void write(Scope scope) {
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
      Code.Part add = nest.part("Add", place, inner -> add(inner, block, at, start));
      Code.Part part = nest.part("Slice", parameters,
          inner -> slice(inner, runs, block, at, start, new Code.Call(add, affine(place))));
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
    sums.finish(scope);
  }

  private static List<Affine> affine(List<Axis> axes) {
    return axes.stream().map(Affine::of).toList();
  }

  /**
   * The loop over slices, which threads share: a number that tells the units' axes, the tile and the block. Where the
   * row is no multiple of a vector, its last two overlap, and one thread has all of a row.
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

  /** Each vector of a tile, in the order of the tile's memory: the taps outermost. */
  private void vectors(Scope scope, RowBlock block, Axis at, Axis start, VectorOfTile body) {
    Axis t = new Axis("t", tiling.along());
    Axis v = new Axis("v", block.vectors());
    List<Axis> axes = new ArrayList<>(taps);
    axes.addAll(List.of(t, v));
    VectorNest.loops(scope, axes, inner -> {
      Map<Axis, Index> values = new LinkedHashMap<>();
      tile.ifPresent(axis -> values.put(axis, Index.of(Affine.of(at).plus(Affine.of(t)))));
      values.put(row, Index.of(Affine.of(start).plus(Affine.of(v).times(nest.machine().lanes()))));
      Substitution point = new Substitution(values);
      Affine number = Affine.ZERO;
      for (Axis axis : axes) {
        number = number.times(axis.extent().size()).plus(Affine.of(axis));
      }
      body.write(inner, sums.at(inner, formula.axes().stream().map(a -> point.apply(Affine.of(a))).toList()), number);
    });
  }

  private interface VectorOfTile {
    void write(Scope scope, Compensated sum, Affine number);
  }

  private void clear(Scope scope, RowBlock block, Axis at, Axis start) {
    vectors(scope, block, at, start, (inner, sum, number) -> ArraySums.clear(inner, sum));
  }

  /** Adds a block's sums, which a slice has left in the tile's memory, to the array. */
  private void add(Scope scope, RowBlock block, Axis at, Axis start) {
    vectors(scope, block, at, start, (inner, sum, number) -> {
      Code.Local term = inner.lanes("sum");
      int lanes = nest.machine().lanes();
      inner.add(new Code.Let(term, new Value.Lanes(memory.at(inner, number), new LaneMask(0, lanes, lanes))));
      sum.add(inner, new Value.Use(term));
    });
  }

  private void slice(Scope scope, List<Run> runs, RowBlock block, Axis at, Axis start, Code.Call add) {
    List<Affine> starts = starts(block, start);
    Map<Output, Code.Local> accumulators = new LinkedHashMap<>();
    Consumer<Scope> begin = in -> begin(in, starts, accumulators);
    Consumer<Scope> end = in -> {
      long number = 0;
      for (Code.Local accumulator : accumulators.values()) {
        Value sum = block.fresh().isAll() ? new Value.Use(accumulator)
            : new Value.Choose(new Test.Lane(block.fresh()), new Value.Use(accumulator), new Value.Number(0));
        in.add(new Code.Store(memory.at(in, Affine.of(number++)), sum));
      }
      in.add(add);
    };
    if (last == sample) {
      new Blocks(List.of(), List.of(sample), List.of(), List.of(), 1, 1, 1).write(scope, true, begin,
          (in, left) -> terms(in, runs.get(0), Affine.of(sample), at, starts, accumulators), end);
    } else if (last.extent().size() <= Blocks.TERMS) {
      new Blocks(List.of(), loops, List.of(), loopGuards, 1, last.extent().size(), 1).write(scope, true, begin,
          (in, left) -> runs.forEach(run -> run(in, run, at, starts, accumulators)), end);
    } else {
      Loops.nest(scope, loops, loopGuards, in -> pieces(in, runs, begin, end, at, starts, accumulators));
    }
  }

  /**
   * A point of the loops outside the innermost one, which is a sum of its own: the edges, then what is between by
   * pieces.
   */
  private void pieces(Scope scope, List<Run> runs, Consumer<Scope> begin, Consumer<Scope> end, Axis at,
      List<Affine> starts, Map<Output, Code.Local> accumulators) {
    List<Run> edges = runs.stream().filter(run -> run.to() - run.from() < Blocks.TERMS / 2).toList();
    if (!edges.isEmpty()) {
      begin.accept(scope);
      edges.forEach(run -> run(scope, run, at, starts, accumulators));
      end.accept(scope);
    }
    for (Run run : runs) {
      if (!edges.contains(run)) {
        long length = Tiling.evenly(run.to() - run.from(), Blocks.TERMS - 1);
        Axis from = new Axis(last.name() + "0", last.extent());
        VectorNest.loop(scope, from, run.from(), run.to(), length, piece -> {
          begin.accept(piece);
          Axis along = new Axis(last.name(), last.extent());
          Scope in = piece.inner(List.of(along), false);
          terms(in, run, Affine.of(along), at, starts, accumulators);
          piece.add(in.nonEmpty(along, List.of(Code.Bound.of(Affine.of(from))),
              List.of(Code.Bound.of(Affine.of(run.to())), Code.Bound.of(Affine.of(from).plus(length))), 1,
              Affine.ZERO));
          end.accept(piece);
        });
      }
    }
  }

  private void begin(Scope scope, List<Affine> starts, Map<Output, Code.Local> accumulators) {
    accumulators.clear();
    for (Map<Axis, Long> tap : tapValues()) {
      for (long t = 0; t < tiling.along(); t++) {
        for (Affine from : starts) {
          Code.Local accumulator = scope.lanes("sum");
          scope.add(new Code.Start(accumulator, new Value.Number(0)));
          accumulators.put(new Output(tap, t, from), accumulator);
        }
      }
    }
  }

  private void run(Scope scope, Run run, Axis at, List<Affine> starts, Map<Output, Code.Local> accumulators) {
    if (run.to() == run.from() + 1) {
      terms(scope, run, Affine.of(run.from()), at, starts, accumulators);
    } else {
      Axis along = new Axis(last.name(), last.extent());
      VectorNest.loop(scope, along, run.from(), run.to(), 1,
          in -> terms(in, run, Affine.of(along), at, starts, accumulators));
    }
  }

  private void terms(Scope scope, Run run, Affine along, Axis at, List<Affine> starts,
      Map<Output, Code.Local> accumulators) {
    Terms body = terms.empty();
    for (long t = 0; t < tiling.along(); t++) {
      for (Map<Axis, Long> tap : run.taps()) {
        for (Affine from : starts) {
          Code.Local sum = accumulators.get(new Output(tap, t, from));
          body.add(term -> new Code.Update(sum, Reduction.Kind.SUM, term),
              at(tap, along, Affine.of(at).plus(t), skewed), from);
        }
      }
    }
    body.write(scope, new LaneValues(scope, row, nest.machine().lanes()));
  }
}
