package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static dev.netgrad.tensor.Operator.EXP;
import static dev.netgrad.tensor.Operator.MAX;
import static dev.netgrad.tensor.Operator.MIN;
import static dev.netgrad.tensor.Operator.SQRT;
import static dev.netgrad.tensor.Scalar.ONE;
import static dev.netgrad.tensor.Scalar.ZERO;
import static dev.netgrad.tensor.Scalar.apply;
import static dev.netgrad.tensor.Scalar.constant;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Extent;
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
import org.junit.jupiter.params.provider.EnumSource;

/** Every law on an example of its own, evaluated before and after. A law without an example does not compile. */
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
  private final Condition less = new Condition.Compare(Condition.Relation.LESS, x, y);

  private Program example(Law law) {
    return switch (law) {
      case ONE -> elementwise(x.times(ONE).negated());
      case FOLD -> elementwise(x.times(apply(MAX, constant(2), constant(3))));
      case COPY -> elementwise(x);
      case SHARE -> program(define("first", x.times(y)), define("second", y.times(x)));
      case IN_PLACE -> inPlace();
      case COUNT -> program(Program.formula("root", List.of(), sum(), ONE));
      case VOLUME -> elementwise(sum(), x);
      case DECIDED -> elementwise(new Scalar.Select(new Condition.AtLeastZero(Affine.of(i)), x, y).negated());
      case SAME_BRANCHES -> elementwise(new Scalar.Select(less, z, z));
      case LARGER -> elementwise(new Scalar.Select(new Condition.Any(List.of(
          new Condition.Compare(Condition.Relation.LESS, x, apply(MAX, y, x)),
          new Condition.Compare(Condition.Relation.LESS, apply(MIN, x, z), z))), x, y));
      case GUARD -> elementwise(sum(), new Scalar.Select(
          new Condition.AtLeastZero(Affine.of(j).plus(-2)), xs.at(List.of(j)), ZERO));
      case ABSENT -> elementwise(sum(), ys.at(List.of(j)).times(new Scalar.Select(
          new Condition.AtLeastZero(Affine.of(j).plus(-2)), xs.at(List.of(j)), ZERO)));
      case EQUATION -> elementwise(Reduction.sum(List.of(j), List.of(
          new Condition.AtLeastZero(Affine.of(i).minus(Affine.of(j)).plus(-2)),
          new Condition.AtLeastZero(Affine.of(j).minus(Affine.of(i)).plus(2)))), xs.at(List.of(j)));
      case ZERO -> elementwise(x.times(ZERO).minus(y));
      case MASK -> elementwise(z.times(new Scalar.Select(less, y, ZERO)));
      case LIKE_TERMS -> elementwise(x.times(y).plus(constant(3).times(y.times(x))));
      case CANCEL -> elementwise(x.times(y).over(x).negated());
      case ROOT -> elementwise(apply(SQRT, p).times(apply(SQRT, p)).negated());
      case BOUNDED -> elementwise(y.times(apply(EXP, x)).over(constant(3).plus(apply(EXP, x))));
      case COMMON_FACTOR -> elementwise(x.times(z).plus(y.times(z)));
      case INVARIANT -> elementwise(sum(), y.times(xs.at(List.of(j))));
      case CENTRED -> centred();
    };
  }

  private Program inPlace() {
    Tensor two = define("two", constant(2));
    return program(two, define("root", x.times(two.at(List.of(i)))));
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
  @EnumSource(Law.class)
  void lawIsApplied(Law law) {
    Program program = example(law);
    Program.Simplified simplified = program.simplify(false);
    switch (law) {
      case COPY -> assertThat(simplified.root()).isSameInstanceAs(xs);
      case SHARE -> assertThat(simplified.root()).isSameInstanceAs(program.body().get(0));
      default -> assertThat(simplified.laws()).contains(law.equation());
    }
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void valuesStay(Law law) {
    Program program = example(law);
    Program.Simplified simplified = program.simplify(false);
    for (int seed = 0; seed < 50; seed++) {
      Map<String, double[]> values = ordinary(new Random(seed));
      double[] before = program.value(values);
      double[] after = program.value(simplified, values);
      for (int k = 0; k < before.length; k++) {
        assertWithMessage("%s: %s", law, law.equation()).that(after[k]).isWithin(1e-13).of(before[k]);
      }
    }
  }

  /** The exact ones keep every bit, whatever the values; but for the one that is a definition. */
  @ParameterizedTest
  @EnumSource(value = Law.class, mode = EnumSource.Mode.EXCLUDE, names = "ABSENT")
  void exactLawKeepsBits(Law law) {
    if (!law.isExact()) {
      return;
    }
    Program program = example(law);
    Program.Simplified simplified = program.simplify(false);
    for (int seed = 0; seed < 200; seed++) {
      Map<String, double[]> values = special(new Random(seed));
      assertWithMessage("%s: %s", law, law.equation())
          .that(bits(program.value(simplified, values))).isEqualTo(bits(program.value(values)));
    }
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
    Program program = example(Law.ABSENT);
    assertThat(program.value(program.simplify(true), values)[0]).isEqualTo(expected);
  }

  private static Map<String, double[]> ordinary(Random random) {
    Map<String, double[]> values = new HashMap<>();
    for (String name : List.of("x", "y", "p", "z")) {
      double[] array = random.doubles(name.equals("z") ? 1 : SIZE, 0.25, 2).toArray();
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
