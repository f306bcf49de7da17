package dev.netgrad.checks;

/** NaN is smaller than all numbers, and the first of the smallest gets the gradient: see {@link Extremes}. */
final class MinimumTest extends Extremes {
  MinimumTest() {
    super(true);
  }
}
