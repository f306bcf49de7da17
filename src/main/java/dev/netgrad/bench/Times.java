package dev.netgrad.bench;

import java.util.Arrays;

/**
 * How long something takes, in seconds.
 *
 * @param low a tenth of the runs were faster
 * @param high a tenth of the runs were slower
 */
public record Times(double median, double low, double high) {

  static Times of(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return new Times(quantile(sorted, 0.5), quantile(sorted, 0.1), quantile(sorted, 0.9));
  }

  /** Between two runs, in proportion. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  public double gflops(long flops) {
    return flops / median / 1e9;
  }
}
