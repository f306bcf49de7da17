package dev.netgrad.tensor;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AffineTest {
  private final Axis h = new Axis("h", 5);
  private final Axis r = new Axis("r", 3);
  private final Affine sum = Affine.of(h).times(2).minus(Affine.of(r)).plus(1);

  @Test
  void sumsAreEqualInWhateverOrderTheyAreWritten() {
    Affine other = Affine.of(1).plus(Affine.of(r).times(-1)).plus(Affine.of(h)).plus(Affine.of(h));
    assertThat(other).isEqualTo(sum);
    assertThat(other.hashCode()).isEqualTo(sum.hashCode());
    assertThat(sum.plus(1)).isNotEqualTo(sum);
    assertThat(Affine.of(new Axis("h", 5))).isNotEqualTo(Affine.of(h));
  }

  @Test
  void aTermThatCancelsIsGone() {
    assertThat(sum.plus(Affine.of(r)).terms().keySet()).containsExactly(h);
    assertThat(sum.minus(sum)).isEqualTo(Affine.ZERO);
    assertThat(sum.times(0)).isEqualTo(Affine.ZERO);
    assertThat(Affine.of(h).isAxis()).isTrue();
    assertThat(Affine.of(h).times(2).isAxis()).isFalse();
    assertThat(Affine.of(h).plus(1).isAxis()).isFalse();
  }

  @Test
  void arithmeticIsThatOfItsValues() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Affine a = random(random);
      Affine b = random(random);
      long k = random.nextInt(9) - 4;
      Map<Axis, Long> point = Map.of(h, (long) random.nextInt(5), r, (long) random.nextInt(3));
      assertThat(a.plus(b).at(point)).isEqualTo(a.at(point) + b.at(point));
      assertThat(a.minus(b).at(point)).isEqualTo(a.at(point) - b.at(point));
      assertThat(a.times(k).at(point)).isEqualTo(k * a.at(point));
    }
  }

  private Affine random(Random random) {
    return Affine.of(h).times(random.nextInt(7) - 3).plus(Affine.of(r).times(random.nextInt(7) - 3))
        .plus(random.nextInt(9) - 4);
  }

  @Test
  void extremesAreTakenInTheBox() {
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      Affine a = random(random);
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (long x = 0; x < 5; x++) {
        for (long y = 0; y < 3; y++) {
          least = Math.min(least, a.at(Map.of(h, x, r, y)));
          most = Math.max(most, a.at(Map.of(h, x, r, y)));
        }
      }
      assertThat(a.minimum()).isEqualTo(least);
      assertThat(a.maximum()).isEqualTo(most);
    }
  }

  @Test
  void theBatchHasAFirstSampleAndNoLastOne() {
    Affine n = Affine.of(Axis.batch());
    assertThat(n.minimum()).isEqualTo(0);
    assertThat(n.times(-1).minimum()).isLessThan(-(1L << 39));
  }

  @Test
  void theContentDividesEveryCoefficientAndTheConstant() {
    Affine a = Affine.of(h).times(6).minus(Affine.of(r).times(4)).plus(10);
    assertThat(a.content()).isEqualTo(2);
    assertThat(a.dividedBy(2)).isEqualTo(Affine.of(h).times(3).minus(Affine.of(r).times(2)).plus(5));
    assertThat(Affine.ZERO.content()).isEqualTo(0);
  }

  @Test
  void whatDoesNotFitThrows() {
    Affine large = Affine.of(h).times(Long.MAX_VALUE);
    assertThrows(ArithmeticException.class, () -> large.times(2));
    assertThrows(ArithmeticException.class, () -> large.plus(large));
    assertThrows(ArithmeticException.class, () -> Affine.of(Long.MAX_VALUE).plus(1));
    assertThrows(ArithmeticException.class, large::maximum);
  }

  @Test
  void textStartsWithWhatIsAdded() {
    assertThat(sum.toString()).isEqualTo("2*h - r + 1");
    assertThat(Affine.of(r).times(-1).plus(Affine.of(h)).plus(-2).toString()).isEqualTo("h - r - 2");
    assertThat(Affine.of(r).times(-1).toString()).isEqualTo("-r");
    assertThat(Affine.of(-3).toString()).isEqualTo("-3");
  }
}
