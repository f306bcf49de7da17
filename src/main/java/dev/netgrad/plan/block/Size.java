package dev.netgrad.plan.block;

import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Elements of an array as a function of the batch size: {@code perSample·N + fixed}. */
public record Size(long perSample, long fixed) {
  public static final Size NONE = new Size(0, 0);

  public static Size of(Tensor tensor) {
    long elements = tensor.elementsPerSample();
    return tensor.isPerSample() ? new Size(elements, 0) : new Size(0, elements);
  }

  public Size plus(Size other) {
    return new Size(Math.addExact(perSample, other.perSample), Math.addExact(fixed, other.fixed));
  }

  public Size times(long factor) {
    return new Size(Math.multiplyExact(perSample, factor), Math.multiplyExact(fixed, factor));
  }

  /** An array that is large enough for either. */
  public Size max(Size other) {
    return new Size(Math.max(perSample, other.perSample), Math.max(fixed, other.fixed));
  }

  /** The sizes of arrays each of which is large enough for either of two. */
  public static List<Size> larger(List<Size> some, List<Size> others) {
    return IntStream.range(0, Math.max(some.size(), others.size())).mapToObj(i ->
        i >= some.size() ? others.get(i) : i >= others.size() ? some.get(i) : some.get(i).max(others.get(i))).toList();
  }

  /** Whether an array of another size is large enough, whatever the batch. */
  public boolean fitsInto(Size array) {
    return max(array).equals(array);
  }

  public long at(long batch) {
    return Math.addExact(Math.multiplyExact(perSample, batch), fixed);
  }

  /** The largest batch for which an array of this size can exist. */
  public long largestBatch() {
    return perSample == 0 ? Integer.MAX_VALUE
        : Math.min(Integer.MAX_VALUE, (Integer.MAX_VALUE - 8L - fixed) / perSample);
  }

  @Override
  public String toString() {
    return perSample == 0 ? Long.toString(fixed) : fixed == 0 ? perSample + "*N" : perSample + "*N + " + fixed;
  }
}
