package dev.netgrad.onnx;

import java.util.Arrays;

/**
 * A tensor of the text: what is given, stored, or defined by a statement. Two are the same only if they are the same
 * object.
 */
final class Signal {
  private final String name;
  private final int[] extents;
  private int classes;
  private ElementKind kind;
  private boolean isSettled;

  private Signal(String name, int[] extents, ElementKind kind, int classes) {
    this.name = name;
    this.extents = extents.clone();
    this.kind = kind;
    this.classes = classes;
  }

  /**
   * @param name what the model calls it
   * @param extents of one sample, outermost first
   */
  static Signal of(String name, int[] extents, ElementKind kind) {
    return new Signal(name, extents, kind, 0);
  }

  /** Class numbers, each less than {@code classes}. */
  static Signal ofClasses(String name, int[] extents, int classes) {
    return new Signal(name, extents, ElementKind.INTEGER, classes);
  }

  String name() {
    return name;
  }

  int[] extents() {
    return extents.clone();
  }

  int rank() {
    return extents.length;
  }

  ElementKind kind() {
    return kind;
  }

  /**
   * What whole numbers that the network is given are taken for: class numbers, or numbers to compute with.
   *
   * @param most how many classes there are at most
   * @throws OnnxException if they would have to be both
   */
  void useAs(ElementKind use, int most) {
    if (isSettled && kind != use) {
      throw new OnnxException(name + " would have to be class numbers here and numbers elsewhere");
    }
    isSettled = true;
    kind = use;
    classes = classes == 0 ? most : Math.min(classes, most);
  }

  /** How many classes there are, or 0 where elements are no class numbers. */
  int classes() {
    return classes;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(extents);
  }
}
