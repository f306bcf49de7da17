package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Compensated;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sum over the batch into one array, such as a weight's gradient, slice by slice: a tile of the output is accumulated
 * in registers over one sample ({@link SliceTile}) and then added to the array, sample after sample. Threads share the
 * slices, so that every element is summed by one thread, in one order.
 */
public final class SliceNest implements VectorForm {
  private final VectorNest nest;
  private final Schedule.Slice schedule;
  private final Contraction contraction;
  private final Axis row;
  private final Axis last;
  private final int lanes;
  private final ArraySums sums;
  private final TileMemory memory;

  public SliceNest(VectorNest nest, Schedule.Slice schedule) {
    this.nest = nest;
    this.schedule = schedule;
    this.contraction = schedule.nest();
    this.row = contraction.row();
    this.last = schedule.loops().last();
    this.lanes = nest.target().lanes();
    ScratchMemory scratch = new ScratchMemory(nest.target().layout());
    this.sums = new ArraySums(nest, scratch, contraction.first(), Optional.empty());
    this.memory = new TileMemory(nest, scratch,
        schedule.loops().allTaps().size() * schedule.tiling().along() * schedule.tiling().vectors(), false);
  }

  @Override
  public void write(Scope scope) {
    List<RowBlock> blocks = RowBlock.of(row.extent().size(), lanes, schedule.tiling().vectors());
    Axis at = new Axis(schedule.tile().map(Axis::name).orElse("at") + "0",
        schedule.tile().map(Axis::extent).orElse(Extent.of(1)));
    Axis start = new Axis(row.name() + "0", row.extent());
    Axis sample = contraction.sample();
    List<Axis> place = new ArrayList<>(schedule.units());
    place.addAll(List.of(at, start));
    for (RowBlock block : blocks) {
      Code.Part clear = nest.part("Clear", place, inner -> clear(inner, block, at, start));
      slices(scope, block, at, start, inner -> inner.add(new Code.Call(clear, affine(place))));
    }
    for (RowBlock block : blocks) {
      List<Axis> parameters = new ArrayList<>(last == sample ? List.of() : List.of(sample));
      parameters.addAll(place);
      Code.Part add = nest.part("Add", place, inner -> add(inner, block, at, start));
      Code.Part part = nest.part("Slice", parameters,
          inner -> slice(inner, block, at, start, new Code.Call(add, affine(place))));
      if (last == sample) {
        slices(scope, block, at, start, inner -> inner.add(new Code.Call(part, affine(parameters))));
      } else if (schedule.samplesOutside()) {
        VectorLoops.loops(scope, List.of(sample), samples -> slices(samples, block, at, start, inner ->
            inner.add(new Code.Call(part, affine(parameters)))));
      } else {
        slices(scope, block, at, start, inner -> VectorLoops.loops(inner, List.of(sample), samples ->
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
    boolean overlaps = row.extent().size() % lanes != 0;
    long along = schedule.tiling().along();
    List<Axis> units = schedule.units();
    long tiles = schedule.tile().map(a -> a.extent().size() / along).orElse(1L);
    long rows = overlaps ? 1 : (block.to() - block.from()) / block.step();
    Axis slice = new Axis("slice", 1);
    VectorLoops.share(scope, slice, Affine.of(Contraction.points(units) * tiles * rows), inner -> {
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
      inner.define(at, Affine.of(tileNumber).times(along), 1);
      if (overlaps) {
        VectorLoops.loop(inner, start, block.from(), block.to(), block.step(), body);
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
      starts.add(Affine.of(start).plus((long) v * lanes));
    }
    return starts;
  }

  /** Each vector of a tile, in the order of the tile's memory: the taps outermost. */
  private void vectors(Scope scope, RowBlock block, Axis at, Axis start, VectorOfTile body) {
    Axis t = new Axis("t", schedule.tiling().along());
    Axis v = new Axis("v", block.vectors());
    List<Axis> axes = new ArrayList<>(schedule.loops().taps());
    axes.addAll(List.of(t, v));
    VectorLoops.loops(scope, axes, inner -> {
      Map<Axis, Index> values = new LinkedHashMap<>();
      schedule.tile().ifPresent(axis -> values.put(axis, Index.of(Affine.of(at).plus(Affine.of(t)))));
      values.put(row, Index.of(Affine.of(start).plus(Affine.of(v).times(lanes))));
      Substitution point = new Substitution(values);
      Affine number = Affine.ZERO;
      for (Axis axis : axes) {
        number = number.times(axis.extent().size()).plus(Affine.of(axis));
      }
      body.write(inner,
          sums.at(inner, contraction.formula().axes().stream().map(a -> point.apply(Affine.of(a))).toList()), number);
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
      inner.add(new Code.Let(term, new Value.Lanes(memory.at(inner, number), new LaneMask(0, lanes, lanes))));
      sum.add(inner, new Value.Use(term));
    });
  }

  private void slice(Scope scope, RowBlock block, Axis at, Axis start, Code.Call add) {
    SliceTile tile = new SliceTile(schedule, at, starts(block, start), lanes);
    tile.write(scope, new SliceTile.Ends() {
      @Override
      public void keep(Scope in, boolean isFirst) {
        long number = 0;
        for (Code.Local accumulator : tile.accumulators()) {
          Value sum = block.fresh().isAll() ? new Value.Use(accumulator)
              : new Value.Choose(new Test.Lane(block.fresh()), new Value.Use(accumulator), new Value.Number(0));
          Code.Place to = memory.at(in, Affine.of(number++));
          in.add(isFirst ? new Code.Store(to, sum) : new Code.Accumulate(to, Reduction.Kind.SUM, sum));
        }
      }

      @Override
      public void close(Scope in) {
        in.add(add);
      }
    });
  }
}
