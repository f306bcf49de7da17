package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Compensated;
import dev.netgrad.loop.plain.Loops;
import dev.netgrad.loop.plain.SampleSums;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.LaneMask;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over a sample, as vector kernels add to them. A few blocks ({@link Blocks}) are added one after the other, in a
 * thread's own memory: these sums are open. Then they are closed: added to the sample's {@link Compensated} sums.
 *
 * <p>Closing has a method of its own. Written at the end of a tile's, it took that method over what C2 inlines at once,
 * and its vectors became objects.
 */
public final class OpenSums {
  private final VectorNest nest;
  private final List<Statement> sums;
  private final Axis row;
  private final Axis sample;
  private final int lanes;
  private final ScratchMemory.Region own;
  private final Map<Integer, Code.Part> closing = new HashMap<>();

  public OpenSums(VectorNest nest, ScratchMemory memory, Contraction contraction) {
    this.nest = nest;
    this.sums = contraction.sums();
    this.row = contraction.row();
    this.sample = contraction.sample();
    this.lanes = nest.target().lanes();
    this.own = memory.own(sums.size() * row.extent().size());
  }

  public boolean isEmpty() {
    return sums.isEmpty();
  }

  /** Before a sample's first term; open sums may be left from a call that failed. */
  public void start(Scope scope) {
    sums.forEach(s -> SampleSums.start(scope, s, sample));
    if (sums.stream().anyMatch(Statement::hasRest)) {
      Axis i = new Axis("i", sums.size() * row.extent().size());
      Loops.row(scope, i, in -> in.add(new Code.Store(own.at(in, Affine.of(i)), new Value.Number(0))));
    }
  }

  private Code.Place open(Scope scope, Statement s, Affine at) {
    return s.hasRest() ? own.at(scope, at.plus(sums.indexOf(s) * row.extent().size()))
        : scope.place(s.partial().orElseThrow(), SampleSums.at(s, Index.of(sample), 0, List.of(Index.of(at))));
  }

  /** Adds a register of each sum, for the vector that begins at a place on the row. */
  public void add(Scope scope, Map<Statement, Code.Local> registers, Affine start) {
    registers.forEach((s, register) -> scope.add(new Code.Accumulate(open(scope, s, start),
        s.formula().reduction().kind(), new Value.Use(register))));
  }

  /**
   * Closes the sums of a block of vectors.
   *
   * @param begin where on the row the block begins
   */
  public void close(Scope scope, RowBlock block, Affine begin) {
    if (sums.stream().anyMatch(Statement::hasRest)) {
      Code.Part part = closing.computeIfAbsent(block.vectors(), this::closing);
      scope.add(new Code.Call(part, List.of(Affine.of(sample), begin)));
    }
  }

  private Code.Part closing(int vectors) {
    Axis start = new Axis(row.name() + "0", row.extent());
    Axis i = new Axis("i", (long) vectors * lanes);
    return nest.part("Close", List.of(sample, start),
        scope -> VectorLoops.loop(scope, i, 0, i.extent().size(), lanes, in -> {
          for (Statement s : sums) {
            if (s.hasRest()) {
              close(in, s, Affine.of(start).plus(Affine.of(i)));
            }
          }
        }));
  }

  private void close(Scope scope, Statement s, Affine at) {
    Code.Place open = open(scope, s, at);
    SampleSums.compensated(scope, s, Index.of(sample), List.of(Index.of(at)), lanes)
        .add(scope, new Value.Lanes(open, new LaneMask(0, lanes, lanes)));
    TileMemory.clear(scope, open);
  }
}
