package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Loops;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.schedule.PanelBlocks;
import dev.netgrad.schedule.PanelLayout;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.SumLoops;
import dev.netgrad.schedule.Tiling;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sum over the batch of products of two reads that have their channels in common with the output, each its own, such
 * as a weight's gradient {@code dg[r, s, c, k] = Σ x[n, h + r, w + s, c]·dy[n, h, w, k]}, where the arrays are large.
 *
 * <p>In x and dy the channels of neighbouring points are far apart. So for a few samples at a time both are copied to
 * panels, a vector's width of channels each, point after point; threads share the copying. Then each accumulates its
 * slices of the output over a block of points, of which the panels fit the first caches, and adds them to the output:
 * block after block, so that every element is summed by one thread, in one order.
 */
public final class PanelSlice implements VectorForm {
  private final VectorNest nest;
  private final Schedule.PanelSlice schedule;
  private final Contraction contraction;
  private final SumLoops loops;
  private final Tiling tiling;
  private final int lanes;
  private final PanelBlocks blocking;
  private final Axis block;
  private final Axis first;
  private final Panels numbers;
  private final Panels vectors;
  private final ArraySums sums;
  private final TileMemory memory;
  private final Axis inGroup = new Axis("i", 1);
  private final Axis panel = new Axis("panel", 1);
  private final Axis at = new Axis("at", 1);
  private final Axis rowPanel = new Axis("rowPanel", 1);
  private final Axis from = new Axis("from", 1);
  private final Axis to = new Axis("to", 1);

  public PanelSlice(VectorNest nest, Schedule.PanelSlice schedule) {
    this.nest = nest;
    this.schedule = schedule;
    this.contraction = schedule.nest();
    this.loops = schedule.loops();
    this.tiling = schedule.tiling();
    this.lanes = nest.target().lanes();
    this.blocking = schedule.blocking();
    this.block = new Axis(blocking.axis().name() + "0", (extent() - 1) / blocking.size() * blocking.size() + 1);
    this.first = new Axis("first", contraction.sample().extent());
    ScratchMemory scratch = new ScratchMemory(nest.target().layout());
    this.numbers = panels(schedule.numbers(), scratch);
    this.vectors = panels(schedule.vectors(), scratch);
    this.sums = new ArraySums(nest, scratch, contraction.first(), groups());
    this.memory = new TileMemory(nest, scratch, tiling.along() * tiling.vectors(), false);
  }

  private Panels panels(PanelLayout layout, ScratchMemory scratch) {
    return new Panels(nest, layout, contraction.sample(), scratch.shared(layout.elements()));
  }

  /** How many there are of what blocks are made of. */
  private long extent() {
    return blocking.axis().extent().size();
  }

  @Override
  public void write(Scope scope) {
    sums.start(scope);
    Scope groups = scope.inner(List.of(first), false);
    numbers.pack(groups, first);
    vectors.pack(groups, first);
    sums.close(groups);
    groups.add(new Code.Sync());
    VectorLoops.loop(groups, block, 0, extent(), blocking.size(), this::multiply);
    groups.add(new Code.Sync());
    scope.add(groups.loop(first, List.of(Code.Bound.of(Affine.ZERO)), List.of(groups.extent(first)), samples(),
        Affine.ZERO));
    sums.finish(scope);
  }

  /** Groups add one term each if their points are one block, and each tap is somewhere. */
  private Optional<ArraySums.Groups> groups() {
    long few = Blocks.TERMS - blocking.terms() - blocking.parts();
    return schedule.taps().size() < loops.allTaps().size() || blocking.size() < extent() || few < 2
        ? Optional.empty() : Optional.of(new ArraySums.Groups(first, samples(), few));
  }

  private long samples() {
    return schedule.numbers().samples();
  }

  /** All slices over a block of points, each tap's in turn. */
  private void multiply(Scope scope) {
    for (RowBlock vectorsAlong : schedule.rowBlocks()) {
      List<Axis> parameters = new ArrayList<>(List.of(first, block));
      parameters.addAll(loops.taps());
      parameters.addAll(schedule.units());
      parameters.addAll(List.of(panel, at, rowPanel));
      parameters.addAll(blocking.joined() ? List.of() : List.of(from, to));
      Code.Part part = nest.part("Slice", parameters, inner -> slice(inner, vectorsAlong.vectors()));
      for (SumLoops.Tap tap : schedule.taps()) {
        slices(scope, vectorsAlong, inner -> {
          List<Affine> arguments = new ArrayList<>();
          parameters.forEach(p -> arguments.add(p == from ? Affine.of(tap.from()) : p == to ? Affine.of(tap.to())
              : tap.values().apply(Affine.of(p)).numerator()));
          inner.add(new Code.Call(part, arguments));
        });
      }
    }
  }

