package dev.netgrad.onnx;

import java.util.BitSet;

/**
 * A tensor whose elements are known when a model is imported.
 *
 * @param name what the model calls it
 * @param shape extents, outermost first
 * @param elements row by row
 * @param isTrained whether it is one of the model's weights, and not what a formula came to
 * @param ofBatch those elements that follow from the size of the batch, which is not known
 */
record Constant(String name, ElementKind kind, int[] shape, Elements elements, boolean isTrained, BitSet ofBatch) {

  /** Elements, wherever they are kept: the bytes of a file or an array. */
  @FunctionalInterface
  interface Elements {
    double at(int index);
  }

  static Constant of(String name, ElementKind kind, int[] shape, double... elements) {
    return new Constant(name, kind, shape, i -> elements[i], false, new BitSet());
  }

  int size() {
    int size = 1;
    for (int extent : shape) {
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }
}
