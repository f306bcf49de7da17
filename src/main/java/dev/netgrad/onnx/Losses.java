package dev.netgrad.onnx;

import static dev.netgrad.onnx.Term.applied;
import static dev.netgrad.onnx.Term.difference;
import static dev.netgrad.onnx.Term.number;
import static dev.netgrad.onnx.Term.product;
import static dev.netgrad.onnx.Term.quotient;

import dev.netgrad.onnx.Term.At;
import dev.netgrad.onnx.Term.Picked;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Losses of labels. */
final class Losses {
  private static final long NONE = Long.MIN_VALUE;

  private Losses() {}

  static List<OperatorRule> rules() {
    String said = "labels are class numbers";
    return List.of(
        OperatorRule.of("NegativeLogLikelihoodLoss", said, s -> loss(s, s.operand(0))),
        new OperatorRule("SoftmaxCrossEntropyLoss", s -> {
          Arranged logarithms = logSoftmax(s);
          return s.hasMoreOutputs() ? List.of(loss(s, logarithms), logarithms) : List.of(loss(s, logarithms));
        }, said));
  }

  private static Arranged logSoftmax(NodeStep s) {
    Arranged x = s.operand(0);
    Arranged top = Reducing.over(s, x, s.out() + "_top", true, "max", e -> e, y -> y, 1);
    Arranged shifted = s.draft().define(s.out() + "_shifted", Formula.of(ElementKind.FLOAT, x.shape(),
        i -> difference(NodeStep.at(x, i), NodeStep.at(top, i))));
    Arranged total = Reducing.over(s, shifted, s.out() + "_total", true, "sum", e -> applied("exp", e),
        y -> applied("log", y), 1);
    return s.draft().define(s.out() + "_logarithms", Formula.of(ElementKind.FLOAT, x.shape(),
        i -> difference(NodeStep.at(shifted, i), NodeStep.at(total, i))));
  }

  private static Arranged loss(NodeStep s, Arranged logarithms) {
    Arranged labels = s.operand(1);
    int classes = logarithms.shape()[1];
    long ignored = s.node().integer("ignore_index", NONE);
    if (ignored != NONE && (ignored < 0 || ignored >= classes)) {
      throw new OnnxException("ignore_index = " + ignored + " is none of the class numbers 0 to " + (classes - 1));
    }
    Choosing.classes(labels, classes);
    Arranged table = Choosing.single(s, logarithms);
    Arranged weights = s.has(2) ? Choosing.single(s, s.operand(2)) : null;
    int[] shape = labels.shape();
    Arranged weight = s.draft().define(s.out() + "_weight", Formula.of(ElementKind.FLOAT, shape, i -> {
      At label = new At(labels, i, null);
      Term own = weights == null ? number(1) : new Picked(weights, 0, List.of(Position.of(0)), label);
      return ignored == NONE ? own
          : Term.either(Clause.compared(label, "==", number((double) ignored)), number(0), own);
    }));
    Arranged each = s.draft().define(s.out() + "_each", Formula.of(ElementKind.FLOAT, shape, i -> {
      List<Position> index = new ArrayList<>(i);
      index.add(1, Position.of(0));
      return product(number(-1), product(NodeStep.at(weight, i),
          new Picked(table, 1, index, new At(labels, i, null))));
    }));
    String reduction = s.node().text("reduction", "mean");
    if (reduction.equals("none")) {
      return each;
    }
    int[] all = IntStream.range(0, shape.length).toArray();
    UnaryOperator<Term> same = e -> e;
    Arranged sum = Reducing.over(s, each, s.out() + "_sum", false, "sum", same, same, all);
    if (reduction.equals("sum")) {
      return sum;
    }
    Arranged total = Reducing.over(s, weight, s.out() + "_weights", false, "sum", same, same, all);
    return s.define(new int[0], i -> quotient(NodeStep.at(sum, i), NodeStep.at(total, i)));
  }
}
