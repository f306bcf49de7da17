package dev.netgrad.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the arrays of tensors consist of. */
public enum ElementType {
  FLOAT(Float.BYTES), DOUBLE(Double.BYTES);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The type of a name in Java. */
  public static Optional<ElementType> parse(String name) {
    return Arrays.stream(values()).filter(type -> type.toString().equals(name)).findFirst();
  }

  /** Its name in Java. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
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
