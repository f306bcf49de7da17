package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.schedule.Taps;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.Comparator;
import java.util.List;

/**
 * Weights in the order in which tiles read them. Where the row is long, those of neighbouring channels are far apart in
 * their array; packed, those of one block of vectors are next to each other: the reduced axes at a point, then the
 * block's vectors.
 *
 * @param axes the reduced ones
 */
record PackedWeights(Scalar.Read weights, List<Axis> axes, Axis row, int lanes, ScratchMemory.Region to) {

  static PackedWeights of(Scalar.Read weights, Contraction nest, int lanes, ScratchMemory scratch) {
    return new PackedWeights(weights, nest.reduced(), nest.row(), lanes,
        scratch.shared(Contraction.points(nest.reduced()) * nest.row().extent().size()));
  }

  /** Where the weights of one of a block's vectors are, at a point of the reduction. */
  Affine at(RowBlock block, Axis start, int v, Substitution point) {
    Affine at = Affine.ZERO;
    for (Axis axis : axes) {
      at = at.times(axis.extent().size()).plus(point.apply(Affine.of(axis)).numerator());
    }
    return block.begin(start).times(Contraction.points(axes)).plus(at.times(block.step())).plus((long) v * lanes);
  }

  /** Packs them, which threads share. */
  void write(Scope scope, VectorNest nest, List<RowBlock> blocks, Axis start) {
    Axis outer = axes.stream().max(Comparator.comparingLong(a -> a.extent().size())).orElseThrow();
    List<Axis> inner = axes.stream().filter(a -> a != outer).toList();
    for (RowBlock block : blocks) {
      Code.Part part = nest.part("Pack", List.of(outer, start), at -> VectorLoops.loops(at, inner, in -> {
        LaneValues values = new LaneValues(in, row, lanes);
        List<Affine> starts = block.starts(start, lanes);
        for (int v = 0; v < block.vectors(); v++) {
          Code.Local local = values.local(weights, starts.get(v), "b");
          in.add(new Code.Store(to.at(in, at(block, start, v, Taps.NONE)), new Value.Use(local)));
        }
      }));
      VectorLoops.share(scope, outer, Affine.of(outer.extent().size()), at -> VectorLoops.loop(at, start, block.from(),
          block.to(), block.step(), in -> in.add(new Code.Call(part, List.of(Affine.of(outer), Affine.of(start))))));
    }
    scope.add(new Code.Sync());
  }
}
