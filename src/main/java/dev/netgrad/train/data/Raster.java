package dev.netgrad.train.data;

/**
 * A grid of values, row by row and in each pixel channel by channel: a picture, a mask, or in a single row the numbers
 * of a sample. It is filled again and again, and grows as need be.
 */
public final class Raster {
  private float[] values = {};
  private int height;
  private int width;
  private int channels;

  /** A raster without pixels. */
  public Raster() {}

  /**
   * Gives the raster other extents; its former values are lost.
   *
   * @param height rows, from 0
   * @param width pixels in a row, from 0
   * @param channels values of a pixel, from 0
   * @return the array to fill, as {@link #values()} gives it
   * @throws IllegalArgumentException if an extent is negative or no array can hold so many values
   */
  public float[] reset(int height, int width, int channels) {
    long size = Math.multiplyExact((long) height * width, (long) channels);
    if (height < 0 || width < 0 || channels < 0 || size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a raster of " + height + "×" + width + "×" + channels);
    }
    if (values.length < size) {
      values = new float[(int) size];
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    return values;
  }

  /**
   * The values: that of channel c in column x of row y is at {@code (y·width + x)·channels + c}.
   *
   * @return the raster's own array, which may be longer than its values
   */
  public float[] values() {
    return values;
  }

  /**
   * How many rows there are.
   *
   * @return from 0
   */
  public int height() {
    return height;
  }

  /**
   * How many pixels a row has.
   *
   * @return from 0
   */
  public int width() {
    return width;
  }

  /**
   * How many values a pixel has.
   *
   * @return from 0
   */
  public int channels() {
    return channels;
  }

  /**
   * How many values there are.
   *
   * @return the product of the extents
   */
  public int size() {
    return height * width * channels;
  }
}
