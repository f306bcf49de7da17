package dev.netgrad.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code Σ coefficient·axis + constant}, exact: every operation throws {@link ArithmeticException} rather than
 * overflow. Equal sums are equal, in whatever order they are written.
 */
public final class Affine {
  public static final Affine ZERO = of(0);

  private final Map<Axis, Long> terms;
  private final long constant;
  /** 0 until it is asked for: indices are keys wherever expressions are shared. */
  private int hash;

  /** @param terms the coefficients by axis, none of them 0 */
  public Affine(Map<Axis, Long> terms, long constant) {
    this(constant, terms.size() < 2 ? Map.copyOf(terms) : Collections.unmodifiableMap(new LinkedHashMap<>(terms)));
  }

  /** @param terms that nothing changes any more */
  private Affine(long constant, Map<Axis, Long> terms) {
    this.terms = terms;
    this.constant = constant;
  }

  public static Affine of(long constant) {
    return new Affine(constant, Map.of());
  }

  public static Affine of(Axis axis) {
    return new Affine(0, Map.of(axis, 1L));
  }

  /** The coefficients by axis, none of them 0, in the order in which they are written. */
  public Map<Axis, Long> terms() {
    return terms;
  }

  public long constant() {
    return constant;
  }

  public Affine plus(Affine other) {
    return plus(other, 1);
  }

  public Affine minus(Affine other) {
    return plus(other, -1);
  }

  public Affine plus(long number) {
    return new Affine(Math.addExact(constant, number), terms);
  }

  public Affine times(long factor) {
    return ZERO.plus(this, factor);
  }

  private Affine plus(Affine other, long factor) {
    long number = Math.addExact(constant, Math.multiplyExact(other.constant, factor));
    if (other.terms.isEmpty() || factor == 0) {
      return new Affine(number, terms);
    } else if (terms.isEmpty() && factor == 1) {
      return new Affine(number, other.terms);
    }
    Map<Axis, Long> sum = new LinkedHashMap<>(terms);
    for (Map.Entry<Axis, Long> term : other.terms.entrySet()) {
      long total = Math.addExact(sum.getOrDefault(term.getKey(), 0L), Math.multiplyExact(term.getValue(), factor));
      if (total == 0) {
        sum.remove(term.getKey());
      } else {
        sum.put(term.getKey(), total);
      }
    }
    return new Affine(sum, number);
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

  public static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** The least value over the box of the axes; the batch counts as at least one sample. */
  public long minimum() {
    return extreme(-1);
  }

  /**
   * The greatest value over the box of the axes; meaningless (and huge) where the batch axis has a positive
   * coefficient.
   */
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

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Affine affine && constant == affine.constant && terms.equals(affine.terms);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = 31 * terms.hashCode() + Long.hashCode(constant);
    }
    return hash;
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
