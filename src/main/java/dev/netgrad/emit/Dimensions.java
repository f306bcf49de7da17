package dev.netgrad.emit;

import dev.netgrad.loop.code.Code;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An address as the index of each dimension times its stride: {@code 256*n + 32*h + 32*r + c - 32} is
 * {@code 256*n + 32*(h + r - 1) + c}, as the formula has it.
 */
final class Dimensions {
  private Dimensions() {}

  static JavaExpression of(Code.Place place) {
    Affine address = place.offset();
    List<Long> strides = place.buffer().tensor().map(Dimensions::strides).orElse(List.of(1L));
    Map<Long, Map<Axis, Long>> byStride = new LinkedHashMap<>();
    strides.forEach(stride -> byStride.put(stride, new LinkedHashMap<>()));
    address.terms().forEach((axis, k) -> {
      long stride = strides.stream().filter(s -> k % s == 0).findFirst().orElseThrow();
      byStride.get(stride).put(axis, k / stride);
    });
    long rest = address.constant();
    JavaExpression sum = null;
    for (Map.Entry<Long, Map<Axis, Long>> dimension : byStride.entrySet()) {
      long stride = dimension.getKey();
      // Without a variable of its own, an index is a number, which what is left of the address has.
      long offset = dimension.getValue().isEmpty() ? 0 : Math.round((double) rest / stride);
      rest -= offset * stride;
      if (!dimension.getValue().isEmpty()) {
        sum = plus(sum, stride, new Affine(dimension.getValue(), offset));
      }
    }
    if (sum == null || rest == 0) {
      return sum == null ? JavaExpression.number(rest) : sum;
    }
    return JavaExpression.infix(sum, rest < 0 ? JavaExpression.Operator.MINUS : JavaExpression.Operator.PLUS,
        JavaExpression.number(Math.abs(rest)));
  }

  /** How far neighbours along each dimension are apart, the largest first; the last ones are at 1. */
  private static List<Long> strides(Tensor tensor) {
    List<Long> strides = new ArrayList<>(List.of(1L));
    long stride = 1;
    for (int d = tensor.rank() - 1; d > 0; d--) {
      Extent extent = tensor.shape().get(d);
      stride *= extent.size();
      if (!strides.contains(stride)) {
        strides.add(0, stride);
      }
    }
    return strides;
  }

  private static JavaExpression plus(JavaExpression sum, long stride, Affine index) {
    boolean negative = sum != null && index.constant() == 0 && index.terms().values().stream().allMatch(k -> k < 0);
    Affine positive = negative ? index.times(-1) : index;
    boolean bare = stride == 1 && !negative;
    JavaExpression result = bare && sum != null ? sum : null;
    if (bare) {
      for (Map.Entry<Axis, Long> term : positive.terms().entrySet()) {
        JavaExpression of = Expressions.affine(new Affine(Map.of(term.getKey(), Math.abs(term.getValue())), 0));
        result = result == null ? Expressions.affine(new Affine(Map.of(term.getKey(), term.getValue()), 0))
            : JavaExpression.infix(result, operator(term.getValue()), of);
      }
      return positive.constant() == 0 ? result : JavaExpression.infix(result, operator(positive.constant()),
          JavaExpression.number(Math.abs(positive.constant())));
    }
    JavaExpression product = stride == 1 ? Expressions.affine(positive)
        : JavaExpression.infix(JavaExpression.number(stride), JavaExpression.Operator.TIMES,
            Expressions.affine(positive));
    return sum == null ? product : JavaExpression.infix(sum, operator(negative ? -1 : 1), product);
  }

  private static JavaExpression.Operator operator(long sign) {
    return sign < 0 ? JavaExpression.Operator.MINUS : JavaExpression.Operator.PLUS;
  }
}
