package dev.netgrad.model;

import dev.netgrad.source.Code;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Operator;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The functions of numbers by the names they are called by. */
final class Functions {
  private static final Map<String, Operator> BY_NAME = Arrays.stream(Operator.values())
      .filter(o -> !o.isInfix()).collect(Collectors.toMap(Operator::symbol, Function.identity()));

  /** The functions of numbers, which need no declaration. */
  static final Set<String> NAMES = BY_NAME.keySet();

  private Functions() {}

  /** The operator that a call means; fails where the number of arguments is wrong. */
  static Operator operator(Ast.Call call, Frame frame) {
    Operator operator = BY_NAME.get(call.callee().text());
    if (call.arguments().size() != operator.arity()) {
      throw frame.fail(Code.ARGUMENT_COUNT, call.span(), operator.symbol() + " takes "
          + (operator.arity() == 1 ? "one argument" : operator.arity() + " arguments") + ", and this gives it "
          + call.arguments().size());
    }
    for (Ast.Argument argument : call.arguments()) {
      if (argument.name().isPresent()) {
        throw frame.fail(Code.ARGUMENT_NAME, argument.name().get().span(), operator.symbol()
            + " has no named arguments");
      }
    }
    return operator;
  }

  static Operator operator(Ast.BinaryOperator operator) {
    return switch (operator) {
      case ADD -> Operator.ADD;
      case SUBTRACT -> Operator.SUBTRACT;
      case MULTIPLY -> Operator.MULTIPLY;
      case DIVIDE -> Operator.DIVIDE;
      case POWER -> Operator.POWER;
      case REMAINDER -> throw new IllegalArgumentException("% is of sizes only");
    };
  }
}
