package dev.netgrad.schedule;

import dev.netgrad.tensor.ElementType;

/**
 * How Java lays out arrays, as far as scratch memory has to begin where a line of the cache does: a vector of 512 bits
 * is one line then, not two.
 *
 * @param element what arrays consist of
 */
public record ArrayLayout(ElementType element) {
  /** Bytes between the address of an array and its elements. */
  private static final long HEADER = 16;

  /** Bytes of a line of the cache, at whose multiples large arrays are. */
  private static final long LINE = 64;

  /** Collectors put arrays of so many elements where a line begins, and leave them there. */
  private static final long LARGE = 1 << 20;

  /** The first element of a large array with which a line begins. */
  public long aligned() {
    return (LINE - HEADER) / element.bytes();
  }

  /** The length of a large array that has at least so many elements. */
  public long large(long elements) {
    return Math.max(elements, LARGE);
  }
}
