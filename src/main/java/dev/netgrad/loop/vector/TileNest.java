package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.BlockLoops;
import dev.netgrad.loop.plain.SampleSums;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.Taps;
import dev.netgrad.schedule.TileShapes;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reduction, tile by tile: some points along the tile axis times some vectors along the row are accumulated in
 * registers, and what follows the reduction element by element takes them from there.
 *
 * <p>Tiles with the same terms share a method, in which terms that are absent are not written: {@link TileShapes}.
 */
public final class TileNest implements VectorForm {
  private final VectorNest nest;
  private final Schedule.Tile schedule;
  private final Contraction contraction;
  private final Axis row;
  private final int lanes;
  private final LanePoint point;
  private final Optional<PackedWeights> packed;
  private final TileMemory memory;
  private final OpenSums sums;

  public TileNest(VectorNest nest, Schedule.Tile schedule) {
    this.nest = nest;
    this.schedule = schedule;
    this.contraction = schedule.nest();
    this.row = contraction.row();
    this.lanes = nest.target().lanes();
    this.point = new LanePoint(contraction);
    ScratchMemory scratch = new ScratchMemory(nest.target().layout());
    this.packed = schedule.packs() ? Optional.of(PackedWeights.of((Scalar.Read) schedule.factors().along(), contraction,
        lanes, scratch)) : Optional.empty();
    this.memory = new TileMemory(nest, scratch, schedule.tiling().along() * schedule.tiling().vectors(),
        schedule.tiles().keySet().stream().anyMatch(shape -> !schedule.blocks(shape).areFew()));
    this.sums = new OpenSums(nest, scratch, contraction);
  }

  @Override
  public void write(Scope scope) {
    List<RowBlock> blocks = schedule.rowBlocks(lanes);
    boolean bySample = !sums.isEmpty();
    if (bySample) {
      VectorLoops.share(scope, contraction.sample(), Affine.of(Kernel.BATCH), sums::start);
    }
    Axis start = new Axis(row.name() + "0", row.extent());
    packed.ifPresent(weights -> weights.write(scope, nest, blocks, start));
    new OuterLoops(contraction.sample(), schedule.between(), bySample).write(scope, schedule.units(), (at, places) -> {
      for (RowBlock block : blocks) {
        VectorLoops.loop(at, start, block.from(), block.to(), block.step(), inner ->
            places.accept(inner, in -> tiles(in, block, start)));
      }
    });
  }

  private void tiles(Scope scope, RowBlock block, Axis start) {
    Axis place = schedule.placeAxis();
    long along = schedule.tiling().along();
    List<Axis> parameters = new ArrayList<>(List.of(contraction.sample()));
    parameters.addAll(schedule.between());
    parameters.addAll(List.of(place, start));
    List<Affine> arguments = parameters.stream().map(Affine::of).toList();
    Map<Points, List<Code.Part>> outputs = new HashMap<>();
    schedule.tiles().forEach((shape, places) -> {
      Code.Part part = nest.part("Tile", parameters, inner -> tile(inner, shape, block, place, start));
      List<Code.Part> then = !schedule.stages(schedule.blocks(shape)) ? List.of() : outputs.computeIfAbsent(
          new Points(shape.phase(), shape.points().size()), points -> outputs(parameters, points, block, place, start));
      VectorLoops.loop(scope, place, places.get(0), places.get(places.size() - 1) + 1, along, inner -> {
        inner.add(new Code.Call(part, arguments));
        then.forEach(p -> inner.add(new Code.Call(p, arguments)));
        if (closesAmong(places)) {
          Scope few = inner.inner(List.of(), false);
          sums.close(few, block, block.begin(start));
          inner.add(new Code.When(
              new Test.Divisible(Affine.of(place).plus(along), along * Blocks.FEW), few.code()));
        }
      });
    });
    sums.close(scope, block, block.begin(start));
  }

  /** Whether a row of tiles is so long that sums are closed in between. */
  private boolean closesAmong(List<Long> places) {
    return !sums.isEmpty() && places.size() > Blocks.FEW;
  }

  /** What follows the reduction, at one vector of all points of a tile: one method for tiles of all shapes. */
  private List<Code.Part> outputs(List<Axis> parameters, Points points, RowBlock block, Axis place, Axis start) {
    List<Code.Part> parts = new ArrayList<>();
    List<Affine> starts = block.starts(start, lanes);
    for (int v = 0; v < block.vectors(); v++) {
      int vector = v;
      parts.add(nest.part("Outputs", parameters, scope -> {
        LaneValues values = new LaneValues(scope, row, lanes);
        Map<Statement, Code.Local> registers = point.startSums(scope);
        Axis t = new Axis("t", points.count());
        VectorLoops.loop(scope, t, 0, points.count(), 1, inner -> {
          Code.Local result = inner.lanes("sum");
          Code.Place at = result(inner, points.count(), Affine.of(t), vector);
          inner.add(new Code.Let(result, new Value.Lanes(at, values.all())));
          point.write(inner, values.within(inner), at(points.phase(), place, Affine.of(t), Taps.NONE),
              starts.get(vector), block, s -> result, registers::get);
        });
        sums.add(scope, registers, starts.get(vector));
      }));
    }
    return parts;
  }

