package dev.netgrad.train;

import java.util.Arrays;

/**
 * What a network is given or gives under a name: an array of numbers, or of whole numbers below a bound.
 *
 * @param name what the source calls it
 * @param shape the extents of one sample, outermost first; empty if it has one number
 * @param classes 0 for numbers, a {@code float[]}; else whole numbers from 0 to {@code classes} − 1, an {@code int[]},
 *     and {@link Integer#MAX_VALUE} if nothing bounds them
 * @param perSample whether each sample has its own; else there is one for the batch
 */
public record Port(String name, int[] shape, int classes, boolean perSample) {
  /**
   * Checks the number of classes, and that an array can hold a sample.
   *
   * @param name what the source calls it
   * @param shape the extents of one sample
   * @param classes from 0
   * @param perSample whether each sample has its own
   * @throws IllegalArgumentException if {@code classes} or an extent is negative, or if no array can hold a sample
   */
  public Port {
    if (classes < 0) {
      throw new IllegalArgumentException(name + " has " + classes + " classes");
    }
    shape = shape.clone();
    Shapes.size(shape);
  }

  /**
   * Numbers of each sample.
   *
   * @param name what the source calls them
   * @param shape the extents of one sample
   * @return a port with {@code float} arrays
   */
  public static Port numbers(String name, int... shape) {
    return new Port(name, shape, 0, true);
  }

  /**
   * Whole numbers of each sample.
   *
   * @param name what the source calls them
   * @param classes they are from 0 to {@code classes} − 1
   * @param shape the extents of one sample
   * @return a port with {@code int} arrays
   */
  public static Port wholes(String name, int classes, int... shape) {
    return new Port(name, shape, classes, true);
  }

  /**
   * The same for the whole batch.
   *
   * @return a port whose arrays do not grow with the batch
   */
  public Port ofBatch() {
    return new Port(name, shape, classes, false);
  }

  /**
   * Whether these are whole numbers, in {@code int} arrays.
   *
   * @return whether there are classes
   */
  public boolean isWhole() {
    return classes > 0;
  }

  /**
   * How many numbers a sample has.
   *
   * @return the product of the extents
   */
  public int size() {
    return Shapes.size(shape);
  }

  /**
   * How many numbers a batch has.
   *
   * @param samples N, at least 1
   * @return the length of its array
   * @throws IllegalArgumentException if no array is that long
   */
  public int length(int samples) {
    long length = perSample ? (long) samples * size() : size();
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(name + ": a batch of " + samples + " samples is more than an array can hold");
    }
    return (int) length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Port port && name.equals(port.name) && Arrays.equals(shape, port.shape)
        && classes == port.classes && perSample == port.perSample;
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.hashCode(shape);
  }

  /**
   * In words, such as {@code image, 32×32×3 numbers}, {@code label, a class from 0 to 9} or
   * {@code tokens, 5 classes from 0 to 11}.
   */
  @Override
  public String toString() {
    boolean isOne = shape.length == 0;
    String what = !isWhole() ? "number" : classes == Integer.MAX_VALUE ? "whole number" : "class";
    String many = isOne ? "a " + what : Shapes.format(shape) + " " + what + (what.endsWith("s") ? "es" : "s");
    return name + ", " + many + (what.equals("class") ? " from 0 to " + (classes - 1) : "");
  }
}
