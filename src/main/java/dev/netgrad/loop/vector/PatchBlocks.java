package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.schedule.PatchBlock;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The loops over blocks of patches, and over the samples, rows and patches of a block. Patches of a block have numbers,
 * row by row; the last blocks may have fewer.
 */
public final class PatchBlocks {
  private final Axis sample;
  private final PatchBlock size;
  /** The block's first sample. */
  private final Axis firstSample;
  /** The block's first row of patches. */
  private final Axis top;
  private final Axis patchRow;

  public PatchBlocks(Axis sample, PatchBlock size) {
    this.sample = sample;
    this.size = size;
    this.firstSample = size.samples() > 1 ? new Axis("first", sample.extent()) : sample;
    this.top = new Axis("top", size.patchRows());
    this.patchRow = new Axis("patchRow", size.patchRows());
  }

  /** A row of patches of a sample, in {@link #ofRows}. */
  public Axis patchRow() {
    return patchRow;
  }

  /** Blocks that threads share, of whichever samples. */
  public void share(Scope scope, Consumer<Scope> block) {
    if (size.samples() > 1) {
      shareSamples(scope, in -> { }, block);
      return;
    }
    Axis unit = new Axis("unit", 1);
    long count = (size.patchRows() + size.rows() - 1) / size.rows();
    VectorLoops.share(scope, unit, Affine.of(Kernel.BATCH).times(count), inner -> {
      inner.define(sample, Affine.of(unit), count);
      inner.define(top, Affine.of(unit).minus(Affine.of(sample).times(count)).times(size.rows()), 1);
      block.accept(inner);
    });
  }

  /**
   * The same, all of a sample's by one thread.
   *
   * @param start for each sample, before its blocks
   */
  public void shareSamples(Scope scope, Consumer<Scope> start, Consumer<Scope> block) {
    if (size.samples() > 1) {
      Axis group = new Axis("group", sample.extent());
      Axis groups = new Axis("groups", sample.extent());
      scope.define(groups, Affine.of(Kernel.BATCH).plus(size.samples() - 1), size.samples());
      VectorLoops.share(scope, group, Affine.of(groups), inner -> {
        inner.define(firstSample, Affine.of(group).times(size.samples()), 1);
        ofSamples(inner, (in, inGroup) -> start.accept(in));
        block.accept(inner);
      });
      return;
    }
    VectorLoops.share(scope, sample, Affine.of(Kernel.BATCH), inner -> {
      start.accept(inner);
      if (size.isWhole()) {
        block.accept(inner);
      } else {
        VectorLoops.loop(inner, top, 0, size.patchRows(), size.rows(), block);
      }
    });
  }

  /** For each sample of a block, with its number in the block. */
  private void ofSamples(Scope scope, BiConsumer<Scope, Affine> body) {
    if (size.samples() == 1) {
      body.accept(scope, Affine.ZERO);
      return;
    }
    Scope each = scope.inner(List.of(sample), false);
    body.accept(each, Affine.of(sample).minus(Affine.of(firstSample)));
    scope.add(each.loop(sample, List.of(Code.Bound.of(Affine.of(firstSample))),
        List.of(each.extent(sample), Code.Bound.of(Affine.of(firstSample).plus(size.samples()))), 1, Affine.ZERO));
  }

  /** For each row of patches of a block, with the number of its first patch in the block. */
  public void ofRows(Scope scope, BiConsumer<Scope, Affine> body) {
    ofSamples(scope, (inner, inBlock) -> {
      Scope each = inner.inner(List.of(patchRow), false);
      Affine before = Affine.of(patchRow).minus(size.isWhole() ? Affine.ZERO : Affine.of(top));
      body.accept(each, inBlock.times(size.patchRows()).plus(before).times(size.patchesAlong()));
      List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(Affine.of(size.patchRows()))));
      if (!size.isWhole()) {
        to.add(Code.Bound.of(Affine.of(top).plus(size.rows())));
      }
      inner.add(each.loop(patchRow, List.of(Code.Bound.of(size.isWhole() ? Affine.ZERO : Affine.of(top))), to, 1,
          Affine.ZERO));
    });
  }

  /**
   * For every so many patches of a block, the last ones perhaps beyond those that are there.
   *
   * @param patch the number of the first of them
   */
  public void ofPatches(Scope scope, Axis patch, long step, Consumer<Scope> body) {
    Axis tile = step == 1 ? patch : new Axis("tile", patch.extent().size() / step);
    Scope each = scope.inner(List.of(tile), false);
    if (step > 1) {
      each.define(patch, Affine.of(tile).times(step), 1);
    }
    body.accept(each);
    List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(Affine.of((size.patches() + step - 1) / step))));
    if (size.samples() > 1 || !size.isWhole()) {
      Affine present = size.isWhole()
          ? Affine.of(Kernel.BATCH).minus(Affine.of(firstSample)).times(size.patchRows() * size.patchesAlong())
          : Affine.of(size.patchRows()).minus(Affine.of(top)).times(size.patchesAlong());
      to.add(new Code.Bound(present.plus(step - 1), step, false));
    }
    scope.add(each.loop(tile, List.of(Code.Bound.of(Affine.ZERO)), to, 1, Affine.ZERO));
  }
}
