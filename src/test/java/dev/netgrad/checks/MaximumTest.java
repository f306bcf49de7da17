package dev.netgrad.checks;

/** NaN is larger than all numbers, and the first of the largest gets the gradient: see {@link Extremes}. */
final class MaximumTest extends Extremes {
  MaximumTest() {
    super(false);
  }
}
