package dev.netgrad.train;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Arithmetic on shapes. */
final class Shapes {
  private Shapes() {}

  /** The number of elements; {@link IllegalArgumentException} if an extent is negative or an array can't hold them. */
  static int size(int... shape) {
    long size = 1;
    boolean empty = false;
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("negative extent in shape " + format(shape));
      }
      empty |= extent == 0;
      size *= Math.max(extent, 1);
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + format(shape) + " has more elements than an array can hold");
      }
    }
    return empty ? 0 : (int) size;
  }

  /** {@code 8×8×1}; {@code scalar} for the empty shape. */
  static String format(int... shape) {
    return shape.length == 0
        ? "scalar"
        : Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining("×"));
  }
}
