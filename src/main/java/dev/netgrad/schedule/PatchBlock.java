package dev.netgrad.schedule;

/**
 * Which patches are multiplied together: all of some samples, where a sample has few, or some rows of one sample.
 *
 * @param patchRows rows of patches of a sample
 * @param patchesAlong patches of a row
 * @param samples of a block
 * @param rows of patches of a block's sample
 */
public record PatchBlock(long patchRows, long patchesAlong, long samples, long rows) {

  /** The patches of a block that lacks none. */
  public long patches() {
    return samples * rows * patchesAlong;
  }

  /** The patches of a sample. */
  long ofSample() {
    return patchRows * patchesAlong;
  }

  /** Whether a block has all rows of its samples. */
  public boolean isWhole() {
    return rows == patchRows;
  }

  @Override
  public String toString() {
    return Tiling.counted(samples, "sample") + " " + Tiling.counted(rows, "row") + " of patches";
  }
}
