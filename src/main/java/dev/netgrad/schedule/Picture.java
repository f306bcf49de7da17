package dev.netgrad.schedule;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Scalar;

/**
 * A picture cut into square patches, one every four pixels, each to be multiplied by a matrix from both sides: what
 * {@code Patches} computes, and how much memory it takes.
 *
 * @param read of the picture; its last index is the channel
 * @param matrix M of {@code M p Mᵀ}
 * @param capacity patches that a panel has room for
 */
public record Picture(Scalar.Read read, Axis channel, Side down, Side along, double[][] matrix, long capacity) {
  /** Pixels from one patch to the next, in both directions: outputs, or taps, of the law. */
  public static final int SIZE = 4;

  /**
   * Patches along one axis of the picture.
   *
   * @param dimension of the array
   * @param low the pixel at which the first patch begins; negative outside the picture
   * @param extent pixels of the picture
   * @param count patches
   */
  public record Side(int dimension, long low, long extent, long count) {

    /** So many that they cover as many results, four each. */
    public static long count(long results) {
      return (results + SIZE - 1) / SIZE;
    }
  }

  /** @param patches that a panel has room for, at least */
  static Picture of(Scalar.Read read, Axis channel, Side down, Side along, double[][] matrix, long patches) {
    // Products an even number of lines apart would share few of the cache's sets.
    return new Picture(read, channel, down, along, matrix, patches | 1);
  }

  /** Products of a patch along one axis. */
  public int products() {
    return matrix.length;
  }

  /** Pixels of a patch along one axis. */
  public int pixels() {
    return matrix[0].length;
  }

  /** Pixels of a row of patches, those outside the picture included. */
  public long width() {
    return SIZE * (along.count() - 1) + pixels();
  }

  /** Channels. */
  public long channels() {
    return channel.extent().size();
  }

  /** Elements of a row of patches whose columns were transformed. */
  public long linesElements() {
    return products() * width() * channels();
  }

  /** Elements of the transformed patches. */
  public long panelsElements() {
    return (long) products() * products() * capacity * channels();
  }
}
