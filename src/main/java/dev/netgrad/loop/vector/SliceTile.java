package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.BlockLoops;
import dev.netgrad.loop.plain.Loops;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.schedule.Blocking;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.Schedule;
import dev.netgrad.schedule.SumLoops;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Substitution;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sums of a slice over one sample, in registers. The innermost loop runs along the last reduced axis. Where a guard
 * couples it with an output axis, as the taps of a convolution's weight, that output axis belongs to the tile as a
 * whole, and the loop is cut where the terms change.
 */
final class SliceTile {
  private final Schedule.Slice schedule;
  private final Axis at;
  private final List<Affine> starts;
  private final int lanes;
  private final Axis last;
  private final Map<Output, Code.Local> accumulators = new LinkedHashMap<>();

  /** An output of the tile. */
  private record Output(Substitution tap, long at, Affine start) {}

  /**
   * @param at where the tile begins along its axis
   * @param starts where on the row its vectors begin
   */
  SliceTile(Schedule.Slice schedule, Axis at, List<Affine> starts, int lanes) {
    this.schedule = schedule;
    this.at = at;
    this.starts = starts;
    this.lanes = lanes;
    this.last = schedule.loops().last();
  }

  /** The sums of the block that is being written, the taps outermost, then along the tile axis. */
  Collection<Code.Local> accumulators() {
    return accumulators.values();
  }

  /** What becomes of the sums of blocks. */
  interface Ends {
    /**
     * A block's sums go to memory.
     *
     * @param isFirst whether they are what is there now, else they are added to it
     */
    void keep(Scope scope, boolean isFirst);

    /** What is in memory is the sum of a few blocks: it goes to the array. */
    void close(Scope scope);

    /** A block's sums go to the array. */
    default void end(Scope scope) {
      keep(scope, true);
      close(scope);
    }
  }

  /** Writes the loops. */
  void write(Scope scope, Ends ends) {
    SumLoops loops = schedule.loops();
    if (last == schedule.nest().sample()) {
      new BlockLoops(Blocks.of(List.of(), List.of(last), List.of(), List.of(), 1, 1, 1)).write(scope, true, this::begin,
          (in, left) -> terms(in, schedule.runs().get(0), Affine.of(last)), ends::end);
    } else if (last.extent().size() <= Blocks.TERMS) {
      new BlockLoops(Blocks.of(List.of(), loops.around(), List.of(), loops.loopGuards(), 1, last.extent().size(), 1))
          .write(scope, true, this::begin, (in, left) -> schedule.runs().forEach(run -> run(in, run)), ends::end);
    } else {
      Loops.nest(scope, loops.around(), loops.loopGuards(), in -> pieces(in, ends));
    }
  }

  /**
   * A point of the loops outside the innermost one, which is a sum of its own: the edges, then what is between by
   * pieces. With edges and not too many pieces, all of these are added in memory before they go to the array.
   */
  private void pieces(Scope scope, Ends ends) {
    List<SumLoops.Run> edges =
        schedule.runs().stream().filter(run -> run.to() - run.from() < Blocks.TERMS / 2).toList();
    List<SumLoops.Run> between = schedule.runs().stream().filter(run -> !edges.contains(run)).toList();
    boolean together = !edges.isEmpty() && length(edges) <= Blocks.TERMS_OF_TILE
        && length(between) <= (Blocks.FEW - 1 - between.size()) * Blocks.TERMS_OF_TILE;
    if (!edges.isEmpty()) {
      begin(scope);
      edges.forEach(run -> run(scope, run));
      ends.keep(scope, true);
      if (!together) {
        ends.close(scope);
      }
    }
    for (SumLoops.Run run : between) {
      long length = Blocking.evenly(run.to() - run.from(), together ? Blocks.TERMS_OF_TILE : Blocks.TERMS - 1);
      Axis from = new Axis(last.name() + "0", last.extent());
      VectorLoops.loop(scope, from, run.from(), run.to(), length, piece -> {
        begin(piece);
        Axis along = new Axis(last.name(), last.extent());
        Scope in = piece.inner(List.of(along), false);
        terms(in, run, Affine.of(along));
        piece.add(in.nonEmpty(along, List.of(Code.Bound.of(Affine.of(from))),
            List.of(Code.Bound.of(Affine.of(run.to())), Code.Bound.of(Affine.of(from).plus(length))), 1,
            Affine.ZERO));
        if (together) {
          ends.keep(piece, false);
        } else {
          ends.end(piece);
        }
      });
    }
    if (together) {
      ends.close(scope);
    }
  }

  private static long length(List<SumLoops.Run> runs) {
    return runs.stream().mapToLong(run -> run.to() - run.from()).sum();
  }

  private void begin(Scope scope) {
    accumulators.clear();
    for (Substitution tap : schedule.loops().allTaps()) {
      for (long t = 0; t < schedule.tiling().along(); t++) {
        for (Affine from : starts) {
          Code.Local accumulator = scope.lanes("sum");
          scope.add(new Code.Start(accumulator, new Value.Number(0)));
          accumulators.put(new Output(tap, t, from), accumulator);
        }
      }
    }
  }

  private void run(Scope scope, SumLoops.Run run) {
    if (run.to() == run.from() + 1) {
      terms(scope, run, Affine.of(run.from()));
    } else {
      Axis along = new Axis(last.name(), last.extent());
      VectorLoops.loop(scope, along, run.from(), run.to(), 1, in -> terms(in, run, Affine.of(along)));
    }
  }

  private void terms(Scope scope, SumLoops.Run run, Affine along) {
    Terms body = new Terms(schedule.factors());
    for (long t = 0; t < schedule.tiling().along(); t++) {
      for (Substitution tap : run.taps()) {
        for (Affine from : starts) {
          Code.Local sum = accumulators.get(new Output(tap, t, from));
          body.add(term -> new Code.Update(sum, Reduction.Kind.SUM, term),
              schedule.at(tap, along, Affine.of(at).plus(t)), from);
        }
      }
    }
    body.write(scope, new LaneValues(scope, schedule.nest().row(), lanes));
  }
}
