package dev.netgrad.onnx;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Shapes of the model's tensors: what broadcasting makes of them, and how messages show them. */
final class Shaped {
  private Shaped() {}

  /** What numpy makes of several shapes. */
  static int[] broadcast(int[]... shapes) {
    int rank = Arrays.stream(shapes).mapToInt(s -> s.length).max().orElse(0);
    int[] common = new int[rank];
    Arrays.fill(common, 1);
    for (int[] shape : shapes) {
      for (int i = 0; i < shape.length; i++) {
        int at = rank - shape.length + i;
        if (shape[i] != 1 && common[at] != 1 && common[at] != shape[i]) {
          throw new OnnxException("the shapes " + Arrays.stream(shapes).map(Shaped::text)
              .collect(Collectors.joining(", ")) + " do not go together");
        }
        common[at] = common[at] == 1 ? shape[i] : common[at];
      }
    }
    return common;
  }

  /** An axis counted from either end. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new OnnxException("there is no axis " + axis + " of " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  static String text(int[] shape) {
    return Arrays.stream(shape).mapToObj(e -> e == BatchSize.EXTENT ? "N" : Integer.toString(e))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
