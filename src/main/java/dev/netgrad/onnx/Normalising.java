package dev.netgrad.onnx;

import static dev.netgrad.onnx.Term.applied;
import static dev.netgrad.onnx.Term.difference;
import static dev.netgrad.onnx.Term.number;
import static dev.netgrad.onnx.Term.product;
import static dev.netgrad.onnx.Term.quotient;
import static dev.netgrad.onnx.Term.sum;

import dev.netgrad.onnx.Term.At;
import dev.netgrad.onnx.Written.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Normalisations. */
final class Normalising {
  private static final float EPSILON = 1e-5f;

  private Normalising() {}

  static List<OperatorRule> rules() {
    return List.of(
        OperatorRule.of("BatchNormalization", "as in evaluation", Normalising::batch),
        new OperatorRule("LayerNormalization",
            s -> s.hasMoreOutputs() ? withMoments(s) : List.of(overLast(s, true)), ""),
        OperatorRule.of("RMSNormalization", s -> overLast(s, false)),
        OperatorRule.of("InstanceNormalization", s -> grouped(s, s.shape(0)[1], true)),
        OperatorRule.of("GroupNormalization", s -> grouped(s, (int) s.node().integer("num_groups", 1),
            s.opset() >= 21)),
        OperatorRule.of("MeanVarianceNormalization", Normalising::plain),
        OperatorRule.of("LpNormalization", s -> {
          int axis = s.axis("axis", -1, s.operand(0).rank());
          boolean isOfSquares = s.node().integer("p", 2) == 2;
          Arranged norm = Reducing.over(s, s.operand(0), s.out() + "_norm", true, "sum",
              x -> isOfSquares ? Term.power(x, 2) : applied("abs", x), y -> isOfSquares ? applied("sqrt", y) : y, axis);
          return s.define(s.shape(0), i -> quotient(s.at(0, i), NodeStep.at(norm, i)));
        }),
        OperatorRule.of("LRN", Normalising::local));
  }

  private static double epsilon(NodeStep s) {
    return s.node().number("epsilon", EPSILON);
  }

  private static Arranged batch(NodeStep s) {
    if (s.node().integer("training_mode", 0) == 1 || s.hasMoreOutputs()) {
      throw new OnnxException("training_mode = 1: only its form for evaluation is read");
    }
    Arranged x = s.operand(0);
    boolean isKnown = IntStream.range(1, 5).allMatch(i -> s.operand(i).constant().isPresent());
    if (!isKnown || x.batchAxis() != 0 || x.signal().isEmpty() || x.rank() < 2) {
      return s.define(x.shape(), i -> {
        List<Position> c = List.of(i.size() > 1 ? i.get(1) : Position.of(0));
        Term deviation = applied("sqrt", sum(NodeStep.at(s.operand(4), c), number(epsilon(s))));
        return sum(product(quotient(difference(s.at(0, i), NodeStep.at(s.operand(3), c)), deviation),
            NodeStep.at(s.operand(1), c)), NodeStep.at(s.operand(2), c));
      });
    }
    int[] order = IntStream.concat(IntStream.range(2, x.rank()), IntStream.of(1)).toArray();
    Map<String, Constant> weights = new LinkedHashMap<>();
    weights.put("scale", s.constant(1).orElseThrow());
    weights.put("shift", s.constant(2).orElseThrow());
    weights.put("runningMean", s.constant(3).orElseThrow());
    weights.put("runningVariance", s.constant(4).orElseThrow());
    List<Setting> settings = new ArrayList<>(
        Elementwise.unless("momentum", 1 - s.node().number("momentum", 0.9f), 1 - 0.9f));
    settings.addAll(Elementwise.unless("epsilon", epsilon(s), EPSILON));
    return s.draft().elementwise(s.out(), "batchNorm", s.draft().lastIn(x, order), weights,
        settings.toArray(Setting[]::new));
  }

  /** Over all axes from one on; by the library's layer where that is the last. */
  private static Arranged overLast(NodeStep s, boolean isCentred) {
    Arranged x = s.operand(0);
    int rank = x.rank();
    int axis = s.axis("axis", -1, rank);
    int[] shape = x.shape();
    boolean isOfLibrary = axis == rank - 1 && x.signal().isPresent() && s.operand(1).constant().isPresent()
        && s.operand(1).size() == shape[axis] && shape[axis] > 1
        && (!isCentred || s.has(2) && s.operand(2).constant().isPresent() && s.operand(2).size() == shape[axis]);
    if (isOfLibrary) {
      Map<String, Constant> weights = new LinkedHashMap<>();
      weights.put("scale", row(s, 1));
      if (isCentred) {
        weights.put("shift", row(s, 2));
      }
      int[] order = IntStream.range(0, rank).filter(i -> i != x.batchAxis()).toArray();
      return s.draft().elementwise(s.out(), isCentred ? "layerNorm" : "rmsNorm", s.draft().lastIn(x, order), weights,
          Elementwise.unless("epsilon", epsilon(s), isCentred ? EPSILON : 1e-6f).toArray(Setting[]::new));
    }
    Arranged normal = normalised(s, x, isCentred, epsilon(s), IntStream.range(axis, rank).toArray());
    return s.define(shape, i -> {
      Term scaled = product(NodeStep.at(normal, i), s.at(1, i));
      return isCentred && s.has(2) ? sum(scaled, s.at(2, i)) : scaled;
    });
  }

