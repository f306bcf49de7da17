package dev.netgrad.onnx;

import static dev.netgrad.onnx.Term.product;
import static dev.netgrad.onnx.Term.reduced;

import dev.netgrad.onnx.Term.At;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures made larger or smaller. Along each axis that is a matrix, of which pixels of the result is made of which of
 * the picture, whatever the rule for coordinates; where it is each pixel several times, no statement is needed.
 */
final class Resizing {
  private Resizing() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("Resize", "nearest, linear and cubic, of sizes that are known", s -> resize(s, 2, 3)),
        OperatorRule.of("Upsample", s -> resize(s, 1, -1)));
  }

  private static Arranged resize(NodeStep s, int scalesAt, int sizesAt) {
    Arranged result = s.operand(0);
    int rank = result.rank();
    int scalesOperand = s.opset() < 11 ? 1 : scalesAt;
    int[] axes = s.node().integers("axes")
        .map(a -> IntStream.of(Moving.ints(a)).map(i -> Shaped.axis(i, rank)).toArray())
        .orElseGet(() -> IntStream.range(0, rank).toArray());
    boolean hasSizes = sizesAt >= 0 && s.has(sizesAt) && s.operand(sizesAt).size() > 0;
    double[] scales = new double[rank];
    int[] sizes = s.shape(0);
    Arrays.fill(scales, 1);
    for (int k = 0; k < axes.length; k++) {
      int axis = axes[k];
      if (hasSizes) {
        sizes[axis] = (int) s.known(sizesAt)[k];
        scales[axis] = (double) sizes[axis] / s.shape(0)[axis];
      } else {
        scales[axis] = scale(s, scalesOperand, k);
        boolean isBatch = sizes[axis] == BatchSize.EXTENT;
        sizes[axis] = isBatch ? sizes[axis] : (int) Math.floor(s.shape(0)[axis] * scales[axis]);
      }
    }
    String policy = s.node().text("keep_aspect_ratio_policy", "stretch");
    if (hasSizes && !policy.equals("stretch")) {
      keepAspect(s, axes, scales, sizes, policy.equals("not_larger"));
    }
    for (int axis = 0; axis < rank; axis++) {
      if (sizes[axis] != s.shape(0)[axis] || scales[axis] != 1) {
        result = along(s, result, axis, scales[axis], sizes[axis]);
      }
    }
    return result;
  }

  private static double scale(NodeStep s, int operand, int k) {
    if (!s.has(operand)) {
      return s.node().attributes().get("scales").getFloats(k);
    }
    return s.constant(operand).orElseThrow(() -> new OnnxException("its scales are not known")).elements().at(k);
  }

  private static void keepAspect(NodeStep s, int[] axes, double[] scales, int[] sizes, boolean isLargest) {
    double scale = IntStream.of(axes).mapToDouble(a -> scales[a]).reduce(isLargest ? Math::min : Math::max).orElse(1);
    for (int axis : axes) {
      scales[axis] = scale;
      sizes[axis] = (int) Math.floor(s.shape(0)[axis] * scale + 0.5);
    }
  }

  private static Arranged along(NodeStep s, Arranged x, int axis, double scale, int size) {
    if (x.axes().get(axis).stream().anyMatch(Factor::isBatch)) {
      throw new OnnxException("it makes more samples, or fewer");
    }
    int[] shape = x.shape();
    int extent = shape[axis];
    double[] weights = new double[size * extent];
    for (int i = 0; i < size; i++) {
      weigh(s, i, extent, size, scale, weights);
    }
    shape[axis] = size;
    int[] sources = IntStream.range(0, size).map(i -> only(weights, i, extent)).toArray();
    if (Arrays.stream(sources).allMatch(i -> i >= 0)) {
      int times = size / extent;
      if (size % extent == 0 && IntStream.range(0, size).allMatch(i -> sources[i] == i / times)) {
        return repeated(x, axis, times);
      }
    }
    Arranged matrix = Arranged.of(
        Constant.of(s.out() + "_weights", ElementKind.FLOAT, new int[] {size, extent}, weights));
    Factor p = Factor.of("p", extent);
    Position at = extent == 1 ? Position.of(0) : Position.of(p);
    return s.draft().define(s.out(), Formula.of(ElementKind.FLOAT, shape, i -> {
      List<Position> read = new ArrayList<>(i);
      read.set(axis, at);
      return reduced("sum", List.of(p), product(new At(x, read, null), new At(matrix, List.of(i.get(axis), at), null)));
    }));
  }

  /** Each element of an axis several times. */
  private static Arranged repeated(Arranged x, int axis, int times) {
    int[] shape = x.shape();
    int[] apart = insert(shape, axis + 1, 1);
    int[] again = insert(shape, axis + 1, times);
    int[] whole = shape.clone();
    whole[axis] *= times;
    return x.withOnes(apart).expanded(again).reshaped(whole).orElseThrow();
  }

  private static int[] insert(int[] shape, int at, int extent) {
    return IntStream.concat(IntStream.concat(IntStream.of(shape).limit(at), IntStream.of(extent)),
        IntStream.of(shape).skip(at)).toArray();
  }

  /** The pixel that a pixel of the result is, or -1 if it is made of several. */
  private static int only(double[] weights, int row, int extent) {
    int[] all = IntStream.range(0, extent).filter(k -> weights[row * extent + k] != 0).toArray();
    return all.length == 1 && weights[row * extent + all[0]] == 1 ? all[0] : -1;
  }

  /** What a pixel of the result is made of. */
  private static void weigh(NodeStep s, int i, int extent, int size, double scale, double... weights) {
    String mode = s.node().text("mode", "nearest");
    if (s.node().integer("antialias", 0) == 1 && scale < 1) {
      throw new OnnxException("antialias = 1 is not read");
    }
    double x = coordinate(s, i, extent, size, scale);
    switch (mode) {
      case "nearest" -> add(weights, i, nearest(s, x), extent, 1);
      case "linear" -> {
        int left = (int) Math.floor(x);
        add(weights, i, left, extent, 1 - (x - left));
        add(weights, i, left + 1, extent, x - left);
      }
      case "cubic" -> cubic(s, i, x, extent, weights);
      default -> throw new OnnxException("mode = " + mode + " is not known");
    }
  }

  /** Keys, IEEE Trans. ASSP 1981, eq. 4, with the coefficient of the attribute. */
  private static void cubic(NodeStep s, int i, double x, int extent, double... weights) {
    double a = s.node().number("cubic_coeff_a", -0.75);
    boolean excludes = s.node().integer("exclude_outside", 0) == 1;
    int left = (int) Math.floor(x);
    double[] four = new double[4];
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      double d = Math.abs(x - (left - 1 + k));
      four[k] = d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
      boolean isOutside = left - 1 + k < 0 || left - 1 + k >= extent;
      four[k] = excludes && isOutside ? 0 : four[k];
      sum += four[k];
    }
    for (int k = 0; k < 4; k++) {
      add(weights, i, left - 1 + k, extent, excludes ? four[k] / sum : four[k]);
    }
  }

  /** Beyond the edge lies the edge. */
  private static void add(double[] weights, int row, int column, int extent, double weight) {
    weights[row * extent + Math.max(0, Math.min(extent - 1, column))] += weight;
  }

  private static int nearest(NodeStep s, double x) {
    String mode = s.opset() < 11 ? "floor" : s.node().text("nearest_mode", "round_prefer_floor");
    return (int) switch (mode) {
      case "floor" -> Math.floor(x);
      case "ceil" -> Math.ceil(x);
      case "round_prefer_floor" -> Math.ceil(x - 0.5);
      case "round_prefer_ceil" -> Math.floor(x + 0.5);
      default -> throw new OnnxException("nearest_mode = " + mode + " is not known");
    };
  }

  private static double coordinate(NodeStep s, int i, int extent, int size, double scale) {
    String mode = s.opset() < 11 ? "asymmetric" : s.node().text("coordinate_transformation_mode", "half_pixel");
    double length = scale * extent;
    return switch (mode) {
      case "half_pixel" -> (i + 0.5) / scale - 0.5;
      case "pytorch_half_pixel" -> length > 1 ? (i + 0.5) / scale - 0.5 : 0;
      case "align_corners" -> length == 1 ? 0 : i * (extent - 1) / (length - 1);
      case "asymmetric" -> i / scale;
      case "half_pixel_symmetric" -> {
        double adjusted = size / length;
        yield extent / 2.0 * (1 - adjusted) + (i + 0.5) / scale - 0.5;
      }
      default -> throw new OnnxException("coordinate_transformation_mode = " + mode + " is not read");
    };
  }
}
