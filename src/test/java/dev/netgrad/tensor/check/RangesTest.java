package dev.netgrad.tensor.check;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.All;
import dev.netgrad.tensor.Condition.Any;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Condition.Not;
import dev.netgrad.tensor.Condition.Relation;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Reduction.Kind;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.Terms;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangesTest {
  private final Axis i = new Axis("i", 4);
  private final Tensor x = Terms.input("x", 4);
  private final Scalar read = Terms.read(x, i);

  private static Range range(double least, double most) {
    return new Range(least, most);
  }

  private static Range of(Operator operator, Range a) {
    return Range.apply(operator, a, a, false);
  }

  @Test
  void operatorsMapRanges() {
    Range a = range(-2, 4);
    Range b = range(1, 3);
    assertThat(Range.apply(Operator.ADD, a, b, false)).isEqualTo(range(-1, 7));
    assertThat(Range.apply(Operator.SUBTRACT, a, b, false)).isEqualTo(range(-5, 3));
    assertThat(Range.apply(Operator.MULTIPLY, a, b, false)).isEqualTo(range(-6, 12));
    assertThat(Range.apply(Operator.MULTIPLY, a, a, true)).isEqualTo(range(0, 16));
    assertThat(Range.apply(Operator.DIVIDE, b, range(2, 4), false)).isEqualTo(range(0.25, 1.5));
    assertThat(Range.apply(Operator.DIVIDE, b, a, false)).isEqualTo(Range.ANY);
    assertThat(Range.apply(Operator.POWER, b, range(2, 2), false)).isEqualTo(range(1, 9));
    assertThat(of(Operator.NEGATE, a)).isEqualTo(range(-4, 2));
    assertThat(of(Operator.EXP, range(0, 1))).isEqualTo(range(1, Math.E));
    assertThat(of(Operator.EXP, range(0, 1000)).isFinite()).isFalse();
    assertThat(of(Operator.LOG, range(1, Math.E))).isEqualTo(range(0, 1));
    assertThat(of(Operator.LOG, a)).isEqualTo(Range.ANY);
    assertThat(of(Operator.SQRT, range(4, 9))).isEqualTo(range(2, 3));
    assertThat(of(Operator.SQRT, a)).isEqualTo(Range.ANY);
    assertThat(of(Operator.TANH, range(0, 1))).isEqualTo(range(0, Math.tanh(1)));
    assertThat(of(Operator.ERF, range(0, 30))).isEqualTo(range(0, 1));
    assertThat(of(Operator.SIN, range(0, 1))).isEqualTo(range(-1, 1));
    assertThat(of(Operator.COS, range(0, 1))).isEqualTo(range(-1, 1));
    assertThat(of(Operator.ABS, a)).isEqualTo(range(0, 4));
    assertThat(of(Operator.ABS, range(-3, -1))).isEqualTo(range(1, 3));
    assertThat(Range.apply(Operator.MAX, a, b, false)).isEqualTo(range(1, 4));
    assertThat(Range.apply(Operator.MIN, a, b, false)).isEqualTo(range(-2, 3));
  }

  private static boolean isFinite(Scalar scalar) {
    return Ranges.UNKNOWN.isFinite(scalar);
  }

  /** Finite only if a value is proven to be greater than −1. */
  private static Scalar logOfOneMore(Scalar value) {
    return Scalar.apply(Operator.LOG, value.plus(Terms.number(1)));
  }

  @Test
  void leavesAreFiniteButForConstantsThatAreNot() {
    assertThat(isFinite(Terms.number(2))).isTrue();
    assertThat(isFinite(Terms.number(Double.POSITIVE_INFINITY))).isFalse();
    assertThat(isFinite(Terms.number(Double.NaN))).isFalse();
    assertThat(isFinite(logOfOneMore(new Scalar.BatchSize()))).isTrue();
    assertThat(isFinite(new Scalar.Position(Affine.of(i)))).isTrue();
    assertThat(isFinite(logOfOneMore(new Scalar.Position(Affine.of(i))))).isFalse();
    assertThat(isFinite(read)).isTrue();
    assertThat(isFinite(logOfOneMore(read))).isFalse();
    assertThat(isFinite(read.over(read))).isFalse();
  }

  /** Whether {@code log(read + 1)} is finite where a condition holds, and where it does not. */
  private boolean where(Condition condition, boolean holds) {
    Scalar log = logOfOneMore(read);
    return isFinite(holds ? new Scalar.Select(condition, log, Scalar.ZERO)
        : new Scalar.Select(condition, Scalar.ZERO, log));
  }

  @Test
  void conditionsNarrowWhatTheyCompare() {
    Condition positive = new Compare(Relation.LESS, Scalar.ZERO, read);
    Condition negative = new Compare(Relation.LESS_EQUAL, read, Scalar.ZERO);
    Condition bound = new AtLeastZero(Affine.of(i).plus(-1));
    Condition even = new Divisible(Affine.of(i), 2);
    assertThat(where(positive, true)).isTrue();
    assertThat(where(positive, false)).isFalse();
    assertThat(where(negative, false)).isTrue();
    assertThat(where(bound, true) || where(even, true)).isFalse();
    assertThat(where(new All(List.of(bound, positive)), true)).isTrue();
    assertThat(where(new All(List.of(bound, negative)), false)).isFalse();
    assertThat(where(new Any(List.of(bound, negative)), false)).isTrue();
    assertThat(where(new Any(List.of(even, positive)), true)).isFalse();
    assertThat(where(new Not(negative), true)).isTrue();
    assertThat(where(new Not(positive), false)).isTrue();
  }

  private Scalar reduced(Kind kind, Scalar body, Condition... guards) {
    List<Axis> all = List.of(i);
    Tensor y = Terms.formula("y", kind == Kind.NONE ? all : List.of(),
        kind == Kind.NONE ? Reduction.NONE : new Reduction(kind, all, List.of(guards)), body);
    ranges = new Ranges(List.of(y));
    return kind == Kind.NONE ? Terms.read(y, i) : Terms.read(y);
  }

  private Ranges ranges;

  @Test
  void reductionsKeepWhatHoldsOfTheirTerms() {
    Scalar square = Scalar.apply(Operator.TANH, read.times(read));
    Scalar minusOne = Terms.number(-1);
    Scalar infinity = Terms.number(Double.POSITIVE_INFINITY);
    // 1/(y + 1) is finite where y is known to be 0 or more.
    for (Kind kind : List.of(Kind.NONE, Kind.SUM, Kind.PROD, Kind.MIN, Kind.MAX)) {
      Scalar value = reduced(kind, square);
      assertThat(ranges.isFinite(Terms.number(1).over(value.plus(Scalar.ONE)))).isTrue();
      value = reduced(kind, minusOne);
      assertThat(ranges.isFinite(Terms.number(1).over(value.plus(Scalar.ONE)))).isFalse();
    }
    Scalar unguarded = reduced(Kind.SUM, Scalar.ONE);
    assertThat(ranges.isFinite(Scalar.ONE.over(unguarded))).isTrue();
    Scalar guarded = reduced(Kind.SUM, Scalar.ONE, new Divisible(Affine.of(i), 2));
    assertThat(ranges.isFinite(Scalar.ONE.over(guarded))).isFalse();
    // A sum of numbers up to 1 may pass 88, from where on e to the power of it is no float; a product may not.
    Scalar sum = reduced(Kind.SUM, square.times(Terms.number(80)));
    assertThat(ranges.isFinite(Scalar.apply(Operator.EXP, sum))).isFalse();
    Scalar product = reduced(Kind.PROD, square);
    assertThat(ranges.isFinite(Scalar.apply(Operator.EXP, product))).isTrue();
    Scalar largest = reduced(Kind.MAX, new Scalar.Select(new Divisible(Affine.of(i), 2), square, infinity.negated()));
    assertThat(ranges.isFinite(largest)).isFalse();
    Scalar absent = new Scalar.Select(new Divisible(Affine.of(i), 2), square, Terms.number(Double.NEGATIVE_INFINITY));
    largest = reduced(Kind.MAX, absent);
    assertThat(ranges.isFinite(largest)).isTrue();
    Scalar none = reduced(Kind.NONE, absent);
    assertThat(ranges.isFinite(none)).isFalse();
    Scalar position = reduced(Kind.ARGMAX, infinity);
    assertThat(ranges.isFinite(position)).isTrue();
  }
}
