package dev.netgrad.train;

/**
 * What is learned from and what is tested on.
 *
 * @throws IllegalArgumentException if the two have different shapes or classes, or if one has no samples
 */
public record Split(Dataset train, Dataset test) {
  public Split {
    if (!Shapes.format(train.shape()).equals(Shapes.format(test.shape())) || train.classes() != test.classes()) {
      throw new IllegalArgumentException("training and test samples differ in shape or classes");
    }
    if (train.size() == 0 || test.size() == 0) {
      throw new IllegalArgumentException("no training samples or no test samples");
    }
  }

  /** Both scaled alike. */
  public Split scaled(Scaling scaling) {
    return new Split(scaling.apply(train), scaling.apply(test));
  }
}
