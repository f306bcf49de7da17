package dev.netgrad.train;

import java.util.Map;

/** What a data set is measured by, while it grows batch by batch. It is used by one thread at a time. */
public interface Measurement {
  /**
   * Adds a batch, in evaluation mode, by the model as it is now.
   *
   * @param batch has those of {@link Model#inputs()} that a metric reads
   * @throws IllegalArgumentException if an input is missing or too short, if a whole number is out of range, or if the
   *     batch is too large for an array; nothing is added then
   * @throws IllegalStateException if a number that it reads has no value; nothing is added then
   */
  void add(Batch batch);

  /**
   * How many samples there are.
   *
   * @return those of all batches
   */
  long samples();

  /**
   * The metrics of all samples so far.
   *
   * @return by {@linkplain Model#metrics() name}, in the order of the source; NaN where one is 0/0
   */
  Map<String, Double> values();
}
