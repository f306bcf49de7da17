package dev.netgrad.random;

import dev.netgrad.tensor.Operator;

/** Scalar expressions of one element, smooth or with kinks, none of which grows fast. */
final class ScalarText {
  private final Choices choices;
  private final String x;

  /** @param x the element, whose indices are h, w and c */
  ScalarText(Choices choices, String x) {
    this.choices = choices;
    this.x = x;
  }

  /** @param depth operators nested in each other */
  String write(int depth) {
    if (depth == 0) {
      return choices.of(x, x, "0.7", "(h + 1)/3", "c/5", "(-0.3)", "(w - h)/2");
    }
    String a = write(depth - 1);
    String b = write(depth - 1);
    if (choices.below(6) == 5) {
      String value = of(choices.of(Operator.values()), a, b);
      return "(if 0.01 < V and V < 3 then V else B/2)".replace("V", value).replace("B", b);
    }
    return choices.of("A", "(A + B)", "(A - B)", "tanh(A)*B", "A/(1 + (B)^2)", "exp(-(A)^2)", "log(1 + (A)^2)",
        "sqrt(0.5 + (A)^2)", "sin(A)*cos(B)", "max(A, B + 0.1)", "min(A, 2*(B) + 0.1)", "abs(A - 0.05)",
        "(if A < 0.3 then B else 0.5*(A))", "(1 + (A)^2)^0.75/3", "(if h <= w and c == 0 then A else -(B))",
        "erf(A)", "[A < B + 0.2]*(A)", "(A)^3/(1 + (A)^2)", "(if not (h == w or 2*c > h + 1) then A else B/3)")
        .replace("A", a).replace("B", b);
  }

  /** An operator of the language, which may overflow, be infinite or NaN. */
  static String of(Operator operator, String a, String b) {
    return operator.isInfix() ? operator.arity() == 1 ? "(" + operator.symbol() + a + ")" : "(" + a + " "
        + operator.symbol() + " " + b + ")"
        : operator.symbol() + "(" + a + (operator.arity() == 1 ? "" : ", " + b) + ")";
  }
}
