package dev.netgrad.emit;

import dev.netgrad.loop.Test;
import dev.netgrad.loop.Value;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.List;
import java.util.stream.Collectors;

/** Java's text of vectors: chains of calls, where {@link Expressions} has operators. */
final class LaneExpressions {
  private LaneExpressions() {}

  static String lanes(Expressions scalars, Value v) {
    return v.match(
        number -> number.value() == 0 ? "FloatVector.zero(" + VectorWriter.SPECIES + ")" : broadcast(scalars, v),
        whole -> broadcast(scalars, v),
        load -> broadcast(scalars, v),
        argument -> broadcast(scalars, v),
        use -> v.isLanes() ? scalars.variable(use.local()) : broadcast(scalars, v),
        apply -> v.isLanes() ? apply(scalars, apply.operator(), apply.operands()) : broadcast(scalars, v),
        lanes -> load(scalars, lanes),
        choose -> v.isLanes() ? choose(scalars, choose) : broadcast(scalars, v));
  }

  /** One number for all lanes. */
  private static String broadcast(Expressions scalars, Value v) {
    return "FloatVector.broadcast(" + VectorWriter.SPECIES + ", " + scalars.value(v) + ")";
  }

  private static String load(Expressions scalars, Value.Lanes lanes) {
    String text = scalars.load(lanes.place());
    return lanes.mask().isAll() ? text
        : text.substring(0, text.length() - 1) + ", " + VectorWriter.mask(lanes.mask()) + ")";
  }

  private static String choose(Expressions scalars, Value.Choose choose) {
    return choose.test().isLanes()
        ? lanes(scalars, choose.no()) + ".blend(" + lanes(scalars, choose.yes()) + ", " + mask(scalars, choose.test())
            + ")"
        : "(" + scalars.test(choose.test(), 0) + " ? " + lanes(scalars, choose.yes()) + " : "
            + lanes(scalars, choose.no()) + ")";
  }

  private static String apply(Expressions scalars, Operator operator, List<Value> operands) {
    String first = lanes(scalars, operands.get(0));
    String second = operands.size() < 2 ? "" : lanes(scalars, operands.get(1));
    return switch (operator) {
      case ADD -> first + ".add(" + second + ")";
      case SUBTRACT -> first + ".sub(" + second + ")";
      case MULTIPLY -> first + ".mul(" + second + ")";
      case DIVIDE -> first + ".div(" + second + ")";
      case MAX -> first + ".max(" + second + ")";
      case MIN -> first + ".min(" + second + ")";
      case NEGATE -> first + ".neg()";
      case ABS -> first + ".abs()";
      case SQRT -> first + ".sqrt()";
      case POWER, EXP, LOG, TANH, SIN, COS, ERF -> throw new IllegalStateException(operator + " of a vector");
    };
  }

  /**
   * Integers as numbers, and back. The API's conversions would say it plainly, but C2 of JDK 17 makes calls and objects
   * of them; and a method for it might grow too large to be inlined, to the same effect.
   *
   * @param from the rest of the call that loads them
   */
  static String integers(String from) {
    return "IntVector.fromArray(" + VectorWriter.INTEGERS + ", " + from + ".add(" + VectorWriter.BITS
        + ").reinterpretAsFloats().sub(" + VectorWriter.SHIFT + ")";
  }

  static String toIntegers(String lanes) {
    return lanes + ".add(" + VectorWriter.SHIFT + ").reinterpretAsInts().sub(" + VectorWriter.BITS + ")";
  }

  /** A sum or a largest with one more value; where that is a product, the sum is rounded once. */
  static String accumulated(Expressions scalars, String before, Reduction.Kind kind, Value v) {
    if (kind == Reduction.Kind.SUM && v instanceof Value.Apply product && product.operator() == Operator.MULTIPLY) {
      return lanes(scalars, product.operands().get(0)) + ".fma(" + lanes(scalars, product.operands().get(1)) + ", "
          + before + ")";
    }
    return switch (kind) {
      case SUM -> before + ".add(" + lanes(scalars, v) + ")";
      case PROD -> before + ".mul(" + lanes(scalars, v) + ")";
      case MIN -> before + ".min(" + lanes(scalars, v) + ")";
      case MAX -> before + ".max(" + lanes(scalars, v) + ")";
      case NONE, ARGMAX -> throw new IllegalStateException(kind + " combines no values");
    };
  }

  private static String mask(Expressions scalars, Test t) {
    return t.match(
        bound -> ofIndices(bound),
        divisible -> ofIndices(divisible),
        compare -> compare(scalars, compare),
        all -> join(scalars, all.tests(), ".and("),
        any -> join(scalars, any.tests(), ".or("),
        not -> mask(scalars, not.test()) + ".not()",
        lane -> VectorWriter.mask(lane.mask()));
  }

  private static String ofIndices(Test test) {
    throw new IllegalStateException(test + " does not differ from lane to lane");
  }

  private static String compare(Expressions scalars, Test.Compare compare) {
    String left = lanes(scalars, compare.left());
    String right = lanes(scalars, compare.right());
    return switch (compare.relation()) {
      case EQUAL -> left + ".eq(" + right + ")";
      case LESS -> left + ".lt(" + right + ")";
      case LESS_EQUAL -> left + ".compare(jdk.incubator.vector.VectorOperators.LE, " + right + ")";
    };
  }

  private static String join(Expressions scalars, List<Test> tests, String operator) {
    String first = mask(scalars, tests.get(0));
    return first + tests.subList(1, tests.size()).stream().map(t -> operator + mask(scalars, t) + ")")
        .collect(Collectors.joining());
  }
}
