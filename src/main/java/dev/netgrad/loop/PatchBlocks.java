package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Which patches are multiplied together, a block of them: all of some samples, where a sample has few, or some rows of
 * one sample. These are the loops over blocks, and over the samples, rows and patches of a block. Patches of a block
 * have numbers, row by row; the last blocks may have fewer.
 */
final class PatchBlocks {
  private final Axis sample;
  private final long patchRows;
  private final long patchesAlong;
  private final long samples;
  private final long rows;
  /** The block's first sample. */
  private final Axis firstSample;
  /** The block's first row of patches. */
  private final Axis top;
  private final Axis patchRow;

  /**
   * @param patchRows rows of patches of a sample
   * @param patchesAlong patches of a row
   * @param channels of what is transformed
   */
  PatchBlocks(Axis sample, long patchRows, long patchesAlong, long channels) {
    this.sample = sample;
    this.patchRows = patchRows;
    this.patchesAlong = patchesAlong;
    this.samples = Tiling.samplesOfPatches(patchRows * patchesAlong);
    this.rows = samples > 1 ? patchRows : Tiling.rowsOfPatches(patchRows, patchesAlong, channels);
    this.firstSample = samples > 1 ? new Axis("first", sample.extent()) : sample;
    this.top = new Axis("top", patchRows);
    this.patchRow = new Axis("patchRow", patchRows);
  }

  /** The patches of a block that lacks none. */
  long patches() {
    return samples * rows * patchesAlong;
  }

  @Override
  public String toString() {
    return Tiling.counted(samples, "sample") + " " + Tiling.counted(rows, "row") + " of patches";
  }

  /** A row of patches of a sample, in {@link #ofRows}. */
  Axis patchRow() {
    return patchRow;
  }

  /** Blocks that threads share, of whichever samples. */
  void share(Scope scope, Consumer<Scope> block) {
    if (samples > 1) {
      shareSamples(scope, in -> { }, block);
      return;
    }
    Axis unit = new Axis("unit", 1);
    long count = (patchRows + rows - 1) / rows;
    VectorNest.share(scope, unit, Affine.of(Kernel.BATCH).times(count), inner -> {
      inner.define(sample, Affine.of(unit), count);
      inner.define(top, Affine.of(unit).minus(Affine.of(sample).times(count)).times(rows), 1);
      block.accept(inner);
    });
  }

  /**
   * The same, all of a sample's by one thread.
   *
   * @param start for each sample, before its blocks
   */
  void shareSamples(Scope scope, Consumer<Scope> start, Consumer<Scope> block) {
    if (samples > 1) {
      Axis group = new Axis("group", sample.extent());
      Axis groups = new Axis("groups", sample.extent());
      scope.define(groups, Affine.of(Kernel.BATCH).plus(samples - 1), samples);
      VectorNest.share(scope, group, Affine.of(groups), inner -> {
        inner.define(firstSample, Affine.of(group).times(samples), 1);
        ofSamples(inner, (in, inGroup) -> start.accept(in));
        block.accept(inner);
      });
      return;
    }
    VectorNest.share(scope, sample, Affine.of(Kernel.BATCH), inner -> {
      start.accept(inner);
      if (isWhole()) {
        block.accept(inner);
      } else {
        VectorNest.loop(inner, top, 0, patchRows, rows, block);
      }
    });
  }

  /** For each sample of a block, with its number in the block. */
  private void ofSamples(Scope scope, BiConsumer<Scope, Affine> body) {
    if (samples == 1) {
      body.accept(scope, Affine.ZERO);
      return;
    }
    Scope each = scope.inner(List.of(sample), false);
    body.accept(each, Affine.of(sample).minus(Affine.of(firstSample)));
    scope.add(each.loop(sample, List.of(Code.Bound.of(Affine.of(firstSample))),
        List.of(each.extent(sample), Code.Bound.of(Affine.of(firstSample).plus(samples))), 1, Affine.ZERO));
  }

  /** For each row of patches of a block, with the number of its first patch in the block. */
  void ofRows(Scope scope, BiConsumer<Scope, Affine> body) {
    ofSamples(scope, (inner, inBlock) -> {
      Scope each = inner.inner(List.of(patchRow), false);
      Affine before = Affine.of(patchRow).minus(isWhole() ? Affine.ZERO : Affine.of(top));
      body.accept(each, inBlock.times(patchRows).plus(before).times(patchesAlong));
      List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(Affine.of(patchRows))));
      if (!isWhole()) {
        to.add(Code.Bound.of(Affine.of(top).plus(rows)));
      }
      inner.add(each.loop(patchRow, List.of(Code.Bound.of(isWhole() ? Affine.ZERO : Affine.of(top))), to, 1,
          Affine.ZERO));
    });
  }

  /** Whether a block has all rows of its samples. */
  private boolean isWhole() {
    return rows == patchRows;
  }

  /**
   * For every so many patches of a block, the last ones perhaps beyond those that are there.
   *
   * @param patch the number of the first of them
   */
  void ofPatches(Scope scope, Axis patch, long step, Consumer<Scope> body) {
    Axis tile = step == 1 ? patch : new Axis("tile", patch.extent().size() / step);
    Scope each = scope.inner(List.of(tile), false);
    if (step > 1) {
      each.define(patch, Affine.of(tile).times(step), 1);
    }
    body.accept(each);
    List<Code.Bound> to = new ArrayList<>(List.of(Code.Bound.of(Affine.of((patches() + step - 1) / step))));
    if (samples > 1 || !isWhole()) {
      Affine present = isWhole()
          ? Affine.of(Kernel.BATCH).minus(Affine.of(firstSample)).times(patchRows * patchesAlong)
          : Affine.of(patchRows).minus(Affine.of(top)).times(patchesAlong);
      to.add(new Code.Bound(present.plus(step - 1), step, false));
    }
    scope.add(each.loop(tile, List.of(Code.Bound.of(Affine.ZERO)), to, 1, Affine.ZERO));
  }
}
