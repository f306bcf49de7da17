package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Compensated;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.List;
import java.util.function.Consumer;

/**
 * Memory of a thread's own for the vectors of a register tile: where the tile leaves its results for what follows, and
 * where sums of several blocks ({@link Blocks}) are added up. A few blocks are added to what is there; when these are
 * closed, they go to a {@link Compensated} sum, in a loop, lest the tile's method grow.
 */
final class TileMemory {
  private final VectorNest nest;
  private final long vectors;
  private final int lanes;
  private final long elements;
  private final ScratchMemory.Region own;
  private Code.Part close;
  private Code.Part total;

  /**
   * @param vectors of a tile
   * @param closes whether few blocks are closed
   */
  TileMemory(VectorNest nest, ScratchMemory memory, long vectors, boolean closes) {
    this.nest = nest;
    this.lanes = nest.target().lanes();
    this.vectors = vectors;
    this.elements = vectors * lanes * (closes ? 3 : 1);
    this.own = memory.own(elements);
  }

  /** Where one of the vectors is. */
  Code.Place at(Scope scope, Affine vector) {
    return own.at(scope, vector.times(lanes));
  }

  /** Before the first block. */
  void clear(Scope scope) {
    Axis i = new Axis("i", elements);
    VectorLoops.loop(scope, i, 0, i.extent().size(), lanes, in -> clear(in, own.at(in, Affine.of(i))));
  }

  /** Sets a vector to 0. */
  static void clear(Scope scope, Code.Place place) {
    Code.Local zero = scope.lanes("zero");
    scope.add(new Code.Let(zero, new Value.Number(0)));
    scope.add(new Code.Store(place, new Value.Use(zero)));
  }

  private Compensated closed(Scope scope, Affine i) {
    return new Compensated(own.at(scope, i.plus(vectors * lanes)), own.at(scope, i.plus(2 * vectors * lanes)), lanes);
  }

  /** After a few blocks. */
  void close(Scope scope) {
    if (close == null) {
      close = each("Close", (in, i) -> {
        Code.Place few = own.at(in, i);
        closed(in, i).add(in, new Value.Lanes(few, new LaneMask(0, lanes, lanes)));
        clear(in, few);
      });
    }
    scope.add(new Code.Call(close, List.of()));
  }

  /** After the last block, where blocks were closed: puts the sums where few blocks would have left them. */
  void total(Scope scope) {
    if (total == null) {
      total = each("Total", (in, i) -> in.add(new Code.Store(own.at(in, i), closed(in, i).total(in))));
    }
    scope.add(new Code.Call(total, List.of()));
  }

  private interface OfVector {
    void write(Scope scope, Affine at);
  }

  private Code.Part each(String name, OfVector body) {
    Axis i = new Axis("i", vectors * lanes);
    Consumer<Scope> loop = scope -> VectorLoops.loop(scope, i, 0, i.extent().size(), lanes,
        in -> body.write(in, Affine.of(i)));
    return nest.part(name, List.of(), loop);
  }
}
