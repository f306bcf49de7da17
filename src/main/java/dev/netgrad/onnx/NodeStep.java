package dev.netgrad.onnx;

import dev.netgrad.onnx.Term.At;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A node with what it is given, while an {@link OperatorRule} says what it gives. */
final class NodeStep {
  private final GraphNode node;
  private final int opset;
  private final List<Arranged> operands;
  private final Draft draft;
  private final boolean ofBatchOfOne;

  /**
   * @param operands those that are given; null where one is left out
   * @param ofBatchOfOne whether the model was written for one sample, and says 1 where it means the batch
   */
  NodeStep(GraphNode node, int opset, List<Arranged> operands, Draft draft, boolean ofBatchOfOne) {
    this.node = node;
    this.opset = opset;
    this.operands = new ArrayList<>(operands);
    this.draft = draft;
    this.ofBatchOfOne = ofBatchOfOne;
  }

  GraphNode node() {
    return node;
  }

  int opset() {
    return opset;
  }

  Draft draft() {
    return draft;
  }

  boolean ofBatchOfOne() {
    return ofBatchOfOne;
  }

  /** What the model calls its result. */
  String out() {
    return node.outputs().get(0);
  }

  /** Whether anything but the first output is asked for. */
  boolean hasMoreOutputs() {
    return node.outputs().stream().skip(1).anyMatch(output -> !output.isEmpty());
  }

  int count() {
    return operands.size();
  }

  boolean has(int i) {
    return i < operands.size() && operands.get(i) != null;
  }

  /** An operand, which has to be there. */
  Arranged operand(int i) {
    if (!has(i)) {
      throw new OnnxException("its operand " + (i + 1) + " is missing");
    }
    return operands.get(i);
  }

  int[] shape(int i) {
    return operand(i).shape();
  }

  /** An axis that an attribute names. */
  int axis(String attribute, long otherwise, int rank) {
    return Shaped.axis(node.integer(attribute, otherwise), rank);
  }

  /** Whole numbers that have to be known: a shape, axes, or how far. */
  long[] known(int i) {
    Constant constant = constant(i).orElseThrow(
        () -> new OnnxException("its operand " + (i + 1) + " is not known before the network runs"));
    long[] values = new long[constant.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (long) constant.elements().at(k);
    }
    return values;
  }

  /** What later versions take as an operand, and earlier ones as an attribute. */
  Optional<long[]> integers(String attribute, int operand) {
    return has(operand) ? Optional.of(known(operand)) : node.integers(attribute);
  }

  /** An operand that is known, its elements row by row. */
  Optional<Constant> constant(int i) {
    Arranged operand = operand(i);
    return operand.constant().map(constant -> operand.isAsKept() ? constant : Known.laid(operand));
  }

  /** The one number that an operand is. */
  double number(int i) {
    return constant(i).flatMap(Draft::number).orElseThrow(
        () -> new OnnxException("its operand " + (i + 1) + " is not one number, known before the network runs"));
  }

  /** An element at a point of a tensor that the operand is broadcast to. */
  Term at(int i, List<Position> index) {
    return at(operand(i), index);
  }

  static Term at(Arranged tensor, List<Position> index) {
    int[] shape = tensor.shape();
    List<Position> own = new ArrayList<>();
    for (int k = 0; k < shape.length; k++) {
      own.add(shape[k] == 1 ? Position.of(0) : index.get(index.size() - shape.length + k));
    }
    return new At(tensor, own, null);
  }

  /** An element, or a number outside. */
  static Term at(Arranged tensor, List<Position> index, double outside) {
    int[] shape = tensor.shape();
    for (int k = 0; k < shape.length; k++) {
      boolean isBatch = tensor.axes().get(k).stream().anyMatch(Factor::isBatch);
      if (!isBatch && !index.get(k).isWithin(shape[k])) {
        return new At(tensor, index, Term.number(outside));
      }
    }
    return new At(tensor, index, null);
  }

  Arranged define(int[] shape, Function<List<Position>, Term> body) {
    return define(ElementKind.FLOAT, shape, body);
  }

  Arranged define(ElementKind kind, int[] shape, Function<List<Position>, Term> body) {
    return define(out(), Formula.of(kind, shape, body));
  }

  Arranged define(String name, Formula formula) {
    if (formula.kind() == ElementKind.INTEGER && !Known.is(formula)
        && !(formula.body() instanceof Term.Reduced reduced && reduced.kind().equals("argmax"))) {
      throw new OnnxException("it computes with whole numbers that are not known before the network runs");
    }
    return draft.define(name, formula);
  }
}
