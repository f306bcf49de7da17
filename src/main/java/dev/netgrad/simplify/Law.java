package dev.netgrad.simplify;

/**
 * The laws of {@code simplify}, each with its equation and with what it does in floating point. The exact ones give the
 * same bits and hold for NaN and infinities, or are how the language defines a guard; the others hold for real numbers and
 * change at most the rounding.
 */
public enum Law {
  ONE("x·1 → x", true, "the product with 1 is exact"),
  FOLD("constants folded", true, "in double, rounded once when written as a float"),
  COPY("y[i] = x[i] ⇒ y is x", true, "no operation is left out"),
  SHARE("equal formulas are one", true, "the same operations in the same order"),
  IN_PLACE("definition put in place", true, "the same operations, later"),
  COUNT("Σ 1 → |domain|", true, "a count; exact up to 2²⁴"),
  DECIDED("if true then x else y → x", true, "the condition follows from the extents"),
  SAME_BRANCHES("if p then x else x → x", true, "either branch is x"),
  LARGER("a < max(b, a) → a < b", true, "where a or b is NaN, neither holds; b > min(a, b) → b > a likewise"),
  GUARD("Σ (if p then x else 0) → Σ[p] x", true, "adding 0 changes no sum but −0"),
  ABSENT("Σ w·(if p then x else 0) → Σ[p] w·x", true,
      "by definition: a guarded-out term of a sum is absent, even where w is infinite or NaN"),
  ZERO("x·0 → 0", false, "not for infinite x or NaN"),
  MASK("c·(if p then x else 0) → if p then c·x else 0", false, "not for infinite c, where it avoids 0·∞"),
  LIKE_TERMS("a·x + b·x → (a + b)·x", false, "x − x → 0 among them; not for infinite x"),
  CANCEL("x/x → 1", false, "not for x = 0 or infinite x"),
  ROOT("√x·√x → x", false, "for x ≥ 0, but for rounding"),
  BOUNDED("x·(a/(c + x)) → a − c·(a/(c + x))", false,
      "for infinite x, too, where it avoids ∞/∞ and 0·∞; where x is small beside c, but for rounding of a"),
  COMMON_FACTOR("a·c + b·c → (a + b)·c", false, "but for rounding"),
  VOLUME("Σ c → c·|domain|", false, "for c that does not vary in the sum, but for rounding"),
  INVARIANT("Σ c·x → c·Σ x", false, "for c that does not vary in the sum, but for rounding; where guards leave no term, c is not read"),
  EQUATION("Σ[r | r = a] x[r] → x[a]", false, "a sum of one term is the term, but for −0"),
  CENTRED("Σ (x − mean x) → 0", false, "in exact arithmetic only; the rounding errors it drops average out");

  private final String equation;
  private final boolean exact;
  private final String justification;

  Law(String equation, boolean exact, String justification) {
    this.equation = equation;
    this.exact = exact;
    this.justification = justification;
  }

  public String equation() {
    return equation;
  }

  /** Whether it may be applied to what the source says: the same bits, or what the language defines. */
  public boolean isExact() {
    return exact;
  }

  public String justification() {
    return justification;
  }
}
