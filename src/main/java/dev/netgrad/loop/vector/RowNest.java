package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.plain.BlockLoops;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Formulas without reductions of their own, point by point, and their sums over a sample. What depends on the row alone
 * is loaded before the loop over a stretch of points.
 */
public final class RowNest implements VectorForm {
  private final VectorNest nest;
  private final Schedule.Rows schedule;
  private final Axis row;
  private final Axis sample;
  private final LanePoint point;
  private final OpenSums sums;
  private final int lanes;

  public RowNest(VectorNest nest, Schedule.Rows schedule) {
    this.nest = nest;
    this.schedule = schedule;
    this.lanes = nest.target().lanes();
    this.row = schedule.nest().row();
    this.sample = schedule.nest().sample();
    this.point = new LanePoint(schedule.nest());
    this.sums = new OpenSums(nest, new ScratchMemory(nest.target().layout()), schedule.nest());
  }

  @Override
  public void write(Scope scope) {
    Axis stretch = new Axis("stretch", schedule.stretches());
    List<Axis> inner = schedule.inner();
    if (sums.isEmpty()) {
      VectorLoops.shareUnits(scope, sample, stretch, in -> rows(in, stretch, inner));
      return;
    }
    VectorLoops.share(scope, sample, Affine.of(Kernel.BATCH), in -> {
      sums.start(in);
      VectorLoops.loops(in, List.of(stretch), at -> rows(at, stretch, inner));
    });
  }

  /** All vectors of a stretch of points. */
  private void rows(Scope scope, Axis stretch, List<Axis> inner) {
    Axis start = new Axis(row.name() + "0", row.extent());
    List<Axis> parameters = List.of(sample, stretch, start);
    Substitution place = schedule.place(Affine.of(stretch), inner);
    for (RowBlock block : schedule.blocks()) {
      Code.Part part = nest.part("Rows", parameters, at -> {
        List<Affine> starts = block.starts(start, lanes);
        LaneValues values = new LaneValues(at, row, lanes);
        starts.forEach(from -> hoist(values, from));
        Map<Affine, Map<Statement, Code.Local>> registers = new LinkedHashMap<>();
        Consumer<Scope> begin = in -> starts.forEach(from -> registers.put(from, point.startSums(in)));
        BlockLoops.Body body = (in, left) -> body(in, values, place, starts, block, registers);
        Consumer<Scope> end = in -> registers.forEach((from, own) -> sums.add(in, own, from));
        Consumer<Scope> close = in -> sums.close(in, block, starts.get(0));
        List<Axis> summed = sums.isEmpty() ? List.of() : inner;
        List<Axis> around = sums.isEmpty() ? inner : List.of();
        Blocks few = Blocks.of(around, summed, List.of(), List.of(), 1, 1, Blocks.FEW);
        new BlockLoops(few).write(at, true, begin, body, end, close);
        if (few.areFew()) {
          close.accept(at);
        }
      });
      VectorLoops.loop(scope, start, block.from(), block.to(), block.step(), at ->
          at.add(new Code.Call(part, parameters.stream().map(Affine::of).toList())));
    }
  }

  /** Loads what depends on the row alone. */
  private void hoist(LaneValues values, Affine start) {
    for (Scalar body : schedule.nest().statements().stream().map(s -> s.formula().body()).toList()) {
      for (Scalar.Read read : Scalars.reads(body)) {
        if (Scalars.axes(read).equals(Set.of(row)) && !guarded(body)) {
          values.local(read, start, read.tensor().name());
        }
      }
    }
  }

  private static boolean guarded(Scalar body) {
    boolean[] found = {false};
    Scalars.forEach(body, s -> found[0] |= s instanceof Scalar.Select select && select.condition().isOnIndices());
    return found[0];
  }

  private void body(Scope scope, LaneValues hoisted, Substitution place, List<Affine> starts, RowBlock block,
      Map<Affine, Map<Statement, Code.Local>> sums) {
    LaneValues values = hoisted.within(scope);
    for (Affine start : starts) {
      point.write(scope, values, place, start, block, s -> {
        throw new IllegalStateException("a reduction among the formulas");
      }, s -> sums.get(start).get(s));
    }
  }
}
