package dev.netgrad.checks;

/** How far apart two arrays are. */
final class Norms {
  private Norms() {}

  static double norm(double[] a) {
    double sum = 0;
    for (double value : a) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** ‖a − b‖. */
  static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " elements against " + b.length);
    }
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return norm(difference);
  }

  /** ‖a − b‖/‖b‖; where b is 0, ‖a‖. */
  static double relative(double[] a, double[] b) {
    double size = norm(b);
    return size == 0 ? distance(a, b) : distance(a, b) / size;
  }
}
