package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static dev.netgrad.tensor.Operator.MAX;
import static dev.netgrad.tensor.Operator.POWER;
import static dev.netgrad.tensor.Scalar.ZERO;
import static dev.netgrad.tensor.Scalar.apply;
import static dev.netgrad.tensor.Scalar.constant;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.law.ToomCook;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of the laws that plan and loop apply, evaluated on the same values. */
class EvaluationLawTest {
  static final Set<Law<?, ?>> LAWS = Set.of(DefinitionLaws.TRANSPOSED, DefinitionLaws.PREVIOUS,
      EvaluationLaws.RECTIFIED, EvaluationLaws.SQUARE,
      EvaluationLaws.RECIPROCAL, EvaluationLaws.SQUARE_ROOT, EvaluationLaws.UNROLLED, EvaluationLaws.SLIDING);
  private static final double[] VALUES = {0.0, -0.0, 1.5, -2.25, 1e-310, -Double.MAX_VALUE, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY, Double.NaN, 3e200, -1e-200, 0.3};
  private static final int SIZE = VALUES.length;
  private static final Map<String, double[]> GIVEN = Map.of("x", VALUES, "square", new double[SIZE * SIZE]);

  private final Axis i = new Axis("i", SIZE);
  private final Axis j = new Axis("j", SIZE);
  private final Tensor xs = Program.input("x", Extent.of(SIZE));
  private final Tensor squares = Program.input("square", Extent.of(SIZE), Extent.of(SIZE));
  private final Scalar x = xs.at(List.of(i));

  private double[] value(Scalar body, Tensor... before) {
    return value(Program.formula("root", List.of(i), Reduction.NONE, body), before);
  }

  private double[] value(Tensor root, Tensor... before) {
    List<Tensor> body = new ArrayList<>(Arrays.asList(before));
    body.add(root);
    return new Program(List.of(xs, squares), List.of(), body).value(GIVEN);
  }

  private <S, R> R right(Law<S, R> law, S left) {
    return Rewriting.exact().by(law, left).orElseThrow();
  }

  private void assertSameBits(Law<?, ?> law, double[] right, double[] left) {
    assertThat(law.isExact()).isTrue();
    assertWithMessage(law.equation()).that(LawTest.bits(right)).isEqualTo(LawTest.bits(left));
  }

  /** Written as a number: 2, −1 and 0.5 are no other powers than these. */
  @ParameterizedTest
  @ValueSource(doubles = {2, -1, 0.5})
  void powersAreProductsQuotientsAndRoots(double exponent) {
    Scalar.Apply power = (Scalar.Apply) apply(POWER, x, constant(exponent));
    Law<Scalar.Apply, Scalar> law = exponent == 2 ? EvaluationLaws.SQUARE
        : exponent == -1 ? EvaluationLaws.RECIPROCAL : EvaluationLaws.SQUARE_ROOT;
    assertSameBits(law, value(right(law, power)), value(power));
    assertThat(law.apply((Scalar.Apply) apply(POWER, x, constant(3)))).isEmpty();
  }

  @Test
  void aRectifiedTensorIsPositiveWhereWhatItIsMadeOfIs() {
    Tensor rectified = Program.formula("rectified", List.of(i), Reduction.NONE, apply(MAX, x, ZERO));
    Condition.Compare compare = new Condition.Compare(Condition.Relation.LESS, ZERO, x);
    Condition.Compare right = right(EvaluationLaws.RECTIFIED,
        new EvaluationLaws.Rectified(compare, Map.of(xs, rectified)));
    assertThat(right).isNotEqualTo(compare);
    assertSameBits(EvaluationLaws.RECTIFIED, value(new Scalar.Select(right, x, constant(7)), rectified),
        value(new Scalar.Select(compare, x, constant(7)), rectified));
  }

