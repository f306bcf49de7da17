package dev.netgrad.emit;

import dev.netgrad.emit.JavaExpression.Call;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.List;

/** What is done to vectors in Java: calls, where {@link Expressions} has operators. */
final class LaneExpressions {
  private static final JavaExpression VECTOR = new JavaExpression.Type(VectorApi.VECTOR);
  private static final JavaExpression INTEGER_VECTOR = new JavaExpression.Type(VectorApi.INTEGER_VECTOR);

  private static final JavaExpression FUNCTIONS = new JavaExpression.Type(LaneFunctionsWriter.CLASS);

  private LaneExpressions() {}

  static JavaExpression zero() {
    return VECTOR.call("zero", VectorApi.SPECIES);
  }

  /** One number for all lanes. */
  static JavaExpression broadcast(JavaExpression number) {
    return VECTOR.call("broadcast", VectorApi.SPECIES, number);
  }

  /** Elements of an array side by side. */
  static JavaExpression load(JavaExpression array, JavaExpression at) {
    return VECTOR.call("fromArray", VectorApi.SPECIES, array, at);
  }

  static JavaExpression load(JavaExpression array, JavaExpression at, Value.Lanes lanes) {
    if (lanes.place().buffer().integer()) {
      return loadIntegers(array, at);
    }
    return lanes.mask().isAll() ? load(array, at)
        : VECTOR.call("fromArray", VectorApi.SPECIES, array, at, VectorApi.mask(lanes.mask()));
  }

  static JavaExpression loadIntegers(JavaExpression array, JavaExpression at) {
    return INTEGER_VECTOR.call("fromArray", VectorApi.INTEGERS, array, at);
  }

  /**
   * Integers as numbers, and back. The API's conversions would say it plainly, but C2 of JDK 17 makes calls and objects
   * of them; and a method for it might grow too large to be inlined, to the same effect.
   */
  static JavaExpression toNumbers(JavaExpression integers) {
    return integers.call("add", VectorApi.BITS).call("reinterpretAsFloats").call("sub", VectorApi.SHIFT);
  }

  static JavaExpression toIntegers(JavaExpression lanes) {
    return lanes.call("add", VectorApi.SHIFT).call("reinterpretAsInts").call("sub", VectorApi.BITS);
  }

  static JavaExpression apply(Operator operator, List<JavaExpression> operands) {
    if (LaneFunctionsWriter.isWritten(operator)) {
      return new Call(FUNCTIONS, operator.symbol(), operands);
    }
    String method = switch (operator) {
      case ADD -> "add";
      case SUBTRACT -> "sub";
      case MULTIPLY -> "mul";
      case DIVIDE -> "div";
      case MAX -> "max";
      case MIN -> "min";
      case NEGATE -> "neg";
      case ABS -> "abs";
      case SQRT -> "sqrt";
      case POWER, EXP, LOG, TANH, SIN, COS, ERF -> throw new IllegalStateException(operator + " of a vector");
    };
    return new Call(operands.get(0), method, operands.subList(1, operands.size()));
  }

  /** A sum or a largest with one more value. */
  static JavaExpression accumulated(JavaExpression before, Reduction.Kind kind, JavaExpression value) {
    return switch (kind) {
      case SUM -> before.call("add", value);
      case PROD -> before.call("mul", value);
      case MIN -> before.call("min", value);
      case MAX -> before.call("max", value);
      case NONE, ARGMAX -> throw new IllegalStateException(kind + " combines no values");
    };
  }

  static JavaExpression compare(Condition.Relation relation, JavaExpression left, JavaExpression right) {
    return switch (relation) {
      case EQUAL -> left.call("eq", right);
      case LESS -> left.call("lt", right);
      case LESS_EQUAL -> left.call("compare", operator("LE"), right);
    };
  }

  /** What the API calls an operator that has no method of its own. */
  static JavaExpression operator(String name) {
    return new JavaExpression.Type(VectorApi.OPERATORS).field(name);
  }
}
