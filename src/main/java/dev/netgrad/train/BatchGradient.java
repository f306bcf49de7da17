package dev.netgrad.train;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@linkplain Model#gradient batch} would do to a model: the gradients of its mean loss, what the states would
 * become, and the loss. Those of several batches add, each with the weight of its samples: a step of one machine, one
 * whose batch comes in parts, and one that many machines share are all this, given to {@link Model#apply}.
 *
 * <p>Layers that look across the batch, such as batch norm, see each part alone: there, and only there, a sum of parts
 * is something else than the whole.
 */
public final class BatchGradient {
  private long samples;
  private double loss;
  private final List<NamedArray> gradients;
  private final List<NamedArray> states;

  /**
   * Takes arrays that are there already.
   *
   * @param samples the number of samples N, at least 1
   * @param loss the mean over the samples
   * @param gradients of the mean loss, an array for each parameter, of its name and shape; not copied
   * @param states what each state becomes, of its name and shape; not copied
   * @throws IllegalArgumentException if {@code samples} is below 1
   */
  public BatchGradient(long samples, double loss, List<NamedArray> gradients, List<NamedArray> states) {
    if (samples < 1) {
      throw new IllegalArgumentException("a batch has at least 1 sample, not " + samples);
    }
    this.samples = samples;
    this.loss = loss;
    this.gradients = List.copyOf(gradients);
    this.states = List.copyOf(states);
  }

  /**
   * How many samples it is the mean of.
   *
   * @return their number N
   */
  public long samples() {
    return samples;
  }

  /**
   * The mean loss, in train mode.
   *
   * @return may be infinite or NaN
   */
  public double loss() {
    return loss;
  }

  /**
   * The gradients of the mean loss.
   *
   * @return an array for each parameter, in the order of the model's; writing to them changes the gradient
   */
  public List<NamedArray> gradients() {
    return gradients;
  }

  /**
   * What the states become.
   *
   * @return an array for each state, in the order of the model's
   */
  public List<NamedArray> states() {
    return states;
  }

  /**
   * The same in arrays of its own, which another batch does not overwrite: where a sum begins.
   *
   * @return a copy
   */
  public BatchGradient copy() {
    return new BatchGradient(samples, loss, copies(gradients), copies(states));
  }

  private static List<NamedArray> copies(List<NamedArray> arrays) {
    List<NamedArray> copies = new ArrayList<>();
    arrays.forEach(array -> copies.add(array.copy()));
    return copies;
  }

  /**
   * Takes in another batch: becomes the mean over the samples of both, each number of which is computed in double
   * precision and rounded once.
   *
   * @param other of the same model; unchanged
   * @throws IllegalArgumentException if it is of another model; this one is then unchanged
   */
  public void add(BatchGradient other) {
    requireSame(gradients, other.gradients);
    requireSame(states, other.states);
    long both = Math.addExact(samples, other.samples);
    double own = (double) samples / both;
    double others = (double) other.samples / both;
    mean(gradients, own, other.gradients, others);
    mean(states, own, other.states, others);
    loss = own * loss + others * other.loss;
    samples = both;
  }

  private static void mean(List<NamedArray> into, double own, List<NamedArray> from, double others) {
    for (int i = 0; i < into.size(); i++) {
      float[] a = into.get(i).values();
      float[] b = from.get(i).values();
      for (int k = 0; k < a.length; k++) {
        a[k] = (float) (own * a[k] + others * b[k]);
      }
    }
  }

  /**
   * How long the gradient is: the square root of the sum of all its squares, in double precision.
   *
   * @return 0 or more; NaN if there is a NaN
   */
  public double norm() {
    double sum = 0;
    for (NamedArray array : gradients) {
      for (float value : array.values()) {
        sum += (double) value * value;
      }
    }
    return Math.sqrt(sum);
  }

  /**
   * Multiplies the gradients, but not loss and states; so {@code scale(Math.min(1, 5 / norm()))} clips.
   *
   * @param factor what by
   */
  public void scale(double factor) {
    for (NamedArray array : gradients) {
      float[] values = array.values();
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (factor * values[k]);
      }
    }
  }

  /**
   * Copies gradients and states into a model's arrays, where they are not these themselves; for those who implement
   * {@link Model#apply}.
   *
   * @param intoGradients an array for each parameter
   * @param intoStates an array for each state
   * @throws IllegalArgumentException if names or lengths are others; nothing is then copied
   */
  public void copyTo(List<NamedArray> intoGradients, List<NamedArray> intoStates) {
    requireSame(intoGradients, gradients);
    requireSame(intoStates, states);
    copy(gradients, intoGradients);
    copy(states, intoStates);
  }

  private static void copy(List<NamedArray> from, List<NamedArray> into) {
    for (int i = 0; i < from.size(); i++) {
      float[] source = from.get(i).values();
      float[] target = into.get(i).values();
      if (source != target) {
        System.arraycopy(source, 0, target, 0, target.length);
      }
    }
  }

  private static void requireSame(List<NamedArray> wanted, List<NamedArray> given) {
    for (int i = 0; i < Math.max(wanted.size(), given.size()); i++) {
      String expected = i < wanted.size() ? text(wanted.get(i)) : "nothing";
      String found = i < given.size() ? text(given.get(i)) : "nothing";
      if (!expected.equals(found)) {
        throw new IllegalArgumentException("a gradient of another model: it has " + found + " in place of " + expected);
      }
    }
  }

  private static String text(NamedArray array) {
    return array.name() + " of " + array.values().length + " numbers";
  }
}
