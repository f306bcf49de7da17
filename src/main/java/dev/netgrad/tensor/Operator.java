package dev.netgrad.tensor;

/**
 * The scalar functions a formula may use. Each needs its value here, its derivative in {@code grad.Derivatives} and its
 * Java in {@code emit}; the compiler's exhaustive switches name what is missing.
 */
public enum Operator {
  ADD("+", 2),
  SUBTRACT("-", 2),
  MULTIPLY("*", 2),
  DIVIDE("/", 2),
  POWER("^", 2),
  NEGATE("-", 1),
  EXP("exp", 1),
  LOG("log", 1),
  SQRT("sqrt", 1),
  TANH("tanh", 1),
  SIN("sin", 1),
  COS("cos", 1),
  ERF("erf", 1),
  ABS("abs", 1),
  MAX("max", 2),
  MIN("min", 2);

  private final String symbol;
  private final int arity;

  Operator(String symbol, int arity) {
    this.symbol = symbol;
    this.arity = arity;
  }

  /** How it is written in a {@code .net} file. */
  public String symbol() {
    return symbol;
  }

  public int arity() {
    return arity;
  }

  /** Whether it is written between its operands or before its operand, not as a function. */
  @SuppressWarnings("EnumOrdinal") // These stand first.
  public boolean isInfix() {
    return ordinal() <= NEGATE.ordinal();
  }

  /** Its value in double. A unary operator takes {@code a}. */
  public double apply(double a, double b) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case POWER -> Math.pow(a, b);
      case NEGATE -> -a;
      case EXP -> Math.exp(a);
      case LOG -> Math.log(a);
      case SQRT -> Math.sqrt(a);
      case TANH -> Math.tanh(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case ERF -> ErrorFunction.of(a);
      case ABS -> Math.abs(a);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }
}