  /** The loop over slices, which threads share; the operand with more channels stays while the other's panels pass. */
  private void slices(Scope scope, RowBlock along, Consumer<Scope> body) {
    long inPanel = lanes / tiling.along();
    long tiles = schedule.channel().extent().size() / tiling.along();
    long rows = (along.to() - along.from()) / along.step();
    boolean rowsInside = contraction.row().extent().size() <= schedule.channel().extent().size();
    long slices = Contraction.points(schedule.units()) * tiles * rows;
    Axis slice = new Axis("slice", 1);
    VectorLoops.share(scope, slice, Affine.of(slices), inner -> {
      Affine rest = Affine.of(slice);
      long below = slices;
      for (Axis unit : schedule.units()) {
        below /= unit.extent().size();
        rest = split(inner, unit, rest, below);
      }
      Axis outside = new Axis(rowsInside ? "tile" : "block", 1);
      rest = split(inner, outside, rest, rowsInside ? rows : tiles);
      Affine tile = rowsInside ? Affine.of(outside) : rest;
      Affine rowBlock = rowsInside ? rest : Affine.of(outside);
      inner.define(panel, tile, inPanel);
      inner.define(at, tile.minus(Affine.of(panel).times(inPanel)).times(tiling.along()), 1);
      inner.define(rowPanel, rowBlock.times(along.vectors()).plus(along.from() / lanes), 1);
      body.accept(inner);
    });
  }

  /** Defines the quotient of a number; what remains. */
  private static Affine split(Scope scope, Axis quotient, Affine number, long divisor) {
    scope.define(quotient, number, divisor);
    Axis rest = new Axis("rest", 1);
    scope.define(rest, number.minus(Affine.of(quotient).times(divisor)), 1);
    return Affine.of(rest);
  }

  /** A slice's sums over a block of points, kept in a thread's own memory until they are added to the array. */
  private void slice(Scope scope, int width) {
    RegisterTile tile = new RegisterTile(tiling.along(), width);
    RegisterTile.Places places = (in, t, v) -> memory.at(in, Affine.of((long) t * width + v));
    tile.clear(scope, places);
    if (blocking.joined()) {
      joined(scope, tile, places);
    } else {
      rowByRow(scope, tile, places);
    }
    List<Axis> parameters = new ArrayList<>(loops.taps());
    parameters.addAll(schedule.units());
    parameters.addAll(List.of(panel, at, rowPanel));
    sums.add(scope, adding -> new Code.Call(nest.part("Add", parameters, in -> add(in, width, adding)),
        parameters.stream().map(Affine::of).toList()));
  }

  /** Adds a slice's sums to the array. */
  private void add(Scope scope, int width, ArraySums.Adding adding) {
    for (long t = 0; t < tiling.along(); t++) {
      for (int v = 0; v < width; v++) {
        Substitution place = new Substitution(Map.of(
            schedule.channel(), Index.of(Affine.of(panel).times(lanes).plus(Affine.of(at)).plus(t)),
            contraction.row(), Index.of(Affine.of(rowPanel).plus(v).times(lanes))));
        Code.Local sum = scope.lanes("sum");
        scope.add(new Code.Let(sum, new Value.Lanes(memory.at(scope, Affine.of(t * width + v)), all())));
        adding.add(scope, contraction.formula().axes().stream().map(a -> place.apply(Affine.of(a))).toList(),
            new Value.Use(sum));
      }
    }
  }

  private LaneMask all() {
    return new LaneMask(0, lanes, lanes);
  }

  /** A block of a group's points, whichever samples and rows they are of. */
  private void joined(Scope scope, RegisterTile tile, RegisterTile.Places kept) {
    Map<Axis, Index> here = new LinkedHashMap<>();
    loops.around().forEach(a -> here.put(a, Index.of(Affine.ZERO)));
    here.put(loops.last(), Index.of(blocking.axis()));
    List<Code.Bound> to = new ArrayList<>();
    if (extent() % blocking.size() != 0) {
      to.add(Code.Bound.of(Affine.of(extent())));
    }
    if (samples() > 1) {
      to.add(Code.Bound.of(Affine.of(Kernel.BATCH).minus(Affine.of(first)).times(extent() / samples())));
    }
    to.add(Code.Bound.of(Affine.of(block).plus(blocking.size())));
    parts(scope, blocking.axis(), Affine.of(block), to, tile, kept,
        along -> add(along, tile, Affine.ZERO, new Substitution(here)));
  }

