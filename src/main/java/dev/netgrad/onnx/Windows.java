package dev.netgrad.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a window goes over the axes of a picture.
 *
 * @param before how far it begins outside
 * @param after how far it may end outside, as the node says
 * @param outputs at how many places it stands
 */
record Windows(int[] size, int[] stride, int[] dilation, int[] before, int[] after, int[] outputs) {

  /**
   * @param size of the window along each axis
   * @param picture extents of the picture
   */
  static Windows of(NodeStep s, int[] size, int[] picture) {
    int axes = size.length;
    int[] stride = attribute(s, "strides", axes);
    int[] dilation = attribute(s, "dilations", axes);
    int[] before = new int[axes];
    int[] after = new int[axes];
    String auto = s.node().text("auto_pad", "NOTSET");
    s.node().integers("pads").ifPresent(pads -> {
      for (int i = 0; i < axes; i++) {
        before[i] = Math.toIntExact(pads[i]);
        after[i] = Math.toIntExact(pads[i + axes]);
      }
    });
    int[] outputs = new int[axes];
    boolean ceils = s.node().integer("ceil_mode", 0) == 1;
    for (int i = 0; i < axes; i++) {
      int window = dilation[i] * (size[i] - 1) + 1;
      if (auto.startsWith("SAME")) {
        outputs[i] = (picture[i] + stride[i] - 1) / stride[i];
        int all = Math.max(0, (outputs[i] - 1) * stride[i] + window - picture[i]);
        before[i] = auto.equals("SAME_UPPER") ? all / 2 : all - all / 2;
        after[i] = all - before[i];
      } else {
        int room = picture[i] + before[i] + after[i] - window;
        outputs[i] = room < 0 ? 0 : (ceils ? (room + stride[i] - 1) / stride[i] : room / stride[i]) + 1;
        // A window that would begin behind the picture is none.
        boolean isBehind = ceils && (outputs[i] - 1) * stride[i] >= picture[i] + before[i];
        outputs[i] -= isBehind ? 1 : 0;
      }
      if (outputs[i] < 1) {
        throw new OnnxException("its window is larger than the padded input");
      }
    }
    return new Windows(size, stride, dilation, before, after, outputs);
  }

  static int[] attribute(NodeStep s, String name, int axes) {
    return s.node().integers(name).map(Moving::ints).orElseGet(() -> {
      int[] ones = new int[axes];
      Arrays.fill(ones, 1);
      return ones;
    });
  }

  int axes() {
    return size.length;
  }

  /** Where output {@code at} reads by tap {@code tap} along an axis. */
  Position read(int axis, Position at, Position tap) {
    return at.times(stride[axis]).plus(tap.times(dilation[axis])).plus(-before[axis]);
  }

  /** Whether a layer of the library has such windows: square, in a picture of two axes, padded alike on all sides. */
  boolean isSquare(int... picture) {
    return axes() == 2 && same(size) && same(stride) && same(dilation) && same(before)
        && IntStream.range(0, 2).allMatch(i -> outputs[i]
            == (picture[i] + 2 * before[i] - dilation[i] * (size[i] - 1) - 1) / stride[i] + 1);
  }

  private static boolean same(int... values) {
    return values[0] == values[1];
  }
}
