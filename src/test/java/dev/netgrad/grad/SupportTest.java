package dev.netgrad.grad;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportTest {
  private static final Condition NOWHERE = new Condition.Any(List.of());

  private final Axis i = new Axis("i", 4);
  private final Scalar position = new Scalar.Position(Affine.of(i));
  private final Condition late = new Condition.AtLeastZero(Affine.of(i).plus(-2));
  private final Condition even = new Condition.Divisible(Affine.of(i), 2);
  private final Scalar inLate = new Scalar.Select(late, Scalar.ONE, Scalar.ZERO);
  private final Scalar inEven = new Scalar.Select(even, Scalar.ONE, Scalar.ZERO);

  @Test
  void leavesAreNotZeroButZero() {
    assertThat(Support.of(Scalar.ZERO)).isEqualTo(NOWHERE);
    assertThat(Support.of(Scalar.ONE)).isEqualTo(Condition.TRUE);
    assertThat(Support.of(new Scalar.BatchSize())).isEqualTo(Condition.TRUE);
    assertThat(Support.of(position)).isEqualTo(Condition.TRUE);
    assertThat(Support.of(Sweeps.input("x", 4).at(List.of(i)))).isEqualTo(Condition.TRUE);
  }

  @Test
  void selectsSayWhere() {
    assertThat(Support.of(inLate)).isEqualTo(late);
    assertThat(Support.of(new Scalar.Select(late, Scalar.ZERO, Scalar.ONE))).isEqualTo(new Condition.Not(late));
    assertThat(Support.of(new Scalar.Select(late, position, Scalar.ONE))).isEqualTo(Condition.TRUE);
    assertThat(Support.of(new Scalar.Select(late, inEven, Scalar.ZERO)))
        .isEqualTo(new Condition.All(List.of(late, even)));
  }

  @Test
  void sumsAreNotZeroWhereATermIsNotAndProductsWhereTheFirstFactorIsNot() {
    assertThat(Support.of(inLate.plus(inEven))).isEqualTo(new Condition.Any(List.of(late, even)));
    assertThat(Support.of(inLate.times(position))).isEqualTo(late);
    assertThat(Support.of(inLate.over(position))).isEqualTo(late);
    assertThat(Support.of(inLate.negated())).isEqualTo(late);
    assertThat(Support.of(Scalar.apply(Operator.COS, inLate))).isEqualTo(Condition.TRUE);
  }
}
