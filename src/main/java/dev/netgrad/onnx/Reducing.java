package dev.netgrad.onnx;

import static dev.netgrad.onnx.Term.applied;
import static dev.netgrad.onnx.Term.number;
import static dev.netgrad.onnx.Term.quotient;

import dev.netgrad.onnx.Term.At;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Operators that make one number of many. */
final class Reducing {
  private Reducing() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("ReduceSum", s -> reduce(s, "sum", x -> x, y -> y)),
        OperatorRule.of("ReduceProd", s -> reduce(s, "prod", x -> x, y -> y)),
        OperatorRule.of("ReduceMax", s -> reduce(s, "max", x -> x, y -> y)),
        OperatorRule.of("ReduceMin", s -> reduce(s, "min", x -> x, y -> y)),
        OperatorRule.of("ReduceMean", s -> {
          int[] axes = axes(s);
          double count = IntStream.of(axes).mapToLong(a -> s.shape(0)[a]).reduce(1, Math::multiplyExact);
          return reduce(s, "sum", x -> x, y -> axes.length == 0 ? y : quotient(y, number(count)));
        }),
        OperatorRule.of("ReduceL1", s -> reduce(s, "sum", x -> applied("abs", x), y -> y)),
        OperatorRule.of("ReduceL2", s -> reduce(s, "sum", Reducing::squared, y -> applied("sqrt", y))),
        OperatorRule.of("ReduceSumSquare", s -> reduce(s, "sum", Reducing::squared, y -> y)),
        OperatorRule.of("ReduceLogSum", s -> reduce(s, "sum", x -> x, y -> applied("log", y))),
        OperatorRule.of("ReduceLogSumExp", Reducing::logSumExp),
        OperatorRule.of("ArgMax", "forward; of equals the first", Reducing::argMax),
        OperatorRule.of("Softmax", s -> softmax(s, "softmax")),
        OperatorRule.of("LogSoftmax", s -> softmax(s, "logSoftmax")));
  }

  private static Term squared(Term x) {
    return Term.power(x, 2);
  }

  private static int[] axes(NodeStep s) {
    int rank = s.operand(0).rank();
    int[] axes = s.integers("axes", 1).map(a -> Arrays.stream(a).mapToInt(i -> Shaped.axis(i, rank)).toArray())
        .orElseGet(() -> new int[0]);
    return axes.length > 0 || s.node().integer("noop_with_empty_axes", 0) == 1 ? axes
        : IntStream.range(0, rank).toArray();
  }

  private static Arranged reduce(NodeStep s, String kind, UnaryOperator<Term> each, UnaryOperator<Term> all) {
    return over(s, s.operand(0), s.out(), s.node().integer("keepdims", 1) == 1, kind, each, all, axes(s));
  }

  /** A reduction over axes, which stay as axes of one element or go. */
  static Arranged over(NodeStep s, Arranged tensor, String name, boolean keeps, String kind, UnaryOperator<Term> each,
      UnaryOperator<Term> all, int... axes) {
    int[] shape = tensor.shape();
    List<Integer> gone = Arrays.stream(axes).boxed().toList();
    List<Factor> own = Formula.axes(shape);
    List<Factor> over = gone.stream().sorted().map(own::get).toList();
    List<Factor> left = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      if (!gone.contains(i)) {
        left.add(own.get(i));
      } else if (keeps) {
        left.add(Factor.of("i", 1));
      }
    }
    Term body = each.apply(new At(tensor, Formula.positions(own), null));
    ElementKind result = tensor.kind() == ElementKind.BOOLEAN && kind.startsWith("m") ? ElementKind.BOOLEAN
        : tensor.kind() == ElementKind.INTEGER ? ElementKind.INTEGER : ElementKind.FLOAT;
    return s.define(name, new Formula(result, left, -1,
        all.apply(over.isEmpty() ? body : Term.reduced(kind, over, body))));
  }

  private static Arranged logSumExp(NodeStep s) {
    int[] axes = axes(s);
    Arranged x = s.operand(0);
    Arranged top = over(s, x, s.out() + "_top", true, "max", e -> e, y -> y, axes);
    Arranged shifted = s.draft().define(s.out() + "_shifted", Formula.of(ElementKind.FLOAT, x.shape(),
        i -> Term.difference(NodeStep.at(x, i), NodeStep.at(top, i))));
    Arranged log =
        over(s, shifted, s.out() + "_log", true, "sum", e -> applied("exp", e), y -> applied("log", y), axes);
    Arranged sum = s.draft().define(s.out(), Formula.of(ElementKind.FLOAT, log.shape(),
        i -> Term.sum(NodeStep.at(log, i), NodeStep.at(top, i))));
    boolean keeps = s.node().integer("keepdims", 1) == 1;
    int[] shape = sum.shape();
    List<Integer> gone = Arrays.stream(axes).boxed().toList();
    return keeps ? sum : sum.withOnes(IntStream.range(0, shape.length).filter(i -> !gone.contains(i))
        .map(i -> shape[i]).toArray());
  }

  private static Arranged argMax(NodeStep s) {
    if (s.node().integer("select_last_index", 0) == 1) {
      throw new OnnxException("select_last_index = 1: of equals it takes the last, the language the first");
    }
    int axis = s.axis("axis", 0, s.operand(0).rank());
    return over(s, s.operand(0), s.out(), s.node().integer("keepdims", 1) == 1, "argmax", x -> x, y -> y, axis);
  }

  /** Before version 13 over all axes from one on, since then over one. */
  private static Arranged softmax(NodeStep s, String layer) {
    Arranged x = s.operand(0);
    int rank = x.rank();
    int axis = s.axis("axis", s.opset() < 13 ? 1 : -1, rank);
    int[] shape = x.shape();
    int[] axes = (s.opset() < 13 ? IntStream.range(axis, rank) : IntStream.of(axis)).filter(i -> shape[i] != 1)
        .toArray();
    if (axes.length == 1 && x.signal().isPresent() && axes[0] != x.batchAxis()) {
      int[] order = IntStream.concat(IntStream.range(0, rank)
          .filter(i -> i != x.batchAxis() && i != axes[0] && shape[i] != 1), IntStream.of(axes)).toArray();
      return s.draft().elementwise(s.out(), layer, s.draft().lastIn(x, order));
    }
    Arranged top = over(s, x, s.out() + "_top", true, "max", e -> e, y -> y, axes);
    Arranged power = s.draft().define(s.out() + "_power", Formula.of(ElementKind.FLOAT, shape,
        i -> applied("exp", Term.difference(NodeStep.at(x, i), NodeStep.at(top, i)))));
    Arranged total = over(s, power, s.out() + "_total", true, "sum", e -> e, y -> y, axes);
    return s.define(shape, i -> layer.equals("softmax") ? quotient(NodeStep.at(power, i), NodeStep.at(total, i))
        : Term.difference(Term.difference(NodeStep.at(x, i), NodeStep.at(top, i)),
            applied("log", NodeStep.at(total, i))));
  }
}
