package dev.netgrad.tensor.check;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

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
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FactsTest {
  private static final int EXTENT = 6;

  private final Axis i = new Axis("i", EXTENT);
  private final Axis j = new Axis("j", EXTENT);
  private final Axis k = new Axis("k", EXTENT);

  private static AtLeastZero atLeast(Affine more, Affine less) {
    return new AtLeastZero(more.minus(less));
  }

  private static Affine of(Axis axis) {
    return Affine.of(axis);
  }

  @Test
  void extentsAloneBoundWhatTheyBound() {
    assertThat(Facts.BOX.provesNonNegative(of(i).plus(of(j)))).isTrue();
    assertThat(Facts.BOX.provesNonNegative(Affine.of(EXTENT - 1).minus(of(i)))).isTrue();
    assertThat(Facts.BOX.provesNonNegative(Affine.of(EXTENT - 2).minus(of(i)))).isFalse();
    assertThat(Facts.BOX.provesNonNegative(of(i).minus(of(j)))).isFalse();
  }

  @Test
  void inequalitiesFollowFromSeveralTogether() {
    Facts facts = Facts.of(List.of(atLeast(of(i), of(j)), atLeast(of(j), of(k).plus(1))));
    assertThat(facts.provesNonNegative(of(i).minus(of(k)).plus(-1))).isTrue();
    assertThat(facts.provesNonNegative(of(i).minus(of(k)).plus(-2))).isFalse();
    assertThat(facts.provesNonNegative(of(k).minus(of(i)))).isFalse();
  }

  @Test
  void boundsAreRoundedToWholeNumbers() {
    assertThat(Facts.of(List.of(new AtLeastZero(of(i).times(2).plus(-1)))).provesNonNegative(of(i).plus(-1))).isTrue();
    assertThat(Facts.of(List.of(new AtLeastZero(of(i).times(2).plus(-2)))).provesNonNegative(of(i).plus(-2))).isFalse();
  }

  @Test
  void remaindersBoundQuotients() {
    Facts even = Facts.of(List.of(new Divisible(of(i), 2)));
    assertThat(even.provesNonNegative(Affine.of(EXTENT - 2).minus(of(i)))).isTrue();
    assertThat(even.provesDivisible(of(i).times(3).plus(4), 2)).isTrue();
    assertThat(even.provesDivisible(of(i).plus(1), 2)).isFalse();
    assertThat(even.provesWithin(Index.of(of(i), 2), Extent.of(3))).isTrue();
    assertThat(even.provesWithin(Index.of(of(i), 2), Extent.of(2))).isFalse();
    assertThat(Facts.BOX.provesWithin(Index.of(of(i), 2), Extent.of(3))).isFalse();
  }

  @Test
  void whatDoesNotHoldSaysItsOpposite() {
    AtLeastZero low = atLeast(Affine.of(2), of(i));
    assertThat(Facts.BOX.andNot(low).provesNonNegative(of(i).plus(-3))).isTrue();
    assertThat(Facts.BOX.and(new Not(low)).provesNonNegative(of(i).plus(-3))).isTrue();
    assertThat(Facts.BOX.andNot(new Not(low)).provesNonNegative(Affine.of(2).minus(of(i)))).isTrue();
    List<Condition> both = List.of(low, atLeast(of(j), of(i)));
    assertThat(Facts.BOX.andNot(new Any(both)).provesNonNegative(of(i).plus(-3))).isTrue();
    assertThat(Facts.BOX.andNot(new All(both)).provesNonNegative(of(i).plus(-3))).isFalse();
  }

  @Test
  void comparisonsAreRememberedAndOfNumbersDecided() {
    Compare asked = new Compare(Relation.LESS, new Scalar.BatchSize(), Scalar.ONE);
    assertThat(Facts.BOX.decide(asked)).isEmpty();
    assertThat(Facts.BOX.and(asked).decide(asked)).hasValue(true);
    assertThat(Facts.BOX.andNot(asked).decide(asked)).hasValue(false);
    assertThat(Facts.BOX.decide(new Compare(Relation.LESS, Scalar.ZERO, Scalar.ONE))).hasValue(true);
    assertThat(Facts.BOX.decide(new Compare(Relation.EQUAL, Scalar.constant(Double.NaN), Scalar.ONE))).hasValue(false);
  }

  /** Whatever is proven holds at every point where the facts hold, and what is decided is decided so. */
  @Test
  void nothingIsProvenThatAPointContradicts() {
    Random random = new Random(3);
    int proven = 0;
    for (int round = 0; round < 400; round++) {
      List<Condition> known = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        known.add(condition(random, 1));
      }
      Condition claim = condition(random, 2);
      Optional<Boolean> decided = Facts.of(known).decide(claim);
      proven += decided.isPresent() ? 1 : 0;
      for (Map<Axis, Long> point : points()) {
        if (decided.isPresent() && known.stream().allMatch(c -> holds(c, point))) {
          assertWithMessage("%s, from %s, at %s", claim, known, point).that(holds(claim, point))
              .isEqualTo(decided.get());
        }
      }
    }
    assertThat(proven).isAtLeast(100);
  }

  private List<Map<Axis, Long>> points() {
    List<Map<Axis, Long>> points = new ArrayList<>();
    for (long p = 0; p < EXTENT * EXTENT * EXTENT; p++) {
      points.add(Map.of(i, p % EXTENT, j, p / EXTENT % EXTENT, k, p / EXTENT / EXTENT));
    }
    return points;
  }

  private Condition condition(Random random, int depth) {
    Affine affine = of(i).times(random.nextInt(5) - 2).plus(of(j).times(random.nextInt(5) - 2))
        .plus(of(k).times(random.nextInt(3) - 1)).plus(random.nextInt(7) - 3);
    return switch (random.nextInt(depth > 0 ? 7 : 4)) {
      case 0, 1, 2 -> new AtLeastZero(affine);
      case 3 -> new Divisible(affine, 2 + random.nextInt(3));
      case 4 -> new Not(condition(random, depth - 1));
      case 5 -> new All(List.of(condition(random, depth - 1), condition(random, depth - 1)));
      default -> new Any(List.of(condition(random, depth - 1), condition(random, depth - 1)));
    };
  }

  private static boolean holds(Condition condition, Map<Axis, Long> point) {
    return condition.match(
        bound -> bound.affine().at(point) >= 0,
        divisible -> Math.floorMod(divisible.affine().at(point), divisible.modulus()) == 0,
        compare -> false,
        all -> all.conditions().stream().allMatch(c -> holds(c, point)),
        any -> any.conditions().stream().anyMatch(c -> holds(c, point)),
        not -> !holds(not.condition(), point));
  }

  /** Without some axes, an inequality says where the others may be; exactly, if it says so. */
  @Test
  void eliminationKeepsEveryPointAndIsExactWhereItSaysSo() {
    Random random = new Random(4);
    int exact = 0;
    for (int round = 0; round < 200; round++) {
      List<Affine> known = new ArrayList<>(Inequalities.box(k));
      for (int n = random.nextInt(3); n >= 0; n--) {
        known.add(of(i).times(random.nextInt(5) - 2).plus(of(k).times(random.nextInt(5) - 2))
            .plus(random.nextInt(7) - 3));
      }
      Inequalities left = Inequalities.of(known).without(Set.of(k));
      exact += left.exact() ? 1 : 0;
      for (long x = 0; x < EXTENT; x++) {
        long at = x;
        boolean some = LongStream.range(0, EXTENT)
            .anyMatch(y -> known.stream().allMatch(a -> a.at(Map.of(i, at, k, y)) >= 0));
        // A contradiction ends the elimination; it is one whatever k is.
        boolean said = left.all().stream().allMatch(a -> a.at(Map.of(i, at, k, 0L)) >= 0);
        assertWithMessage("%s without k is %s, at %s", known, left, at).that(said || !some).isTrue();
        assertWithMessage("%s without k is %s, at %s", known, left, at).that(!left.exact() || said == some).isTrue();
      }
    }
    assertThat(exact).isAtLeast(50);
  }

  @Test
  void aConjunctionSaysWhatItsPartsSayAndADisjunctionNothing() {
    Condition first = atLeast(of(i), of(j));
    Condition second = atLeast(of(j), of(k));
    Affine far = of(i).minus(of(k));
    assertThat(Facts.BOX.and(new All(List.of(first, second))).provesNonNegative(far)).isTrue();
    assertThat(Facts.BOX.and(new Any(List.of(first, second))).provesNonNegative(far)).isFalse();
  }
}
