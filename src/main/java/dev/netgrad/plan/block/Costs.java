package dev.netgrad.plan.block;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;

/** Estimates that decide between computing again and keeping. */
public final class Costs {
  /** The batch size that estimates assume. */
  public static final long TYPICAL_BATCH = 64;

  /** Up to this many multiplications in all, computing a value where it is read is cheaper than an array. */
  private static final int CHEAP = 24;

  private Costs() {}

  /** What evaluating an expression costs, in multiplications. */
  static int cost(Scalar s) {
    int[] sum = {0};
    Scalars.forEach(s, node -> sum[0] += own(node));
    return sum[0];
  }

  /**
   * Whether the loop over the terms is worth one of its own: products of several tensors are summed, or factors
   * multiplied, of which a derivative takes as many as their square.
   */
  public static boolean isContraction(Definition.Formula formula) {
    return switch (formula.reduction().kind()) {
      case NONE -> false;
      case PROD -> true;
      case SUM, MIN, MAX, ARGMAX -> Scalars.tensors(formula.body()).size() > 1;
    };
  }

  /** Whether an expression takes a function or a random number, which a loop computes for one element at a time. */
  public static boolean isOneAtATime(Scalar s) {
    boolean[] found = {false};
    Scalars.forEach(s, node -> found[0] |= isDrawn(node) || node instanceof Scalar.Apply apply
        && switch (apply.operator()) {
          case ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, ABS, MAX, MIN, SQRT -> false;
          case POWER -> !isPlainPower(apply.operands().get(1));
          case EXP, LOG, TANH, SIN, COS, ERF -> true;
        });
    return found[0];
  }

  private static boolean isDrawn(Scalar s) {
    return s instanceof Scalar.Read read && read.tensor().definition() instanceof Definition.Random;
  }

  private static int own(Scalar s) {
    return s.match(constant -> 0, batchSize -> 0, position -> 0, read -> isDrawn(read) ? 12 : 0, Costs::own,
        select -> 2);
  }

  private static int own(Scalar.Apply apply) {
    return switch (apply.operator()) {
      case ADD, SUBTRACT, MULTIPLY, NEGATE, ABS, MAX, MIN -> 1;
      case DIVIDE -> apply.operands().get(1) instanceof Scalar.Constant ? 1 : 6;
      case SQRT -> 6;
      case POWER, EXP, LOG, TANH, SIN, COS, ERF -> 40;
    };
  }

  /** Whether a power is computed by multiplication, division or a root. */
  private static boolean isPlainPower(Scalar exponent) {
    return exponent.isConstant(2) || exponent.isConstant(-1) || exponent.isConstant(0.5);
  }

  /** Whether an expression may be evaluated this often for each element instead of once. */
  public static boolean isCheap(Scalar s, int reads) {
    return reads <= 1 || (long) cost(s) * reads <= CHEAP;
  }

  /** The number of nodes of an expression. */
  public static int size(Scalar s) {
    int[] count = {0};
    Scalars.forEach(s, node -> count[0]++);
    return count[0];
  }

  /** Whether a formula reads elements of a tensor several times each, rather than element by element. */
  public static boolean readsRepeatedly(Definition.Formula formula, Tensor tensor) {
    double points = 1;
    for (Axis axis : formula.axes()) {
      points *= axis.extent().at(TYPICAL_BATCH);
    }
    for (Axis axis : formula.reduction().axes()) {
      points *= axis.extent().at(TYPICAL_BATCH);
    }
    return points > tensor.elements(TYPICAL_BATCH);
  }

  /** Elements that count when choosing what to keep, and where. */
  public static long elements(Size size) {
    return size.at(TYPICAL_BATCH);
  }

  public static long elements(Tensor tensor) {
    return elements(Size.of(tensor));
  }

  /** The terms of a formula's reduction, for each element; 0 if it has none. */
  public static long terms(Definition.Formula formula) {
    Reduction reduction = formula.reduction();
    return reduction.isNone() ? 0 : reduction.axes().stream().mapToLong(a -> a.extent().at(TYPICAL_BATCH))
        .reduce(1, Math::multiplyExact);
  }

  /** The terms of all elements of a formula's reduction; 0 if it has none. */
  public static double points(Definition.Formula formula) {
    double points = terms(formula);
    for (Axis axis : formula.axes()) {
      points *= axis.extent().at(TYPICAL_BATCH);
    }
    return points;
  }

  /** Whether a tensor is a formula that could be evaluated where it is read. */
  public static boolean isMap(Tensor tensor) {
    return tensor.isFormula() && tensor.formula().reduction().isNone() && !tensor.isInteger();
  }
}
