package dev.netgrad.tensor;

/**
 * Where a read reads along one dimension: {@code numerator / divisor}. The division is exact at every point of the
 * domain that the guards leave.
 */
public record Index(Affine numerator, long divisor) {

  public Index {
    long common = divisor == 1 ? 1 : Affine.gcd(divisor, numerator.content());
    if (common > 1) {
      numerator = numerator.dividedBy(common);
      divisor = divisor / common;
    }
  }

  public static Index of(Affine affine) {
    return new Index(affine, 1);
  }

  public static Index of(Axis axis) {
    return of(Affine.of(axis));
  }

  /** Whether this is one axis and nothing else. */
  public boolean isAxis() {
    return divisor == 1 && numerator.isAxis();
  }

  @Override
  public String toString() {
    String text = numerator.isAxis() ? numerator.toString() : "(" + numerator + ")";
    return divisor == 1 ? numerator.toString() : text + "/" + divisor;
  }
}
