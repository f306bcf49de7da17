package dev.netgrad.law;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

class RatioTest {
  @Test
  void sizesCancelExactly() {
    for (int size = 1; size < 1000; size++) {
      Ratio ratio = Ratio.of(size);
      assertThat(ratio.times(ratio.power(-1))).isEqualTo(Ratio.ONE);
      assertThat(ratio.power(-2).times(ratio).times(ratio)).isEqualTo(Ratio.ONE);
    }
  }

  @Test
  void integersKeepLowestTerms() {
    Ratio sum = Ratio.of(6).power(-1).plus(Ratio.of(-10).power(-1));
    assertThat(sum).isEqualTo(Ratio.of(15).power(-1));
    assertThat(sum.plus(sum.negated()).over()).isEqualTo(0);
    assertThat(Ratio.of(-4).power(-1)).isEqualTo(Ratio.of(4).power(-1).negated());
    assertThat(Ratio.of(-4).power(-1).magnitude().under()).isEqualTo(4);
  }

  /** The arithmetic of doubles: also of 0, of infinities, and of integers that have no place of their own. */
  @Test
  void othersAreDoubles() {
    double[] values = {0, -0.0, 0.3, -7, 1e300, 0x1p53 + 2, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN};
    for (double a : values) {
      for (double b : values) {
        assertThat(Ratio.of(a).times(Ratio.of(b)).value()).isEqualTo(a * b);
        assertThat(Ratio.of(a).plus(Ratio.of(b)).value()).isEqualTo(a + b);
      }
    }
  }
}
