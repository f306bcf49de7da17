package dev.netgrad.onnx;

/**
 * Something that counts from 0: an index of a formula, or one of the factors of which an axis is made. Two are the same
 * only if they are the same object.
 */
final class Factor {
  private final String letter;
  private final int extent;
  private final boolean batch;

  private Factor(String letter, int extent, boolean batch) {
    this.letter = letter;
    this.extent = extent;
    this.batch = batch;
  }

  /**
   * @param letter how a formula would like to call it
   * @param extent how many values it takes
   */
  static Factor of(String letter, int extent) {
    return new Factor(letter, extent, false);
  }

  /** The index of the samples, which the text does not mention. */
  static Factor ofBatch() {
    return new Factor("n", BatchSize.EXTENT, true);
  }

  String letter() {
    return letter;
  }

  int extent() {
    return extent;
  }

  boolean isBatch() {
    return batch;
  }

  @Override
  public String toString() {
    return letter + "<" + extent;
  }
}
