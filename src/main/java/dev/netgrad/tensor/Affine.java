package dev.netgrad.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code Σ coefficient·axis + constant}, exact: every operation throws {@link ArithmeticException} rather than overflow.
 *
 * @param terms the coefficients by axis, none of them 0
 */
public record Affine(Map<Axis, Long> terms, long constant) {
  public static final Affine ZERO = of(0);

  public Affine {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  public static Affine of(long constant) {
    return new Affine(Map.of(), constant);
  }

  public static Affine of(Axis axis) {
    return new Affine(Map.of(axis, 1L), 0);
  }

  public Affine plus(Affine other) {
    return plus(other, 1);
  }

  public Affine minus(Affine other) {
    return plus(other, -1);
  }

  public Affine plus(long number) {
    return new Affine(terms, Math.addExact(constant, number));
  }

  public Affine times(long factor) {
    return ZERO.plus(this, factor);
  }

  private Affine plus(Affine other, long factor) {
    Map<Axis, Long> sum = new LinkedHashMap<>(terms);
    if (factor != 0) {
      other.terms.forEach((axis, coefficient) -> {
        long total = Math.addExact(sum.getOrDefault(axis, 0L), Math.multiplyExact(coefficient, factor));
        if (total == 0) {
          sum.remove(axis);
        } else {
          sum.put(axis, total);
        }
      });
    }
    return new Affine(sum, Math.addExact(constant, Math.multiplyExact(other.constant, factor)));
  }

  public long coefficient(Axis axis) {
    return terms.getOrDefault(axis, 0L);
  }

  public boolean isConstant() {
    return terms.isEmpty();
  }

  /** The value where the axes are at a point. */
  public long at(Map<Axis, Long> point) {
    long value = constant;
    for (Map.Entry<Axis, Long> term : terms.entrySet()) {
      value = Math.addExact(value, Math.multiplyExact(term.getValue(), point.get(term.getKey())));
    }
    return value;
  }

  /** Whether this is one axis and nothing else. */
  public boolean isAxis() {
    return constant == 0 && terms.size() == 1 && terms.values().iterator().next() == 1;
  }

  /** The axis that this is, if {@link #isAxis}. */
  public Axis axis() {
    return terms.keySet().iterator().next();
  }

  /** This divided by a number that divides every coefficient and the constant. */
  public Affine dividedBy(long divisor) {
    Map<Axis, Long> quotient = new LinkedHashMap<>();
    terms.forEach((axis, coefficient) -> quotient.put(axis, coefficient / divisor));
    return new Affine(quotient, constant / divisor);
  }

  /** The greatest common divisor of the coefficients and the constant; 0 for zero. */
  public long content() {
    long gcd = Math.abs(constant);
    for (long coefficient : terms.values()) {
      gcd = gcd(gcd, Math.abs(coefficient));
    }
    return gcd;
  }

  static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** The least value over the box of the axes; the batch counts as at least one sample. */
  public long minimum() {
    return extreme(-1);
  }

  /** The greatest value over the box of the axes; meaningless (and huge) where the batch axis has a positive coefficient. */
  public long maximum() {
    return extreme(1);
  }

  private static final long UNBOUNDED = 1L << 40;

  private long extreme(int sign) {
    long value = constant;
    for (Map.Entry<Axis, Long> term : terms.entrySet()) {
      Extent extent = term.getKey().extent();
      long last = extent.isBatch() ? UNBOUNDED : Math.max(0, extent.size() - 1);
      if (Long.signum(term.getValue()) == sign) {
        value = Math.addExact(value, Math.multiplyExact(term.getValue(), last));
      }
    }
    return value;
  }

  /** Such as {@code 2*h - r + 1}: what is added first. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    append(out, 1);
    append(out, -1);
    if (out.isEmpty()) {
      return Long.toString(constant);
    }
    if (constant != 0) {
      out.append(constant < 0 ? " - " : " + ").append(Math.abs(constant));
    }
    return out.toString();
  }

  private void append(StringBuilder out, int sign) {
    terms.forEach((axis, coefficient) -> {
      if (Long.signum(coefficient) == sign) {
        long size = Math.abs(coefficient);
        out.append(out.isEmpty() ? sign < 0 ? "-" : "" : sign < 0 ? " - " : " + ");
        out.append(size == 1 ? "" : size + "*").append(axis.name());
      }
    });
  }
}
