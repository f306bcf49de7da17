package dev.netgrad.tensor.check;

import java.util.SplittableRandom;

/**
 * The numbers that {@code random(…)} gives. A call of it is a site, with a qualified name as parameters have, and each
 * site has a stream of numbers of its own in each step: SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom
 * number generators, OOPSLA 2014) from a start that is a hash of the key, the step and the site's name. The i-th number
 * belongs to the i-th element, row by row, so that any element can be computed at any time, by any thread, and again.
 */
public final class RandomNumbers {
  public static final long GOLDEN = 0x9e3779b97f4a7c15L;
  public static final long FIRST_FACTOR = 0xbf58476d1ce4e5b9L;
  public static final long SECOND_FACTOR = 0x94d049bb133111ebL;

  private RandomNumbers() {}

  /** The start of a site's stream in a step. */
  public static long stream(long key, long step, String site) {
    return next(next(next(key) + step) + hash(site));
  }

  /** What draws the initial values of a parameter; it depends on the seed and the qualified name alone. */
  public static SplittableRandom generator(long seed, String parameter) {
    return new SplittableRandom(seed * GOLDEN + hash(parameter));
  }

  /**
   * The stream's number at a position, from 0: an odd multiple of 2⁻²⁴, strictly between 0 and 1, the same in single
   * and in double precision.
   */
  public static double at(long stream, long position) {
    return (next(stream + position * GOLDEN) >>> 40 | 1) * 0x1p-24;
  }

  /** The elements of a tensor that a stream defines. */
  static double[] elements(long stream, int count) {
    double[] elements = new double[count];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = at(stream, i);
    }
    return elements;
  }

  /** The first number of SplitMix64 from a start. */
  private static long next(long start) {
    long z = start + GOLDEN;
    z = (z ^ z >>> 30) * FIRST_FACTOR;
    z = (z ^ z >>> 27) * SECOND_FACTOR;
    return z ^ z >>> 31;
  }

  /** FNV-1a (Fowler, Noll and Vo), a character at a time. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