  /** With the means and the inverse deviations. */
  private static List<Arranged> withMoments(NodeStep s) {
    Arranged x = s.operand(0);
    int[] axes = IntStream.range(s.axis("axis", -1, x.rank()), x.rank()).toArray();
    double count = IntStream.of(axes).mapToLong(a -> x.shape()[a]).reduce(1, Math::multiplyExact);
    Arranged mean =
        Reducing.over(s, x, s.node().outputs().get(1), true, "sum", e -> e, y -> quotient(y, number(count)), axes);
    Arranged centred = s.draft().define(s.out() + "_centred", Formula.of(ElementKind.FLOAT, x.shape(),
        i -> difference(NodeStep.at(x, i), NodeStep.at(mean, i))));
    Arranged inverse = Reducing.over(s, centred, s.out() + "_inverse", true, "sum", e -> Term.power(e, 2),
        y -> quotient(number(1), applied("sqrt", sum(quotient(y, number(count)), number(epsilon(s))))), axes);
    Arranged result = s.define(x.shape(), i -> {
      Term scaled = product(product(NodeStep.at(centred, i), NodeStep.at(inverse, i)), s.at(1, i));
      return s.has(2) ? sum(scaled, s.at(2, i)) : scaled;
    });
    return List.of(result, mean, inverse);
  }

  private static Constant row(NodeStep s, int operand) {
    Constant c = s.constant(operand).orElseThrow();
    return new Constant(c.name(), c.kind(), new int[] {c.size()}, c.elements(), true, c.ofBatch());
  }

  private static Arranged normalised(NodeStep s, Arranged x, boolean isCentred, double epsilon, int... axes) {
    double count = IntStream.of(axes).mapToLong(a -> x.shape()[a]).reduce(1, Math::multiplyExact);
    Arranged centred = x;
    if (isCentred) {
      Arranged mean =
          Reducing.over(s, x, s.out() + "_mean", true, "sum", e -> e, y -> quotient(y, number(count)), axes);
      centred = s.draft().define(s.out() + "_centred", Formula.of(ElementKind.FLOAT, x.shape(),
          i -> difference(NodeStep.at(x, i), NodeStep.at(mean, i))));
    }
    Arranged variance = Reducing.over(s, centred, s.out() + "_variance", true, "sum", e -> Term.power(e, 2),
        y -> quotient(y, number(count)), axes);
    Arranged from = centred;
    return s.draft().define(s.out() + "_normal", Formula.of(ElementKind.FLOAT, x.shape(), i -> quotient(
        NodeStep.at(from, i), applied("sqrt", sum(NodeStep.at(variance, i), number(epsilon))))));
  }

  private static Arranged plain(NodeStep s) {
    int rank = s.operand(0).rank();
    int[] axes = s.node().integers("axes")
        .map(a -> IntStream.of(Moving.ints(a)).map(i -> Shaped.axis(i, rank)).toArray())
        .orElseGet(() -> new int[] {0, 2, 3});
    Arranged normal = normalised(s, s.operand(0), true, 1e-9, axes);
    return s.define(s.shape(0), i -> NodeStep.at(normal, i));
  }

  /**
   * Over the pixels and groups of channels.
   *
   * @param isByChannel whether each channel has a scale and a shift, or each group
   */
  private static Arranged grouped(NodeStep s, int groups, boolean isByChannel) {
    int[] shape = s.shape(0);
    int each = shape[1] / groups;
    int[] apart = IntStream.concat(IntStream.of(shape[0], groups, each), IntStream.of(shape).skip(2)).toArray();
    Arranged x = s.operand(0).reshaped(apart).orElseThrow(
        () -> new OnnxException("the channels cannot be brought into " + groups + " groups"));
    Arranged normal = normalised(s, x, true, epsilon(s), IntStream.range(2, apart.length).toArray());
    Arranged scaled = s.draft().define(s.out(), Formula.of(ElementKind.FLOAT, apart, i -> {
      Position c = isByChannel ? i.get(1).times(each).plus(i.get(2)) : i.get(1);
      return sum(product(NodeStep.at(normal, i), new At(s.operand(1), List.of(c), null)),
          new At(s.operand(2), List.of(c), null));
    }));
    return scaled.reshaped(shape).orElseThrow();
  }

  /** Krizhevsky et al., NIPS 2012, section 3.3. */
  private static Arranged local(NodeStep s) {
    Arranged x = s.operand(0);
    int[] shape = x.shape();
    int size = (int) s.node().integer("size", 1);
    double alpha = s.node().number("alpha", 1e-4f);
    double beta = s.node().number("beta", 0.75);
    double bias = s.node().number("bias", 1);
    Factor near = Factor.of("r", size);
    return s.define(shape, i -> {
      List<Position> read = new ArrayList<>(i);
      read.set(1, i.get(1).plus(Position.of(near)).plus(-((size - 1) / 2)));
      Term squares = Term.reduced("sum", List.of(near), Term.power(NodeStep.at(x, read, 0), 2));
      return quotient(s.at(0, i), Term.power(sum(number(bias), product(number(alpha / size), squares)), beta));
    });
  }
}
