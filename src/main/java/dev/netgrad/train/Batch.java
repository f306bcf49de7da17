package dev.netgrad.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples by name: of each {@linkplain Port port} an array that has it of all samples, one after the other, row by row.
 * Arrays may be longer than the samples need: what lies behind is neither read nor written. They are not copied, so
 * that a batch can be filled again and again.
 */
public final class Batch {
  private final int samples;
  private final Map<String, Object> arrays;

  private Batch(int samples, Map<String, Object> arrays) {
    if (samples < 1) {
      throw new IllegalArgumentException("a batch has at least 1 sample, not " + samples);
    }
    this.samples = samples;
    this.arrays = arrays;
  }

  /**
   * A batch that has no array yet.
   *
   * @param samples their number N, at least 1
   * @throws IllegalArgumentException if {@code samples} is below 1
   */
  public Batch(int samples) {
    this(samples, new LinkedHashMap<>());
  }

  /**
   * New arrays for samples, all zeros.
   *
   * @param samples their number N, at least 1
   * @param ports what a sample has
   * @return with an array for each port
   * @throws IllegalArgumentException if {@code samples} is below 1, or if no array can hold so many
   */
  public static Batch of(int samples, List<Port> ports) {
    Batch batch = new Batch(samples);
    for (Port port : ports) {
      int length = port.length(samples);
      batch.arrays.put(port.name(), port.isWhole() ? new int[length] : new float[length]);
    }
    return batch;
  }

  /**
   * Adds numbers.
   *
   * @param name of the port
   * @param values of the samples, one after the other; not copied
   * @return this
   */
  public Batch with(String name, float[] values) {
    arrays.put(name, values);
    return this;
  }

  /**
   * Adds whole numbers.
   *
   * @param name of the port
   * @param values of the samples, one after the other; not copied
   * @return this
   */
  public Batch with(String name, int[] values) {
    arrays.put(name, values);
    return this;
  }

  /**
   * The first ones of the samples, in the same arrays.
   *
   * @param count how many, at least 1 and at most as many as there are
   * @return a smaller batch that shares this one's arrays
   * @throws IllegalArgumentException if there are not so many
   */
  public Batch first(int count) {
    if (count > samples) {
      throw new IllegalArgumentException("the first " + count + " of " + samples + " samples");
    }
    return count == samples ? this : new Batch(count, arrays);
  }

  /**
   * How many samples there are.
   *
   * @return their number N
   */
  public int samples() {
    return samples;
  }

  /**
   * The numbers of a port.
   *
   * @param name of the port
   * @return the array itself
   * @throws IllegalArgumentException if there are none of that name, or whole numbers
   */
  public float[] numbers(String name) {
    Object array = array(name);
    if (!(array instanceof float[] numbers)) {
      throw new IllegalArgumentException(name + " has numbers, a float[], but is given whole numbers, an int[]");
    }
    return numbers;
  }

  /**
   * The whole numbers of a port.
   *
   * @param name of the port
   * @return the array itself
   * @throws IllegalArgumentException if there are none of that name, or numbers
   */
  public int[] wholes(String name) {
    Object array = array(name);
    if (!(array instanceof int[] wholes)) {
      throw new IllegalArgumentException(name + " has whole numbers, an int[], but is given numbers, a float[]");
    }
    return wholes;
  }

  private Object array(String name) {
    Object array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("there is no " + name + " in the batch, but "
          + (arrays.isEmpty() ? "nothing" : String.join(", ", arrays.keySet())));
    }
    return array;
  }
}
