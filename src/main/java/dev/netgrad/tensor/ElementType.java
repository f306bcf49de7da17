package dev.netgrad.tensor;

/** What the arrays of tensors consist of. */
public enum ElementType {
  FLOAT(Float.BYTES), DOUBLE(Double.BYTES);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** Bytes of so many elements. */
  public long bytes(long elements) {
    return Math.multiplyExact(elements, bytes);
  }
}
