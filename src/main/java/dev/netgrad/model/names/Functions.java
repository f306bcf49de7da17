package dev.netgrad.model.names;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Reducer;
import dev.netgrad.tensor.Operator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The functions of numbers by the names they are called by. */
public final class Functions {
  private static final Map<String, Operator> BY_NAME = Arrays.stream(Operator.values())
      .filter(o -> !o.isInfix()).collect(Collectors.toMap(Operator::symbol, Function.identity()));

  /** The functions of numbers, which need no declaration. */
  public static final Set<String> NAMES = BY_NAME.keySet();

  /** What is called a function elsewhere, as it is written here. */
  private static final Map<String, String> ELSEWHERE = Map.of(
      "sign", "the sign of x is [0 < x] - [x < 0]",
      "sgn", "the sign of x is [0 < x] - [x < 0]",
      "ln", "log(x) is the natural logarithm",
      "pow", "x^k is a power",
      "square", "x^2 is a square",
      "reciprocal", "1/x is a reciprocal",
      "rsqrt", "1/sqrt(x) is a root's reciprocal",
      "tan", "sin(x)/cos(x) is a tangent",
      "maximum", "max(a, b) is the larger of two, max[i] x[i] the largest of all",
      "minimum", "min(a, b) is the smaller of two, min[i] x[i] the smallest of all");

  private Functions() {}

  /** How to write what other languages have a function for. */
  static Optional<Hint> elsewhere(String name) {
    return Optional.ofNullable(ELSEWHERE.get(name))
        .or(() -> Arrays.stream(Reducer.values()).map(Reducer::symbol).filter(name::equals).findFirst()
            .map(symbol -> "a reduction names its indices, as in " + symbol + "[i] x[i]")).map(Hint::advice);
  }

  public static Operator operator(Ast.Call call) {
    return BY_NAME.get(call.callee().text());
  }

  /** Whether it gives a size, of sizes. */
  public static boolean isOfSizes(String name) {
    Operator operator = BY_NAME.get(name);
    return operator == Operator.MAX || operator == Operator.MIN || operator == Operator.ABS;
  }

  /** What is wrong with the arguments of a function, whose first one a stage may pass on. */
  static Optional<Diagnostic> misuse(String name, Span call, boolean isStage, List<Ast.Argument> arguments) {
    int arity = BY_NAME.get(name).arity();
    int given = arguments.size() + (isStage ? 1 : 0);
    if (given != arity) {
      Diagnostic wrong = Diagnostic.of(Code.ARGUMENT_COUNT, call, name + " takes "
          + (arity == 1 ? "one argument" : arity + " arguments") + ", and this gives it " + given);
      boolean isOfAll = given == 1 && (BY_NAME.get(name) == Operator.MAX || BY_NAME.get(name) == Operator.MIN);
      return Optional.of(!isOfAll ? wrong : BY_NAME.get(name) == Operator.MAX
          ? wrong.advice("max(a, b) is the larger of two; the largest element of x[I] is a formula, max[i] x[i]")
          : wrong.advice("min(a, b) is the smaller of two; the smallest element of x[I] is a formula, min[i] x[i]"));
    }
    return arguments.stream().flatMap(a -> a.name().stream()).findFirst()
        .map(n -> Diagnostic.of(Code.ARGUMENT_NAME, n.span(), name + " has no named arguments"));
  }

  public static Operator operator(Ast.BinaryOperator operator) {
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
