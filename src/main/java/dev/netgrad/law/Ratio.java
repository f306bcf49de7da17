package dev.netgrad.law;

/**
 * A coefficient {@code over/under}. Ratios of integers are exact, in lowest terms, so that what is divided by a size
 * and multiplied by it again is itself: 49·(1/49) is 1, which it is not in doubles.
 *
 * @param under 1 unless both are integers; positive
 */
public record Ratio(double over, double under) {
  public static final Ratio ONE = of(1);

  /** Doubles from here on are integers that stand for their neighbours, too. */
  private static final double LARGEST = 0x1p53;

  public static Ratio of(double value) {
    return new Ratio(value, 1);
  }

  private static Ratio of(double over, double under) {
    if (!isExact(over) || !isExact(under) || under == 0) {
      return of(over / under);
    }
    double divisor = Math.copySign(divisor(Math.abs(over), Math.abs(under)), under);
    return new Ratio(over / divisor, under / divisor);
  }

  private static boolean isExact(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST;
  }

  private static double divisor(double a, double b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  public double value() {
    return over / under;
  }

  public boolean isZero() {
    return over == 0;
  }

  public Ratio times(Ratio other) {
    return of(over * other.over, under * other.under);
  }

  public Ratio plus(Ratio other) {
    return of(over * other.under + other.over * under, under * other.under);
  }

  public Ratio negated() {
    return new Ratio(-over, under);
  }

  public Ratio magnitude() {
    return new Ratio(Math.abs(over), under);
  }

  public Ratio power(int exponent) {
    double raised = Math.pow(over, Math.abs(exponent));
    double below = Math.pow(under, Math.abs(exponent));
    return exponent < 0 ? of(below, raised) : of(raised, below);
  }
}