  /** Where a tile leaves a result for what follows. */
  private Code.Place result(Scope scope, long points, Affine t, int v) {
    return memory.at(scope, t.plus(v * points));
  }

  /** Points of a tile that are written alike. */
  private record Points(long phase, int count) {}

  /** What a tile keeps of one output: the sum or the largest so far, and of a position, too, where that was. */
  private record Accumulator(Code.Local value, Optional<Code.Local> position) {
    Code.Local result() {
      return position.orElse(value);
    }
  }

  private Accumulator accumulator(Scope scope) {
    boolean position = contraction.formula().reduction().kind().isPosition();
    Code.Local value = scope.lanes(position ? "best" : "sum");
    scope.add(new Code.Start(value, new Value.Number(SampleSums.neutral(contraction.first()))));
    Code.Local where = position ? scope.lanes("winner") : null;
    if (position) {
      scope.add(new Code.Start(where, new Value.Number(-1)));
    }
    return new Accumulator(value, Optional.ofNullable(where));
  }

  private Code accumulated(Accumulator accumulator, Substitution at, Value term) {
    return accumulator.position().<Code>map(where ->
            new Code.Winner(accumulator.value(), where, term, at.apply(contraction.position()).numerator()))
        .orElseGet(() -> new Code.Update(accumulator.value(), contraction.formula().reduction().kind(), term));
  }

  private void tile(Scope scope, TileShapes.Shape shape, RowBlock block, Axis place, Axis start) {
    List<Affine> starts = block.starts(start, lanes);
    List<List<Accumulator>> accumulators = new ArrayList<>();
    Blocks blocks = schedule.blocks(shape);
    if (!blocks.isOne()) {
      memory.clear(scope);
    }
    if (shape.mostTaps() == 0) {
      start(scope, accumulators, shape, block);
      keep(scope, accumulators, blocks);
    } else {
      new BlockLoops(blocks).write(scope, true, in -> start(in, accumulators, shape, block),
          (in, left) -> terms(in, accumulators, shape, block, place, start), in -> keep(in, accumulators, blocks),
          memory::close);
    }
    if (!blocks.areFew()) {
      memory.total(scope);
    }
    if (schedule.stages(blocks)) {
      return;
    }
    LaneValues values = new LaneValues(scope, row, lanes);
    for (int v = 0; v < starts.size(); v++) {
      Map<Statement, Code.Local> registers = point.startSums(scope);
      for (int t = 0; t < shape.points().size(); t++) {
        Code.Local result = accumulators.get(v).get(t).result();
        point.write(scope, values, at(shape.phase(), place, Affine.of(t), Taps.NONE), starts.get(v), block, s -> result,
            registers::get);
      }
      sums.add(scope, registers, starts.get(v));
    }
  }

  /** Adds the terms of one point of the reduction to all accumulators. */
  private void terms(Scope scope, List<List<Accumulator>> accumulators, TileShapes.Shape shape, RowBlock block,
      Axis place, Axis start) {
    List<Affine> starts = block.starts(start, lanes);
    Terms body = new Terms(schedule.factors());
    for (int t = 0; t < shape.points().size(); t++) {
      for (Substitution tap : shape.points().get(t)) {
        for (int v = 0; v < starts.size(); v++) {
          Substitution at = at(shape.phase(), place, Affine.of(t), tap);
          Accumulator accumulator = accumulators.get(v).get(t);
          Terms.Accumulation accumulation = term -> accumulated(accumulator, at, term);
          if (packed.isPresent()) {
            body.add(accumulation, at, starts.get(v), packed.get().to(), packed.get().at(block, start, v, at));
          } else {
            body.add(accumulation, at, starts.get(v));
          }
        }
      }
    }
    body.write(scope, new LaneValues(scope, row, lanes));
  }

  private void start(Scope scope, List<List<Accumulator>> accumulators, TileShapes.Shape shape, RowBlock block) {
    accumulators.clear();
    for (int v = 0; v < block.vectors(); v++) {
      List<Accumulator> column = new ArrayList<>();
      for (int t = 0; t < shape.points().size(); t++) {
        column.add(accumulator(scope));
      }
      accumulators.add(column);
    }
  }

  /** Puts a block's sums where what follows finds them, if they are not to stay in registers. */
  private void keep(Scope scope, List<List<Accumulator>> accumulators, Blocks blocks) {
    if (!schedule.stages(blocks)) {
      return;
    }
    for (int v = 0; v < accumulators.size(); v++) {
      List<Accumulator> column = accumulators.get(v);
      for (int t = 0; t < column.size(); t++) {
        Code.Place to = result(scope, column.size(), Affine.of(t), v);
        Value sum = new Value.Use(column.get(t).result());
        scope.add(blocks.isOne() ? new Code.Store(to, sum)
            : new Code.Accumulate(to, Reduction.Kind.SUM, sum));
      }
    }
  }

  private Substitution at(long phase, Axis place, Affine t, Substitution tap) {
    return schedule.shapes().at(schedule.place(phase, place, t), tap);
  }
}
