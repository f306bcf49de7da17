package dev.netgrad.tensor;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/** Where a read reads along one dimension: at a place that the axes tell, or at one that another tensor tells. */
public sealed interface Index {

  /** The answer for the case that this is. */
  <R> R match(Function<Quotient, R> quotient, Function<Element, R> element);

  /**
   * {@code numerator / divisor}. The division is exact at every point of the domain that the guards leave.
   */
  record Quotient(Affine numerator, long divisor) implements Index {
    public Quotient {
      long common = divisor == 1 ? 1 : Affine.gcd(divisor, numerator.content());
      if (common > 1) {
        numerator = numerator.dividedBy(common);
        divisor = divisor / common;
      }
    }

    @Override
    public <R> R match(Function<Quotient, R> quotient, Function<Element, R> element) {
      return quotient.apply(this);
    }

    @Override
    public String toString() {
      String text = numerator.isAxis() ? numerator.toString() : "(" + numerator + ")";
      return divisor == 1 ? numerator.toString() : text + "/" + divisor;
    }
  }

  /** The whole number that an element of an integer tensor is, from 0 to below the tensor's number of classes. */
  record Element(Scalar.Read read) implements Index {
    @Override
    public <R> R match(Function<Quotient, R> quotient, Function<Element, R> element) {
      return element.apply(this);
    }

    /** How many numbers it may be. */
    public long classes() {
      return read.tensor().classes();
    }

    @Override
    public String toString() {
      return read.tensor() + read.indices().toString();
    }
  }

  static Index of(Affine numerator, long divisor) {
    return new Quotient(numerator, divisor);
  }

  static Index of(Affine affine) {
    return of(affine, 1);
  }

  static Index of(Axis axis) {
    return of(Affine.of(axis));
  }

  /** Whether the axes alone tell the place. */
  default boolean isQuotient() {
    return this instanceof Quotient;
  }

  /** The numerator of a quotient, which is all that this is if the divisor is 1. */
  default Affine numerator() {
    return quotient().numerator();
  }

  /** The divisor of a quotient. */
  default long divisor() {
    return quotient().divisor();
  }

  private Quotient quotient() {
    return match(quotient -> quotient, element -> {
      throw new IllegalStateException(element + " is no expression of the axes");
    });
  }

  /** Whether this is one axis and nothing else. */
  default boolean isAxis() {
    return match(quotient -> quotient.divisor == 1 && quotient.numerator.isAxis(), element -> false);
  }

  /** The axes on which the place depends. */
  default Set<Axis> axes() {
    return match(quotient -> quotient.numerator.terms().keySet(), element -> {
      Set<Axis> axes = new LinkedHashSet<>();
      element.read.indices().forEach(index -> axes.addAll(index.axes()));
      return axes;
    });
  }
}
