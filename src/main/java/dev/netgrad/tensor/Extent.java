package dev.netgrad.tensor;

/**
 * How many values an axis takes: a number, or the batch size {@code N}, known only at run time.
 *
 * @param size the number; 0 for the batch
 */
public record Extent(long size, boolean isBatch) {
  public static final Extent BATCH = new Extent(0, true);

  public static Extent of(long size) {
    return new Extent(size, false);
  }

  /** The number, with {@code batch} for N. */
  public long at(long batch) {
    return isBatch ? batch : size;
  }

  @Override
  public String toString() {
    return isBatch ? "N" : Long.toString(size);
  }
}
