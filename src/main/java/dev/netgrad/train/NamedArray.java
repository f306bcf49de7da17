package dev.netgrad.train;

/**
 * A tensor with its qualified name, such as {@code stage2.block0.conv1.weight}.
 *
 * @param name not empty, unique within its model
 * @param shape extents, outermost first; empty for a scalar
 * @param values the elements, row by row, as many as the product of {@code shape}; not copied
 */
public record NamedArray(String name, int[] shape, float[] values) {
  /**
   * Takes elements that are in an array already.
   *
   * @param name the qualified name
   * @param shape extents, outermost first
   * @param values the elements; the array is not copied
   * @throws IllegalArgumentException if the name is empty or {@code values} has another length than the shape says
   */
  public NamedArray {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an array without a name");
    }
    if (Shapes.size(shape) != values.length) {
      throw new IllegalArgumentException(
          name + " has shape " + Shapes.format(shape) + " but " + values.length + " values");
    }
    shape = shape.clone();
  }

  /**
   * The same elements in an array of their own.
   *
   * @return a copy
   */
  public NamedArray copy() {
    return new NamedArray(name, shape, values.clone());
  }

  /**
   * The same array under another name.
   *
   * @param other not empty
   * @return with these elements, not copied
   */
  public NamedArray renamed(String other) {
    return new NamedArray(other, shape, values);
  }
}
