package dev.netgrad.train;

/**
 * Labelled samples of one shape.
 *
 * @param features the samples, one after the other, each as many values as the product of {@code shape}; not copied
 * @param labels the class of each sample, from 0 to {@code classes} − 1; not copied
 * @param shape the extents of one sample, outermost first
 * @param classes the number of classes
 * @throws IllegalArgumentException if the lengths disagree or a label is out of range
 */
public record Dataset(float[] features, int[] labels, int[] shape, int classes) {
  public Dataset {
    if ((long) labels.length * Shapes.size(shape) != features.length) {
      throw new IllegalArgumentException(
          "%d labels and %d features do not fit samples of %s"
              .formatted(labels.length, features.length, Shapes.format(shape)));
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("class " + label + " of " + classes);
      }
    }
    shape = shape.clone();
  }

  /** The number of samples. */
  public int size() {
    return labels.length;
  }

  /** The number of values in one sample. */
  public int sampleSize() {
    return Shapes.size(shape);
  }
}
