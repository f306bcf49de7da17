package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Laws;
import dev.netgrad.law.Line;
import dev.netgrad.law.ProductLaws;
import dev.netgrad.law.ReductionLaws;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs made at random, simplified and evaluated before and after. */
class RandomLawTest {
  private static final int SIZE = 4;
  private static final double[] SPECIAL = {0.0, -0.0, 1, -1, 2.5, Double.MIN_VALUE, Double.MAX_VALUE,
      Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};
  private static final Operator[] OPERATORS = Operator.values();

  private final Tensor x = Program.input("x", Extent.BATCH, Extent.of(SIZE));
  private final Tensor y = Program.input("y", Extent.of(SIZE));
  private final Tensor z = Program.input("z");

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** What the exact laws do to a forward pass keeps every bit, whatever the values. */
  @ParameterizedTest
  @MethodSource("seeds")
  void exactLawsKeepBits(int seed) {
    Program program = program(new Random(seed));
    Program.Simplified simplified = program.simplify(true);
    if (simplified.laws().contains(ReductionLaws.ABSENT)) {
      return;
    }
    for (int run = 0; run < 5; run++) {
      Map<String, double[]> values = values(new Random(31L * seed + run), true);
      assertWithMessage(text(program)).that(LawTest.bits(program.value(simplified, values)))
          .isEqualTo(LawTest.bits(program.value(values)));
    }
  }

  /** All laws keep the value, up to what rounding may do where no intermediate value is extreme. */
  @ParameterizedTest
  @MethodSource("seeds")
  void lawsKeepValues(int seed) {
    Program program = program(new Random(seed));
    Program.Simplified simplified = program.simplify(false);
    for (int run = 0; run < 2; run++) {
      Map<String, double[]> values = values(new Random(31L * seed + run), false);
      double largest = largest(program, values);
      if (largest > 1e6 || Double.isNaN(largest)) {
        continue;
      }
      double[] before = program.value(values);
      double[] after = program.value(simplified, values);
      for (int k = 0; k < before.length; k++) {
        assertWithMessage(text(program)).that(after[k]).isWithin(1e-12 * (1 + largest * largest)).of(before[k]);
      }
    }
  }

  /** Those that leave no trace, those of means, quotients, sums over one point and lines have examples of their own. */
  @Test
  void everyOtherLawIsMet() {
    Set<Law<?, ?>> met = new HashSet<>();
    seeds().forEach(seed -> met.addAll(program(new Random(seed)).simplify(false).laws()));
    List<Law<?, ?>> others = new ArrayList<>(Laws.ALL);
    others.removeAll(EvaluationLawTest.LAWS);
    others.removeAll(List.of(DefinitionLaws.COPY, DefinitionLaws.SHARE, ReductionLaws.COUNT, ReductionLaws.CENTRED,
        ProductLaws.BOUNDED, ReductionLaws.POINT, ReductionLaws.SINGLED_OUT,
        ReductionLaws.DISTRIBUTED, Line.FOLDED));
    assertThat(met).containsAtLeastElementsIn(others);
  }

