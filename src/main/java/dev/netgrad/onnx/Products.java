package dev.netgrad.onnx;

import static dev.netgrad.onnx.Term.number;
import static dev.netgrad.onnx.Term.product;
import static dev.netgrad.onnx.Term.reduced;
import static dev.netgrad.onnx.Term.sum;

import dev.netgrad.onnx.Term.At;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Products of matrices. */
final class Products {
  private Products() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("Gemm", Products::gemm),
        OperatorRule.of("MatMul", s -> matMul(s, s.operand(0), s.operand(1))));
  }

  private static Arranged gemm(NodeStep s) {
    boolean isTurned = s.node().integer("transA", 0) == 1;
    Arranged a = isTurned ? s.operand(0).permuted(1, 0) : s.operand(0);
    Arranged b = s.node().integer("transB", 0) == 1 ? s.operand(1).permuted(1, 0) : s.operand(1);
    double alpha = s.node().number("alpha", 1);
    double beta = s.node().number("beta", 1);
    if (a.shape()[1] != b.shape()[0]) {
      throw new OnnxException(Shaped.text(a.shape()) + " and " + Shaped.text(b.shape()) + " have no product");
    }
    int outputs = b.shape()[1];
    Optional<Constant> bias = s.has(2) ? s.constant(2).filter(c -> c.size() == outputs) : Optional.empty();
    if (b.constant().isPresent() && bias.isPresent() && a.batchAxis() == 0 && a.signal().isPresent()) {
      return dense(s, a, b, bias.orElseThrow(), alpha, beta);
    }
    Factor k = Factor.of("k", b.shape()[0]);
    Position at = b.shape()[0] == 1 ? Position.of(0) : Position.of(k);
    return s.define(new int[] {a.shape()[0], outputs}, i -> {
      Term dot = reduced("sum", List.of(k),
          product(new At(a, List.of(i.get(0), at), null), new At(b, List.of(at, i.get(1)), null)));
      Term scaled = alpha == 1 ? dot : product(number(alpha), dot);
      return !s.has(2) || beta == 0 ? scaled
          : sum(scaled, beta == 1 ? s.at(2, i) : product(number(beta), s.at(2, i)));
    });
  }

  /** The library's affine map, which takes a picture as it lies: its weights are laid out like it. */
  private static Arranged dense(NodeStep s, Arranged a, Arranged b, Constant bias, double alpha, double beta) {
    Arranged whole = a.isWhole() ? a : s.draft().inOrder(a, 1);
    Signal in = whole.signal().orElseThrow();
    int outputs = b.shape()[1];
    int[] shape = Arrays.copyOf(in.extents(), in.rank() + 1);
    shape[in.rank()] = outputs;
    // Where each element of the picture is in the row that the model makes of it.
    int[] strides = new int[in.rank()];
    int stride = 1;
    List<Factor> row = whole.axes().get(1);
    for (int k = row.size() - 1; k >= 0; k--) {
      strides[whole.reads().indexOf(Position.of(row.get(k)))] = stride;
      stride *= row.get(k).extent();
    }
    Constant matrix = Known.laid(b);
    Constant weight = new Constant(matrix.name(), ElementKind.FLOAT, shape, i -> {
      int rest = i / outputs;
      int at = 0;
      for (int k = strides.length - 1; k >= 0; k--) {
        at += rest % shape[k] * strides[k];
        rest /= shape[k];
      }
      return alpha * matrix.elements().at(at * outputs + i % outputs);
    }, true, matrix.ofBatch());
    Constant shift = new Constant(bias.name(), ElementKind.FLOAT, new int[] {outputs},
        i -> beta * bias.elements().at(i), true, bias.ofBatch());
    Map<String, Constant> weights = new LinkedHashMap<>();
    weights.put("weight", weight);
    weights.put("bias", shift);
    return s.draft().call(s.out(), "dense", List.of(in), List.of(new Written.Setting("", outputs)), weights,
        new int[] {whole.shape()[0], outputs}, 0, 1);
  }

  /** As numpy's: the last two axes are multiplied, those before them broadcast. */
  static Arranged matMul(NodeStep s, Arranged a, Arranged b) {
    int[] left = a.shape();
    int[] right = b.shape();
    if (left.length == 0 || right.length == 0) {
      throw new OnnxException("a number is no matrix");
    }
    int inner = left[left.length - 1];
    if (inner != right[Math.max(0, right.length - 2)]) {
      throw new OnnxException(Shaped.text(left) + " and " + Shaped.text(right) + " have no product");
    }
    int[] outer = Shaped.broadcast(Arrays.copyOf(left, Math.max(0, left.length - 2)),
        Arrays.copyOf(right, Math.max(0, right.length - 2)));
    List<Integer> extents = new ArrayList<>(Arrays.stream(outer).boxed().toList());
    if (left.length > 1) {
      extents.add(left[left.length - 2]);
    }
    if (right.length > 1) {
      extents.add(right[right.length - 1]);
    }
    Factor k = Factor.of("d", inner);
    Position at = inner == 1 ? Position.of(0) : Position.of(k);
    int columns = right.length > 1 ? 1 : 0;
    return s.define(extents.stream().mapToInt(e -> e).toArray(), i -> {
      List<Position> before = i.subList(0, outer.length);
      List<Position> x = new ArrayList<>(before);
      if (left.length > 1) {
        x.add(i.get(outer.length));
      }
      x.add(at);
      List<Position> y = new ArrayList<>(before);
      y.add(at);
      if (columns == 1) {
        y.add(i.get(i.size() - 1));
      }
      return reduced("sum", List.of(k), product(NodeStep.at(a, x), NodeStep.at(b, y)));
    });
  }
}
