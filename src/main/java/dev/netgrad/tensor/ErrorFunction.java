package dev.netgrad.tensor;

/**
 * The error function, erf x = 2/√π ∫₀ˣ exp(−t²) dt, which the JDK lacks: by its expansions, term by term, within 1e-15
 * of it. Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14.
 */
final class ErrorFunction {
  /** Up to here the series, in which nothing cancels; from here on the continued fraction. */
  private static final double FAR = 2;
  private static final int TERMS = 80;

  private ErrorFunction() {}

  static double of(double x) {
    if (Math.abs(x) < FAR) {
      return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * series(x);
    }
    return Math.signum(x) * (1 - complement(Math.abs(x)));
  }

  /** Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n + 1)), from the innermost bracket of x·(1 + ⅔x²·(1 + ⅖x²·(1 + …))). */
  private static double series(double x) {
    double inner = 1;
    for (int n = TERMS; n > 0; n--) {
      inner = 1 + 2 * x * x / (2 * n + 1) * inner;
    }
    return x * inner;
  }

  /** erfc x = exp(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + 2/(x + …))))). */
  private static double complement(double x) {
    double inner = x;
    for (int n = TERMS; n > 0; n--) {
      inner = x + n / 2.0 / inner;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / inner;
  }
}