  @Test
  void aTransposedCopyHasTheSameNumbers() {
    Random random = new Random(1);
    Arrays.setAll(GIVEN.get("square"), k -> random.nextDouble());
    Tensor copy = Program.formula("copy", List.of(j, i), Reduction.NONE, squares.at(List.of(i, j)));
    Scalar.Read read = (Scalar.Read) squares.at(List.of(i, j));
    Tensor left = Program.formula("root", List.of(i, j), Reduction.NONE, read);
    Tensor right = Program.formula("root", List.of(i, j), Reduction.NONE,
        right(DefinitionLaws.TRANSPOSED, new DefinitionLaws.Turned(read, copy, 0)));
    assertSameBits(DefinitionLaws.TRANSPOSED, value(right, copy), value(left, copy));
  }

  @Test
  void whatIsPreviousIsInTheOthersArray() {
    Tensor previous = new Tensor("before", xs.shape(), List.of("i"), false, new Definition.Previous(2), xs.origin(),
        Derivation.SOURCE);
    Condition isThere = new Condition.AtLeastZero(Affine.of(i).plus(-2));
    Scalar.Read read = (Scalar.Read) previous.at(List.of(i));
    Scalar there = right(DefinitionLaws.PREVIOUS, new DefinitionLaws.Earlier(read, xs));
    double[] actual = value(new Scalar.Select(isThere, there, Scalar.ZERO));
    for (int k = 0; k < SIZE; k++) {
      assertThat(actual[k]).isEqualTo(k < 2 ? 0 : VALUES[k - 2]);
    }
  }

  /** The language leaves the order of a sum open; the terms are the same. */
  @Test
  void anUnrolledSumHasTheSameTerms() {
    Random random = new Random(1);
    Arrays.setAll(GIVEN.get("square"), k -> random.nextDouble() - 0.5);
    Axis group = new Axis("group", SIZE / 3);
    Tensor left = Program.formula("root", List.of(i), Reduction.sum(List.of(j), List.of()), squares.at(List.of(i, j)));
    Scalar terms = right(EvaluationLaws.UNROLLED, new EvaluationLaws.Unrolled(
        squares.at(List.of(i, j)), j, Affine.of(group).times(3), 3));
    Tensor right = Program.formula("root", List.of(i), Reduction.sum(List.of(group), List.of()), terms);
    double[] expected = value(left);
    double[] actual = value(right);
    for (int k = 0; k < SIZE; k++) {
      assertThat(actual[k]).isWithin(1e-15 * SIZE).of(expected[k]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void slidingSumsAreThoseOfTheirTransforms(int taps) {
    int outputs = 7 - taps;
    ToomCook law = EvaluationLaws.SLIDING.apply(new ToomCook.Correlation(outputs, taps)).orElseThrow();
    Random random = new Random(taps);
    double[] x = random.doubles(6, -1, 1).toArray();
    double[] g = random.doubles(taps, -1, 1).toArray();
    double[] sums = slidingSums(law, x, g);
    for (int k = 0; k < outputs; k++) {
      assertThat(sums[k]).isWithin(1e-14).of(correlation(x, g, k));
    }
    x[2] = Double.POSITIVE_INFINITY;
    assertWithMessage("it is called fast-math").that(EvaluationLaws.SLIDING.isExact()).isFalse();
    assertThat(slidingSums(law, x, g)[outputs - 1]).isNotEqualTo(correlation(x, g, outputs - 1));
    assertThat(Rewriting.exact().by(EvaluationLaws.SLIDING, new ToomCook.Correlation(outputs, taps))).isEmpty();
    assertThat(EvaluationLaws.SLIDING.apply(new ToomCook.Correlation(outputs, taps + 1))).isEmpty();
  }

  private static double correlation(double[] x, double[] g, int output) {
    double sum = 0;
    for (int j = 0; j < g.length; j++) {
      sum += x[output + j] * g[j];
    }
    return sum;
  }

  private static double[] slidingSums(ToomCook law, double[] x, double[] g) {
    double[] products = times(law.kernel(), g);
    double[] transformed = times(law.input(), x);
    Arrays.setAll(products, k -> products[k] * transformed[k]);
    return times(law.output(), products);
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[matrix.length];
    for (int row = 0; row < matrix.length; row++) {
      for (int column = 0; column < vector.length; column++) {
        // A coefficient of 0 stands for no term.
        product[row] += matrix[row][column] == 0 ? 0 : matrix[row][column] * vector[column];
      }
    }
    return product;
  }
}
