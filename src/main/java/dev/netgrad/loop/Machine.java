package dev.netgrad.loop;

/**
 * What a set of vector kernels is made for.
 *
 * @param bits the width of a vector
 */
public record Machine(int bits) {
  /** Floats in a line of the first cache. */
  static final long LINE = 16;

  /** Sets of lines in it: what lies 4 KiB apart is in one set, on x86 and elsewhere. */
  static final long SETS = 64;

  /** Lines in a set, at least. */
  static final long WAYS = 8;

  /** Floats in a vector. */
  public int lanes() {
    return bits / Float.SIZE;
  }

  /** Vector registers: 32 where vectors have 512 bits, as with AVX-512, and 128, as with NEON; 16 with AVX2. */
  public int registers() {
    return bits == 256 ? 16 : 32;
  }
}
