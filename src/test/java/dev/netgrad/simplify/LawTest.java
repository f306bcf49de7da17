package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static dev.netgrad.tensor.Operator.EXP;
import static dev.netgrad.tensor.Operator.MAX;
import static dev.netgrad.tensor.Operator.MIN;
import static dev.netgrad.tensor.Operator.POWER;
import static dev.netgrad.tensor.Operator.SQRT;
import static dev.netgrad.tensor.Scalar.ONE;
import static dev.netgrad.tensor.Scalar.ZERO;
import static dev.netgrad.tensor.Scalar.apply;
import static dev.netgrad.tensor.Scalar.constant;
import static java.util.Map.entry;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Laws;
import dev.netgrad.law.Line;
import dev.netgrad.law.ProductLaws;
import dev.netgrad.law.ReductionLaws;
import dev.netgrad.law.ScalarLaws;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every law on an example of its own, evaluated before and after, on ordinary values and on ±0, infinities and NaN, and
 * held to what it says of itself.
 */
class LawTest {
  private static final int SIZE = 7;
  private static final double[] SPECIAL = {0.0, -0.0, 1.5, -2.25, 1e-310, -Double.MAX_VALUE,
      Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

  private final Axis i = new Axis("i", SIZE);
  private final Axis j = new Axis("j", SIZE);
  private final Tensor xs = Program.input("x", Extent.of(SIZE));
  private final Tensor ys = Program.input("y", Extent.of(SIZE));
  private final Tensor ps = Program.input("p", Extent.of(SIZE));
  private final Tensor zs = Program.input("z");
  private final List<Tensor> inputs = List.of(xs, ys, ps, zs);
  private final Scalar x = xs.at(List.of(i));
  private final Scalar y = ys.at(List.of(i));
  private final Scalar p = ps.at(List.of(i));
  private final Scalar z = zs.at(List.of());
  private final Condition other = new Condition.Compare(Condition.Relation.LESS, y, z);
  private final Condition less = new Condition.Compare(Condition.Relation.LESS, x, y);

  /** For each law what it changes. */
  private final Map<Law<?, ?>, Program> examples = Map.ofEntries(
      entry(ProductLaws.ONE, elementwise(x.times(ONE).negated())),
      entry(ScalarLaws.FOLD, elementwise(x.times(apply(MAX, constant(2), constant(3))))),
      entry(DefinitionLaws.COPY, elementwise(x)),
      entry(DefinitionLaws.SHARE, program(define("first", x.times(y)), define("second", y.times(x)))),
      entry(DefinitionLaws.IN_PLACE, inPlace()),
      entry(ReductionLaws.COUNT, program(Program.formula("root", List.of(), sum(), ONE))),
      entry(ReductionLaws.VOLUME, elementwise(sum(), x)),
      entry(ScalarLaws.DECIDED,
          elementwise(new Scalar.Select(new Condition.AtLeastZero(Affine.of(i)), x, y).negated())),
      entry(ScalarLaws.SAME_BRANCHES, elementwise(new Scalar.Select(less, z, z))),
      entry(ScalarLaws.LARGER, elementwise(new Scalar.Select(new Condition.Any(List.of(
          new Condition.Compare(Condition.Relation.LESS, x, apply(MAX, y, x)),
          new Condition.Compare(Condition.Relation.LESS, apply(MIN, x, z), z))), x, y))),
      entry(ReductionLaws.GUARD, elementwise(sum(), new Scalar.Select(
          new Condition.AtLeastZero(Affine.of(j).plus(-2)), xs.at(List.of(j)), ZERO))),
      entry(ReductionLaws.ABSENT, elementwise(sum(), ys.at(List.of(j)).times(new Scalar.Select(
          new Condition.AtLeastZero(Affine.of(j).plus(-2)), xs.at(List.of(j)), ZERO)))),
      entry(ReductionLaws.EQUATION, elementwise(Reduction.sum(List.of(j), List.of(
          new Condition.AtLeastZero(Affine.of(i).minus(Affine.of(j)).plus(-2)),
          new Condition.AtLeastZero(Affine.of(j).minus(Affine.of(i)).plus(2)))), xs.at(List.of(j)))),
      entry(ReductionLaws.SINGLED_OUT, singledOut()),
      entry(ProductLaws.ZERO, elementwise(x.times(ZERO).minus(y))),
      entry(ScalarLaws.MASK, elementwise(z.times(new Scalar.Select(less, y, ZERO)))),
      entry(ProductLaws.LIKE_TERMS, elementwise(x.times(y).plus(constant(3).times(y.times(x))))),
      entry(ProductLaws.CANCEL, elementwise(x.times(y).over(x).negated())),
      entry(ProductLaws.ROOT, elementwise(apply(SQRT, p).times(apply(SQRT, p)).negated())),
      entry(ProductLaws.BOUNDED, elementwise(y.times(apply(EXP, x)).over(constant(3).plus(apply(EXP, x))))),
      entry(ProductLaws.COMMON_FACTOR, elementwise(x.times(z).plus(y.times(z)))),
      entry(ReductionLaws.INVARIANT, elementwise(sum(), y.times(xs.at(List.of(j))))),
      entry(ReductionLaws.CENTRED, centred()),
      entry(ScalarLaws.POWER_ZERO, elementwise(apply(POWER, x, ZERO).times(y).negated())),
      entry(ProductLaws.ZERO_QUOTIENT, elementwise(ZERO.over(x).minus(y))),
      entry(ProductLaws.POWERS, elementwise(apply(POWER, x, constant(-3)))),
      entry(ScalarLaws.NESTED, elementwise(new Scalar.Select(less, new Scalar.Select(other, y, ZERO), ZERO))),
      entry(ScalarLaws.SCALED_MASK, elementwise(new Scalar.Select(less, constant(-2).times(y), ZERO))),
      entry(ScalarLaws.COMMON_TO_BRANCHES,
          elementwise(new Scalar.Select(less, x.times(y).times(apply(EXP, z)), apply(EXP, y).times(y)))),
      entry(ReductionLaws.NOTHING, elementwise(sum(), ZERO)),
      entry(ReductionLaws.POINT, elementwise(
          new Reduction(Reduction.Kind.SUM, List.of(), List.of(new Condition.AtLeastZero(Affine.of(i).plus(-2)))), x)),
      entry(ReductionLaws.DISTRIBUTED, distributed()),
      entry(ProductLaws.ORDER, elementwise(x.times(y.times(z)))),
      entry(Line.FOLDED, line()));

  /** All but those that plan and loop apply, which have a test of their own. */
  static List<Law<?, ?>> laws() {
    return Laws.ALL.stream().filter(law -> !EvaluationLawTest.LAWS.contains(law)).toList();
  }

  @Test
  void everyLawHasItsExample() {
    assertThat(examples.keySet()).containsExactlyElementsIn(laws());
  }

  @Test
  void noTwoLawsAreOne() {
    assertThat(Laws.ALL.stream().map(Law::equation).toList()).containsNoDuplicates();
  }

  /** By all laws; what inference computes, by that of lines. */
  private static Program.Simplified simplified(Law<?, ?> law, Program program) {
    return law == Line.FOLDED ? program.fold() : program.simplify(false);
  }

  /** A line of a sample's numbers, of which there are more than of those that are the same for all samples. */
  private Program line() {
    Axis n = Axis.batch();
    Tensor given = Program.input("s", Extent.BATCH, Extent.of(SIZE));
    Scalar body = z.times(given.at(List.of(n, i)).minus(z)).plus(z);
    return new Program(List.of(given, zs), List.of(),
        List.of(Program.formula("root", List.of(n, i), Reduction.NONE, body)));
  }

  private Program inPlace() {
    Tensor two = define("two", constant(2));
    return program(two, define("root", x.times(two.at(List.of(i)))));
  }

  /** What is never −0, which a sum makes 0 of. */
  private Program singledOut() {
    Tensor largest = Program.formula("largest", List.of(),
        new Reduction(Reduction.Kind.ARGMAX, List.of(j), List.of()), ys.at(List.of(j)));
    Scalar isLargest = new Scalar.Select(new Condition.Compare(Condition.Relation.EQUAL,
        new Scalar.Position(Affine.of(j)), largest.at(List.of())), apply(EXP, xs.at(List.of(j))), ZERO);
    return program(largest, Program.formula("root", List.of(), sum(), isLargest));
  }

  private Program distributed() {
    Scalar x = xs.at(List.of(j));
    Scalar y = ys.at(List.of(j));
    Tensor total = Program.formula("total", List.of(), sum(), x);
    Tensor products = Program.formula("products", List.of(), sum(), x.times(y));
    Tensor root = Program.formula("root", List.of(), sum(), z.plus(y).times(x));
    return new Program(inputs, List.of(total, products), List.of(root));
  }

  private Program centred() {
    Tensor total = Program.formula("total", List.of(), sum(), xs.at(List.of(j)));
    Tensor mean = Program.formula("mean", List.of(), Reduction.NONE, total.at(List.of()).over(constant(SIZE)));
    Tensor root = Program.formula("root", List.of(), sum(), xs.at(List.of(j)).minus(mean.at(List.of())));
    return new Program(inputs, List.of(total, mean), List.of(root));
  }

  private Reduction sum() {
    return Reduction.sum(List.of(j), List.of());
  }

  private Tensor define(String name, Scalar body) {
    return Program.formula(name, List.of(i), Reduction.NONE, body);
  }

  private Program elementwise(Scalar body) {
    return program(define("root", body));
  }

  private Program elementwise(Reduction reduction, Scalar body) {
    return program(Program.formula("root", List.of(i), reduction, body));
  }

  private Program program(Tensor... body) {
    return new Program(inputs, List.of(), List.of(body));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void lawIsApplied(Law<?, ?> law) {
    Program program = examples.get(law);
    Program.Simplified simplified = simplified(law, program);
    if (law == DefinitionLaws.COPY) {
      assertThat(simplified.root()).isSameInstanceAs(xs);
    } else if (law == DefinitionLaws.SHARE) {
      assertThat(simplified.root()).isSameInstanceAs(program.body().get(0));
    } else {
      assertThat(simplified.laws()).contains(law);
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void valuesStay(Law<?, ?> law) {
    Program program = examples.get(law);
    Program.Simplified simplified = simplified(law, program);
    for (int seed = 0; seed < 50; seed++) {
      Map<String, double[]> values = ordinary(new Random(seed));
      double[] before = program.value(values);
      double[] after = program.value(simplified, values);
      for (int k = 0; k < before.length; k++) {
        assertWithMessage(law.equation()).that(after[k]).isWithin(1e-13).of(before[k]);
      }
    }
  }

  /** The exact ones keep every bit, whatever the values; but for the one that is a definition. */
  @ParameterizedTest
  @MethodSource("laws")
  void exactLawKeepsBits(Law<?, ?> law) {
    if (!law.isExact() || law == ReductionLaws.ABSENT) {
      return;
    }
    Program program = examples.get(law);
    Program.Simplified simplified = program.simplify(false);
    for (int seed = 0; seed < 200; seed++) {
      Map<String, double[]> values = special(new Random(seed));
      assertWithMessage(law.equation())
          .that(bits(program.value(simplified, values))).isEqualTo(bits(program.value(values)));
    }
  }

  /** Those that call themselves fast-math change the bits somewhere, or they should be called exact. */
  @ParameterizedTest
  @MethodSource("laws")
  void fastMathLawIsNotExact(Law<?, ?> law) {
    if (law.isExact()) {
      return;
    }
    Program program = examples.get(law);
    Program.Simplified simplified = simplified(law, program);
    boolean differs = false;
    for (int seed = 0; seed < 200 && !differs; seed++) {
      Map<String, double[]> values = special(new Random(seed));
      differs = !bits(program.value(simplified, values)).equals(bits(program.value(values)));
    }
    assertWithMessage(law.equation()).that(differs).isTrue();
  }

  /** What has to be computed as it is written is changed by no other. */
  @ParameterizedTest
  @MethodSource("laws")
  void exactRewritingRefusesFastMath(Law<?, ?> law) {
    Program.Simplified simplified = examples.get(law).simplify(true);
    assertThat(simplified.laws().stream().filter(applied -> !applied.isExact()).toList()).isEmpty();
  }

  @Test
  void absentTermIsAbsent() {
    Map<String, double[]> values = ordinary(new Random(1));
    values.get("y")[0] = Double.POSITIVE_INFINITY;
    values.get("y")[1] = Double.NaN;
    double expected = 0;
    for (int k = 2; k < SIZE; k++) {
      expected += values.get("x")[k] * values.get("y")[k];
    }
    Program program = examples.get(ReductionLaws.ABSENT);
    assertThat(program.value(program.simplify(true), values)[0]).isEqualTo(expected);
  }

  private static Map<String, double[]> ordinary(Random random) {
    Map<String, double[]> values = new HashMap<>();
    for (String name : List.of("x", "y", "p", "z", "s")) {
      int size = name.equals("z") ? 1 : name.equals("s") ? (int) Program.BATCH * SIZE : SIZE;
      double[] array = random.doubles(size, 0.25, 2).toArray();
      for (int k = 0; k < array.length && !name.equals("p"); k++) {
        array[k] = random.nextBoolean() ? array[k] : -array[k];
      }
      values.put(name, array);
    }
    return values;
  }

  private static Map<String, double[]> special(Random random) {
    Map<String, double[]> values = ordinary(random);
    values.values().forEach(array -> {
      for (int k = 0; k < array.length; k++) {
        array[k] = random.nextInt(3) == 0 ? array[k] : SPECIAL[random.nextInt(SPECIAL.length)];
      }
    });
    return values;
  }

  /** NaN is NaN, but 0 is not −0. */
  static List<Long> bits(double[] values) {
    List<Long> bits = new ArrayList<>();
    for (double value : values) {
      bits.add(Double.doubleToLongBits(value));
    }
    return bits;
  }
}
