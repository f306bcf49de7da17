package dev.netgrad.train;

/**
 * Labelled samples of one shape.
 *
 * @param features the samples, one after the other, each as many values as the product of {@code shape}; not copied
 * @param labels the class of each sample, from 0 to {@code classes} − 1; not copied
 * @param shape the extents of one sample, outermost first
 * @param classes the number of classes
 */
public record Dataset(float[] features, int[] labels, int[] shape, int classes) {
  /**
   * Takes samples that are in arrays already.
   *
   * @param features N samples; the array is not copied
   * @param labels N classes; the array is not copied
   * @param shape the extents of one sample
   * @param classes the number of classes
   * @throws IllegalArgumentException if the lengths disagree or a label is out of range
   */
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

  /**
   * How many samples there are.
   *
   * @return their number N, which may be 0
   */
  public int size() {
    return labels.length;
  }

  /**
   * How many values a sample has.
   *
   * @return the product of {@code shape}
   */
  public int sampleSize() {
    return Shapes.size(shape);
  }
}
