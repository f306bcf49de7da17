package dev.netgrad.schedule;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.Graph;
import dev.netgrad.loop.VectorApi;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stands against sixteen lanes along i of a matrix {@code x[h < 4, i < 32]}. */
class LaneCheckTest {
  private static final String STEPS = "a read with steps along the row, or no load";
  private static final Target TARGET = VectorApi.targets(List.of(512)).get(0);

  private final Axis h = new Axis("h", 4);
  private final Axis i = new Axis("i", 32);
  private final Tensor x = matrix(false, 0);

  private static Tensor matrix(boolean integer, long classes) {
    return new Tensor("x", List.of(Extent.of(4), Extent.of(32)), List.of("h", "i"), integer,
        new Definition.Input(classes), Graph.ORIGIN, Derivation.SOURCE);
  }

  private static Scalar read(Tensor tensor, Index row, Index column) {
    return new Scalar.Read(tensor, List.of(row, column));
  }

  private Scalar at(Affine row, Affine column) {
    return read(x, Index.of(row), Index.of(column));
  }

  private Scalar here() {
    return at(Affine.of(h), Affine.of(i));
  }

  private Optional<String> obstacle(Scalar s, Affine start) {
    return new LaneCheck(i, TARGET, Rewriting.free()).obstacle(List.of(s), List.of(Taps.NONE), List.of(start));
  }

  private Optional<String> obstacle(Scalar s) {
    return obstacle(s, Affine.ZERO);
  }

  private static Condition below(Axis axis, long most) {
    return new Condition.AtLeastZero(Affine.of(most - 1).minus(Affine.of(axis)));
  }

  private Condition isPositive(Scalar s) {
    return new Condition.Compare(Condition.Relation.LESS, Scalar.ZERO, s);
  }

  @Test
  void neighboursAndNumbers() {
    assertThat(obstacle(here())).isEmpty();
    assertThat(obstacle(at(Affine.of(h), Affine.of(5)))).isEmpty();
    assertThat(obstacle(new Scalar.Position(Affine.of(h)))).isEmpty();
    assertThat(obstacle(new Scalar.Position(Affine.of(i)))).hasValue("a position along the row is a number");
  }

  @Test
  void stepsAndQuotients() {
    assertThat(obstacle(read(x, Index.of(h), Index.of(Affine.of(i), 2)))).hasValue("a quotient along the row");
    assertThat(obstacle(at(Affine.of(h), Affine.of(i).times(2)))).hasValue(STEPS);
    assertThat(obstacle(at(Affine.of(i), Affine.of(h)))).hasValue(STEPS);
    Tensor drawn = new Tensor("r", List.of(Extent.of(4), Extent.of(32)), List.of("h", "i"), false,
        new Definition.Random(), Graph.ORIGIN, Derivation.SOURCE);
    assertThat(obstacle(read(drawn, Index.of(h), Index.of(i)))).hasValue(STEPS);
  }

  @Test
  void functions() {
    assertThat(obstacle(new Scalar.Apply(Operator.SQRT, List.of(here())))).isEmpty();
    assertThat(obstacle(new Scalar.Apply(Operator.SIN, List.of(here())))).hasValue("a function of the library");
    assertThat(obstacle(new Scalar.Apply(Operator.SIN, List.of(at(Affine.of(h), Affine.ZERO))))).isEmpty();
    assertThat(obstacle(new Scalar.Apply(Operator.POWER, List.of(here(), Scalar.constant(2))))).isEmpty();
    assertThat(obstacle(new Scalar.Apply(Operator.POWER, List.of(here(), Scalar.constant(3))))).hasValue("a power");
  }

  @Test
  void integers() {
    Scalar whole = read(matrix(true, 10), Index.of(h), Index.of(i));
    assertThat(obstacle(whole)).isEmpty();
    assertThat(obstacle(new Scalar.Select(below(i, 8), whole, Scalar.ZERO))).hasValue("integers of some lanes");
    assertThat(obstacle(read(matrix(true, LaneCheck.MOST_WHOLE + 1), Index.of(h), Index.of(i))))
        .hasValue("integers that no lane holds");
  }

  /** What is read where the condition does not hold may lie outside its array: the lanes must be known. */
  @Test
  void conditionsOnTheRow() {
    Scalar some = new Scalar.Select(below(i, 8), here(), Scalar.ZERO);
    assertThat(obstacle(some)).isEmpty();
    assertThat(obstacle(some, Affine.of(new Axis("i0", 32)))).hasValue("a condition along a row that moves");
    Condition either = new Condition.AtLeastZero(Affine.of(8).minus(Affine.of(i)).minus(Affine.of(h)));
    assertThat(obstacle(new Scalar.Select(either, here(), Scalar.ZERO)))
        .hasValue("a condition along the row and something else");
    Condition gap = new Condition.Not(new Condition.All(List.of(below(i, 8), new Condition.Not(below(i, 4)))));
    assertThat(obstacle(new Scalar.Select(gap, here(), Scalar.ZERO))).hasValue("lanes with gaps");
  }

  @Test
  void conditionsOnValues() {
    Scalar number = at(Affine.of(h), Affine.ZERO);
    assertThat(obstacle(new Scalar.Select(isPositive(here()), here(), Scalar.ZERO))).isEmpty();
    assertThat(obstacle(new Scalar.Select(isPositive(number), here(), Scalar.ZERO))).isEmpty();
    Condition both = new Condition.All(List.of(isPositive(here()), isPositive(number)));
    assertThat(obstacle(new Scalar.Select(both, here(), Scalar.ZERO))).hasValue("numbers and lanes in one condition");
  }

  /** Of a branch that is never taken, nothing matters; where it may be taken, all does. */
  @Test
  void placesMatterWhereConditionsAskForThem() {
    Scalar sine = new Scalar.Apply(Operator.SIN, List.of(here()));
    Scalar choice = new Scalar.Select(below(h, 2), here(), sine);
    LaneCheck check = new LaneCheck(i, TARGET, Rewriting.free());
    Substitution first = new Substitution(Map.of(h, Index.of(Affine.ZERO)));
    Substitution last = new Substitution(Map.of(h, Index.of(Affine.of(3))));
    assertThat(check.obstacle(List.of(choice), List.of(first), List.of(Affine.ZERO))).isEmpty();
    assertThat(check.obstacle(List.of(choice), List.of(first, last), List.of(Affine.ZERO)))
        .hasValue("a function of the library");
  }
}
