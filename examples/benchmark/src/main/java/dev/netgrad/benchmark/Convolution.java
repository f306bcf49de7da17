package dev.netgrad.benchmark;

import java.util.Arrays;

/**
 * What a network of {@code convolutions.net} is about, which says the same in its name: {@code H32C16K32R3S2}.
 *
 * @param h pixels of a row and of a column
 * @param c channels
 * @param k channels of the result
 * @param r pixels of a row and of a column of the window
 * @param s the stride
 */
record Convolution(int h, int c, int k, int r, int s) {

  static Convolution of(String name) {
    int[] numbers = Arrays.stream(name.substring(1).split("\\D")).mapToInt(Integer::parseInt).toArray();
    return new Convolution(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
  }

  int inputs() {
    return h * h * c;
  }

  int outputs() {
    int pixels = (h - 1) / s + 1;
    return pixels * pixels * k;
  }

  int weights() {
    return r * r * c * k;
  }

  /**
   * Operations of a sample, two for each multiply-add of the formula, padding included; all three sums have as many.
   */
  double flops() {
    return 2.0 * outputs() * r * r * c;
  }

  @Override
  public String toString() {
    return "%d×%d, %d→%d, %d×%d%s".formatted(h, h, c, k, r, r, s == 1 ? "" : ", stride " + s);
  }
}
