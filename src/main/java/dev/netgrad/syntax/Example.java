package dev.netgrad.syntax;

import dev.netgrad.source.Span;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * {@code example dense([1, 2], 1) = [5] with weight = [[1], [2]]}: what a layer or block gives.
 *
 * @param parameters values of the parameters and states, each with a name
 */
public record Example(Span span, Ast.Name callee, List<Given> arguments, Literal result, List<Given> parameters) {

  /** An argument or a parameter. */
  public record Given(Span span, Optional<Ast.Name> name, Literal value) {}

  /**
   * Numbers, row by row.
   *
   * @param shape how many there are in each dimension; none of a number alone
   */
  public record Literal(Span span, List<Integer> shape, List<Digits> numbers) {
    public Literal {
      shape = List.copyOf(shape);
      numbers = List.copyOf(numbers);
    }

    /** The numbers, but for the digits in which they are written. */
    public double[] values() {
      return numbers.stream().mapToDouble(Digits::value).toArray();
    }
  }

  /**
   * A number as it is written.
   *
   * @param decimals how many digits stand behind the decimal point
   */
  public record Digits(double value, int decimals) {
    static Digits of(BigDecimal written) {
      return new Digits(written.doubleValue(), Math.max(0, written.scale()));
    }

    /** Whether a value is this one to the digits that are written; a whole number has all of its digits. */
    public boolean isNear(double actual) {
      double tolerance = decimals == 0 ? 1e-9 * Math.max(1, Math.abs(value)) : 0.5 * Math.pow(10, -decimals) + 1e-12;
      return actual == value || Math.abs(actual - value) <= tolerance;
    }
  }
}