  /** A few formulas, each reading inputs and those before it. */
  private Program program(Random random) {
    List<Tensor> known = new ArrayList<>(List.of(x, y, z));
    List<Tensor> body = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      Axis n = Axis.batch();
      Axis i = new Axis("i", SIZE);
      Axis r = new Axis("r", SIZE);
      boolean perSample = k == 2 || random.nextBoolean();
      List<Axis> axes = perSample ? List.of(n, i) : List.of(i);
      List<Axis> reduced = new ArrayList<>();
      Reduction reduction = Reduction.NONE;
      List<Condition> guards = List.of(
          new Condition.AtLeastZero(difference(r, i)), new Condition.AtLeastZero(difference(i, r)));
      guards = guards.subList(0, Math.max(0, random.nextInt(4) - 1));
      switch (random.nextInt(4)) {
        case 0 -> {
          reduced.add(r);
          reduction = Reduction.sum(reduced, guards);
        }
        case 1 -> {
          reduced.add(r);
          reduced.addAll(perSample ? List.of() : List.of(n));
          reduction = Reduction.sum(reduced, guards);
        }
        default -> { }
      }
      List<Axis> bound = new ArrayList<>(axes);
      bound.addAll(reduced);
      Tensor tensor = Program.formula("t" + k, axes, reduction, scalar(random, known, bound, 3));
      known.add(tensor);
      body.add(tensor);
    }
    return new Program(List.of(x, y, z), List.of(), body);
  }

  private static Affine difference(Axis a, Axis b) {
    return Affine.of(a).minus(Affine.of(b));
  }

  private Scalar scalar(Random random, List<Tensor> known, List<Axis> axes, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(random, known, axes);
    }
    Scalar a = scalar(random, known, axes, depth - 1);
    Scalar b = scalar(random, known, axes, depth - 1);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> a.times(b);
      case 3 -> a.plus(b);
      case 4 -> a.minus(b);
      case 5 -> a.times(Scalar.constant(3)).plus(b.times(a));
      case 6 -> a.times(b).over(a);
      case 7 -> new Scalar.Select(condition(random, a, b, axes), a, random.nextBoolean() ? Scalar.ZERO : b);
      case 8 -> a.times(new Scalar.Select(condition(random, a, b, axes), b, Scalar.ZERO));
      case 9 -> root(a).times(root(a));
      default -> operator(random, a, b);
    };
  }

  /** √(1 + a²) */
  private static Scalar root(Scalar a) {
    return Scalar.apply(Operator.SQRT, Scalar.ONE.plus(a.times(a)));
  }

  private static Scalar operator(Random random, Scalar a, Scalar b) {
    Operator operator = OPERATORS[random.nextInt(OPERATORS.length)];
    return operator == Operator.POWER ? Scalar.apply(operator, a, Scalar.constant(random.nextInt(5) - 1))
        : operator.arity() == 1 ? Scalar.apply(operator, a) : Scalar.apply(operator, a, b);
  }

  private static Condition condition(Random random, Scalar a, Scalar b, List<Axis> axes) {
    Affine affine = Affine.of(axes.get(axes.size() - 1));
    return switch (random.nextInt(7)) {
      case 0 -> new Condition.Compare(Condition.Relation.LESS, a, b);
      case 5 -> new Condition.Compare(Condition.Relation.LESS, a, Scalar.apply(Operator.MAX, b, a));
      case 6 -> new Condition.Compare(Condition.Relation.LESS, Scalar.apply(Operator.MIN, a, b), b);
      case 1 -> new Condition.AtLeastZero(affine.plus(-2));
      case 2 -> new Condition.AtLeastZero(affine);
      case 3 -> new Condition.Divisible(affine, 2);
      default -> new Condition.Not(new Condition.Compare(Condition.Relation.LESS_EQUAL, b, a));
    };
  }

  private static Scalar leaf(Random random, List<Tensor> known, List<Axis> axes) {
    List<Axis> sized = axes.stream().filter(axis -> !axis.extent().isBatch()).toList();
    Axis axis = sized.get(random.nextInt(sized.size()));
    switch (random.nextInt(8)) {
      case 0:
        return Scalar.constant(random.nextInt(4) - 1);
      case 1:
        return new Scalar.BatchSize();
      case 2:
        return new Scalar.Position(Affine.of(axis).plus(1));
      default:
        List<Axis> batch = axes.stream().filter(a -> a.extent().isBatch()).toList();
        List<Tensor> readable = known.stream().filter(t -> !t.isPerSample() || !batch.isEmpty()).toList();
        Tensor tensor = readable.get(random.nextInt(readable.size()));
        List<Axis> at = new ArrayList<>();
        tensor.shape().forEach(extent -> at.add(extent.isBatch() ? batch.get(0) : axis));
        return tensor.at(at);
    }
  }

  private Map<String, double[]> values(Random random, boolean special) {
    Map<String, double[]> values = new HashMap<>();
    for (Tensor input : List.of(x, y, z)) {
      double[] array = random.doubles(input.elements(Program.BATCH), -2, 2).toArray();
      for (int k = 0; k < array.length && special; k++) {
        array[k] = random.nextInt(3) == 0 ? array[k] : SPECIAL[random.nextInt(SPECIAL.length)];
      }
      values.put(input.name(), array);
    }
    return values;
  }

  /** The largest of all values on the way, reciprocals of divisors and arguments of roots and logarithms among them. */
  private double largest(Program program, Map<String, double[]> values) {
    double largest = 0;
    for (Tensor tensor : program.body()) {
      List<Axis> axes = new ArrayList<>(tensor.formula().axes());
      axes.addAll(tensor.formula().reduction().axes());
      List<Scalar> parts = new ArrayList<>();
      Scalars.forEach(tensor.formula().body(), node -> {
        parts.add(node);
        if (node instanceof Scalar.Apply apply && apply.operator().arity() == 2) {
          parts.add(Scalar.ONE.over(apply.operands().get(1)));
        } else if (node instanceof Scalar.Apply apply) {
          parts.add(Scalar.ONE.over(apply.operands().get(0)));
        }
      });
      for (Scalar part : parts) {
        Tensor all = Program.formula("part", axes, Reduction.NONE, part);
        List<Tensor> body = new ArrayList<>(program.body().subList(0, program.body().indexOf(tensor)));
        body.add(all);
        for (double value : new Program(program.inputs(), List.of(), body).value(values)) {
          largest = Math.max(largest, Math.abs(value));
        }
      }
    }
    return largest;
  }

  private static String text(Program program) {
    StringBuilder text = new StringBuilder();
    program.body().forEach(t -> text.append(new Printer().line(t)).append('\n'));
    return text.toString();
  }
}
