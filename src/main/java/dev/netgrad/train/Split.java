package dev.netgrad.train;

/**
 * What is learned from and what is tested on.
 *
 * @param train samples to train on, at least one
 * @param test samples to test on, at least one
 */
public record Split(Dataset train, Dataset test) {
  /**
   * Puts two datasets together.
   *
   * @param train samples to train on
   * @param test samples to test on
   * @throws IllegalArgumentException if the two have different shapes or classes, or if one has no samples
   */
  public Split {
    if (!Shapes.format(train.shape()).equals(Shapes.format(test.shape())) || train.classes() != test.classes()) {
      throw new IllegalArgumentException("training and test samples differ in shape or classes");
    }
    if (train.size() == 0 || test.size() == 0) {
      throw new IllegalArgumentException("no training samples or no test samples");
    }
  }

  /**
   * Scales both alike.
   *
   * @param scaling as a rule that of the samples to train on
   * @return both scaled; this split is not changed
   */
  public Split scaled(Scaling scaling) {
    return new Split(scaling.apply(train), scaling.apply(test));
  }
}
