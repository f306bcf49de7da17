package dev.netgrad.tensor;

import java.util.Optional;
import java.util.function.Function;

/**
 * A law: what has the form of its left side may be replaced by its right side. A value, equal only to itself;
 * derivations name the laws that changed a tensor.
 *
 * @param <S> what the law is asked of: an expression, a formula, or one with what has to be known of it
 * @param <R> the right side, or the parts of it
 */
public final class Law<S, R> {
  private final String equation;
  private final boolean exact;
  private final String justification;
  private final Function<S, Optional<R>> right;
  private final boolean told;

  private Law(String equation, boolean exact, String justification, Function<S, Optional<R>> right, boolean told) {
    this.equation = equation;
    this.exact = exact;
    this.justification = justification;
    this.right = right;
    this.told = told;
  }

  /** A law that gives the same bits, for NaN and infinities too, or what the language says itself. */
  public static <S, R> Law<S, R> exact(String equation, String justification, Function<S, Optional<R>> right) {
    return new Law<>(equation, true, justification, right, true);
  }

  /** A law of the real numbers: of numbers that are finite it changes at most the rounding. */
  public static <S, R> Law<S, R> fastMath(String equation, String justification, Function<S, Optional<R>> right) {
    return new Law<>(equation, false, justification, right, true);
  }

  /** The same law, of which a reader of the generated code learns nothing: it is everywhere. */
  public Law<S, R> untold() {
    return new Law<>(equation, exact, justification, right, false);
  }

  /** Whether the generated code says where it was applied. */
  public boolean isTold() {
    return told;
  }

  /** Such as {@code x·1 → x}. */
  public String equation() {
    return equation;
  }

  /** Whether it may be applied to what the source says: the same bits, or what the language says itself. */
  public boolean isExact() {
    return exact;
  }

  /** Why it is allowed in floating point, or where it is not exact. */
  public String justification() {
    return justification;
  }

  /** The right side, if the subject has the form of the left one. */
  public Optional<R> apply(S subject) {
    return right.apply(subject);
  }

  @Override
  public String toString() {
    return equation;
  }
}