  /** A loop in parts, which are long loops themselves. */
  private void parts(Scope scope, Axis axis, Affine from, List<Code.Bound> to, RegisterTile tile,
      RegisterTile.Places kept, Consumer<Scope> body) {
    long length = blocking.length();
    Axis part = new Axis("part", axis.extent());
    Scope parts = scope.inner(List.of(part), false);
    tile.start(parts);
    Scope along = parts.inner(List.of(axis), false);
    body.accept(along);
    List<Code.Bound> toPart = new ArrayList<>(to);
    toPart.add(Code.Bound.of(Affine.of(part).plus(length)));
    parts.add(along.nonEmpty(axis, List.of(Code.Bound.of(Affine.of(part))), toPart, 1, Affine.ZERO));
    tile.addTo(parts, kept);
    scope.add(parts.loop(part, List.of(Code.Bound.of(from)), to, length, from));
  }

  /** A block of rows, of each sample in turn, some rows at a time, or parts of each. */
  private void rowByRow(Scope scope, RegisterTile tile, RegisterTile.Places kept) {
    Axis n = new Axis(contraction.sample().name(), contraction.sample().extent());
    Scope each = scope.inner(List.of(n), false);
    each.define(inGroup, Affine.of(n).minus(Affine.of(first)), 1);
    Affine next = Affine.of(block).plus(blocking.size());
    if (blocking.rows() == 0 || blocking.rows() == blocking.size()) {
      List<Condition> guards =
          blocking.size() == extent() ? loops.loopGuards() : within(Affine.of(block), List.of(next));
      rows(each, guards, tile, kept);
    } else {
      Axis some = new Axis(blocking.axis().name() + "Some", blocking.axis().extent());
      Scope parts = each.inner(List.of(some), false);
      Affine nextSome = Affine.of(some).plus(blocking.rows());
      boolean isEven = blocking.size() % blocking.rows() == 0;
      rows(parts, within(Affine.of(some), isEven ? List.of(nextSome) : List.of(nextSome, next)), tile, kept);
      each.add(parts.loop(some, List.of(Code.Bound.of(Affine.of(block))), List.of(Code.Bound.of(next)),
          blocking.rows(), Affine.of(block)));
    }
    scope.add(each.around(n, List.of(Code.Bound.of(Affine.of(first))),
        List.of(each.extent(n), Code.Bound.of(Affine.of(first).plus(samples()))), 1, Affine.ZERO));
  }

  /** The guards of the loops along rows, from one to others. */
  private List<Condition> within(Affine from, List<Affine> to) {
    List<Condition> guards = new ArrayList<>(loops.loopGuards());
    Affine row = Affine.of(blocking.axis());
    guards.add(new Condition.AtLeastZero(row.minus(from)));
    to.forEach(end -> guards.add(new Condition.AtLeastZero(end.plus(-1).minus(row))));
    return guards;
  }

  private void rows(Scope scope, List<Condition> guards, RegisterTile tile, RegisterTile.Places kept) {
    List<Code.Bound> to = List.of(Code.Bound.of(Affine.of(this.to)));
    if (blocking.rows() == 0) {
      Loops.nest(scope, loops.around(), guards, inner -> parts(inner, loops.last(), Affine.of(from), to, tile, kept,
          along -> add(along, tile, Affine.of(inGroup), new Substitution(Map.of()))));
      return;
    }
    tile.start(scope);
    Loops.around(scope, loops.around(), guards, inner -> {
      Scope along = inner.inner(List.of(loops.last()), false);
      add(along, tile, Affine.of(inGroup), new Substitution(Map.of()));
      inner.add(along.nonEmpty(loops.last(), List.of(Code.Bound.of(Affine.of(from))), to, 1, Affine.ZERO));
    });
    tile.addTo(scope, kept);
  }

  /** Adds the products of a point. */
  private void add(Scope scope, RegisterTile tile, Affine inGroup, Substitution point) {
    tile.add(scope,
        t -> new Value.Load(numbers.at(scope, Affine.of(panel), inGroup, point, Affine.of(at).plus(t))),
        v -> new Value.Lanes(vectors.at(scope, Affine.of(rowPanel).plus(v), inGroup, point, Affine.ZERO), all()));
  }
}
