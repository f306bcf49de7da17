package dev.netgrad.schedule;

import dev.netgrad.law.ToomCook;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** How much is done at a time, for caches to hold it: what is estimated, beside the size of tiles, stands here. */
public final class Blocking {
  /** A load that misses the first cache takes as long as so many more. */
  static final long CONFLICT = 4;

  /** Rows from this length on are packed. */
  static final long LONG_ROW = 128;

  /**
   * Points that a slice of a sum over the batch takes at once: enough to pay for adding it up, few enough for the
   * caches.
   */
  static final long POINTS = 400;

  /** Groups of samples that are added before an array is closed, at least. */
  private static final long FEWEST_GROUPS = 5;

  /** Patches whose transforms share one reading of the weights' transforms: some samples where each has few. */
  private static final long PATCHES = 32;

  /** Fewer patches do not pay for transforming the weights, or leave threads without work. */
  private static final long PAYING = 64;

  /** Patches over which slices are summed at once: fewer do not pay for turning sums into taps. */
  private static final long PATCHES_OF_SLICE = 64;

  /** Outputs of their own that threads may add to, where these are small. */
  public static final long CHUNKS = 8;

  private Blocking() {}

  /** Whether weights of so many bytes stay in a core's second cache beside what else is there. */
  static boolean stays(long bytes, Target target) {
    return bytes <= target.caches().second() / 2;
  }

  /**
   * For how many units of the output, such as its rows, one slice of the weights is used before the next one: for all
   * of them, or for so many that what the weights are multiplied by needs to be read once only.
   *
   * @param weights bytes
   * @param slices of the weights
   * @param operands bytes that are multiplied by them, of a unit
   * @return a number of units; nothing for all
   */
  static OptionalLong unitsOfSlice(long weights, long slices, long operands, Target target) {
    if (stays(weights, target)) {
      return OptionalLong.of(1);
    }
    // What stays while the weights pass.
    long length = Math.max(1, target.caches().second() / 2 / operands);
    return weights / length + operands < operands * slices ? OptionalLong.of(length) : OptionalLong.empty();
  }

  /** How many of a sample's points are done together, of several arrays in turn: a divisor of their number. */
  static long stretch(long points, long rowLength, Target target) {
    return largestDivisor(points, target.elements(target.caches().first()) / rowLength);
  }

  private static long largestDivisor(long number, long most) {
    return LongStream.rangeClosed(1, Math.min(number, most)).filter(d -> number % d == 0).max().orElse(1);
  }

  /** Rows whose distance is a power of two share a set of the first cache, which has room for so many lines. */
  private static final long WAYS = 8;

  /** How many neighbouring columns are copied to rows at once: a divisor of their number. */
  public static long neighbours(long columns) {
    return largestDivisor(columns, WAYS);
  }

  /** Samples whose points are summed at once, where a sample has few. */
  static long samples(long points) {
    return Math.max(1, POINTS / points);
  }

  /** The same where each sample's sums are added to the others' in memory: so few that sums keep their digits. */
  static long samplesApart(long points) {
    return Math.min(samples(points), Math.max(1, Blocks.TERMS - Math.min(points, Blocks.TERMS) - FEWEST_GROUPS));
  }

  /** Points that are summed at once, of those of a group of samples: blocks of equal length, but for the last. */
  static long blockPoints(long points, long samples) {
    return samples > 1 ? points : evenly(points, POINTS);
  }

  /** Patches of outputs that are multiplied together: all of some samples, or some rows of one. */
  static PatchBlock patches(long rows, long along, long channels, Target target) {
    long samples = Math.max(1, PATCHES / (rows * along));
    // The transformed patches of a block, all products and channels, stay in a core's second cache.
    long ofRow = target.element().bytes((long) ToomCook.PRODUCTS * ToomCook.PRODUCTS * along * channels);
    return new PatchBlock(rows, along, samples,
        samples > 1 ? rows : evenly(rows, target.caches().second() / 4 / ofRow));
  }

  /** Patches that are summed over together: all of some samples, or some rows of one. */
  static PatchBlock patchesOfSlice(long rows, long along) {
    return new PatchBlock(rows, along, Math.max(1, PATCHES_OF_SLICE / (rows * along)),
        evenly(rows, PATCHES_OF_SLICE / along));
  }

  /** Samples that have patches enough. */
  static long fewestSamples(long patches) {
    return (PAYING + patches - 1) / patches;
  }

  /** The size of equal blocks of at most so many rows, but for the last one. */
  public static long evenly(long rows, long most) {
    return ceiling(rows, ceiling(rows, Math.max(1, most)));
  }

  /** How many blocks of a size there are, the last one of which may be shorter. */
  static long ceiling(long rows, long size) {
    return (rows + size - 1) / size;
  }

  /** The size of blocks of at most so many rows: equal ones, unless some more rows make them fewer. */
  static long cut(long rows, long most) {
    long divisor = largestDivisor(rows, most);
    return 8 * divisor > 7 * most ? divisor : evenly(rows, most);
  }

  /** Whether as many outputs as there are chunks stay in the caches. */
  static boolean isSmall(long output, Target target) {
    return target.element().bytes(output * CHUNKS) <= target.caches().last();
  }
}
