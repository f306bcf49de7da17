package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Operator;

/**
 * Between which numbers a value lies. A bound of ±{@link Double#MAX_VALUE} says that it is finite and no more; one of
 * ±∞, that it may be infinite. Sums and products of finite numbers count as finite, a power of e does from its size on
 * not. Rounding is left out of account.
 */
record Range(double least, double most) {
  private static final double LARGEST = Double.MAX_VALUE;

  /** From here on e to the power of it is no float. */
  private static final double LARGEST_EXPONENT = 88;

  /** Any number, an infinity or NaN. */
  static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  static final Range FINITE = new Range(-LARGEST, LARGEST);

  static Range of(double value) {
    return Double.isNaN(value) ? ANY : new Range(value, value);
  }

  boolean isFinite() {
    return Double.isFinite(least) && Double.isFinite(most);
  }

  /** Whether it may be NaN, or is not known not to be. */
  private boolean isAny() {
    return equals(ANY);
  }

  private boolean contains(double value) {
    return least <= value && value <= most;
  }

  private boolean isConstant() {
    return least == most;
  }

  Range or(Range other) {
    return new Range(Math.min(least, other.least), Math.max(most, other.most));
  }

  /** The numbers of this that are also within another. */
  Range and(Range other) {
    Range both = new Range(Math.max(least, other.least), Math.min(most, other.most));
    return both.least <= both.most ? both : this;
  }

  /** The sum of one to so many such values. */
  Range summed(double count) {
    return new Range(Math.min(least, finite(least * count, least)), Math.max(most, finite(most * count, most)));
  }

  /** The product of any number of such values, or of none. */
  Range multiplied() {
    boolean shrinks = -1 <= least && most <= 1;
    double largest = shrinks ? 1 : LARGEST;
    return isFinite() ? new Range(least >= 0 ? 0 : -largest, largest) : ANY;
  }

  /** What an operator makes of values within two ranges, of which a unary one takes the first. */
  static Range apply(Operator operator, Range a, Range b, boolean same) {
    if (a.isAny() || operator.arity() == 2 && b.isAny()) {
      return ANY;
    }
    return switch (operator) {
      case ADD -> a.plus(b);
      case SUBTRACT -> a.plus(b.negated());
      case MULTIPLY -> same ? a.power(2) : a.times(b);
      case DIVIDE -> a.times(b.inverse());
      case POWER -> b.isConstant() ? a.power(b.least) : a.least >= 0 ? new Range(0, Double.POSITIVE_INFINITY) : ANY;
      case NEGATE -> a.negated();
      case EXP -> new Range(exp(a.least), exp(a.most));
      case LOG -> a.least < 0 ? ANY : new Range(Math.log(a.least), Math.log(a.most));
      case SQRT -> a.least < 0 ? ANY : new Range(Math.sqrt(a.least), Math.sqrt(a.most));
      case TANH, ERF -> new Range(operator.apply(a.least, 0), operator.apply(a.most, 0));
      case SIN, COS -> a.isFinite() ? new Range(-1, 1) : ANY;
      case ABS -> a.contains(0) ? new Range(0, Math.max(-a.least, a.most)) : a.least < 0 ? a.negated() : a;
      case MAX -> new Range(Math.max(a.least, b.least), Math.max(a.most, b.most));
      case MIN -> new Range(Math.min(a.least, b.least), Math.min(a.most, b.most));
    };
  }

  private static double exp(double exponent) {
    return exponent > LARGEST_EXPONENT ? Double.POSITIVE_INFINITY : Math.exp(exponent);
  }

  private Range negated() {
    return new Range(-most, -least);
  }

  private Range plus(Range b) {
    boolean infinite = Double.isInfinite(least) && Double.isInfinite(b.most)
        || Double.isInfinite(most) && Double.isInfinite(b.least);
    return infinite ? ANY : new Range(finite(least + b.least, least, b.least), finite(most + b.most, most, b.most));
  }

  private Range times(Range b) {
    if (isAny() || b.isAny() || !isFinite() && b.contains(0) || !b.isFinite() && contains(0)) {
      return ANY;
    }
    double[] products = {
        product(least, b.least), product(least, b.most), product(most, b.least), product(most, b.most)};
    Range range = of(products[0]);
    for (double product : products) {
      range = range.or(of(product));
    }
    return range;
  }

  private static double product(double a, double b) {
    return finite(a * b, a, b);
  }

  /** What overflows where the operands are finite counts as finite. */
  private static double finite(double value, double... operands) {
    for (double operand : operands) {
      if (Double.isInfinite(operand)) {
        return value;
      }
    }
    return Math.max(-LARGEST, Math.min(LARGEST, value));
  }

  private Range inverse() {
    return contains(0) ? ANY : new Range(1 / most, 1 / least);
  }

  private Range power(double exponent) {
    boolean whole = exponent == Math.rint(exponent);
    if (exponent < 0) {
      return power(-exponent).inverse();
    } else if (least < 0 && !whole) {
      return ANY;
    } else if (least < 0 && exponent % 2 == 0) {
      return apply(Operator.ABS, this, this, true).power(exponent);
    }
    return new Range(finite(Math.pow(least, exponent), least), finite(Math.pow(most, exponent), most));
  }
}
