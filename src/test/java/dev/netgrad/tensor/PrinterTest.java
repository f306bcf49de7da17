package dev.netgrad.tensor;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Condition.All;
import dev.netgrad.tensor.Condition.Any;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Condition.Not;
import dev.netgrad.tensor.Condition.Relation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The text of each kind of node, as a {@code .net} file would have it. */
class PrinterTest {
  private final Axis i = new Axis("i", 4);
  private final Tensor x = Terms.input("x", 4);
  private final Scalar a = Terms.read(Terms.input("a", 0));
  private final Scalar b = Terms.read(Terms.input("b", 0));
  private final Scalar c = Terms.read(Terms.input("c", 0));

  private static String text(Scalar scalar) {
    return new Printer().scalar(scalar);
  }

  private static String text(Condition condition) {
    return new Printer().condition(condition);
  }

  @Test
  void definitions() {
    Block callee = Terms.block("layer", List.of(x), List.of(), x);
    Call call = new Call(callee, List.of("layer1"), List.of(x), Terms.ORIGIN);
    assertThat(line(new Definition.Input())).isEqualTo("t[4] for the batch");
    assertThat(new Printer().line(Terms.classes("label", 4))).isEqualTo("label[4]: class for the batch");
    assertThat(line(new Definition.RunTime())).isEqualTo("t[4]: scalar");
    assertThat(line(new Definition.Parameter(new Initialiser.Normal(0.1), Map.of("decay", 0.0))))
        .isEqualTo("parameter t[4] = normal(0.1) with decay = 0");
    assertThat(line(new Definition.State(1))).isEqualTo("state t[4] = 1");
    assertThat(line(new Definition.Random())).isEqualTo("random t[4] for the batch");
    assertThat(line(new Definition.Formula(List.of(i), Reduction.NONE, Terms.read(x, i)))).isEqualTo("t[i < 4] = x[i]");
    assertThat(line(new Definition.Result(call))).isEqualTo("t[4] = layer as layer1 of x");
    assertThat(line(new Definition.ArgumentAdjoint(call, x, 2)))
        .isEqualTo("t[4] = adjoint of argument 2 of layer as layer1 of x given x");
    assertThat(line(new Definition.Gradient(x, x))).isEqualTo("t[4] = grad(x, x)");
  }

  /** In comments a reader need not see that reads are in bounds, but must see what else bounds a reduction. */
  @Test
  void guardsThatAreNoBoundsOfReadsAreInComments() {
    Axis r = new Axis("r", 3);
    Affine shifted = Affine.of(i).plus(Affine.of(r)).plus(-1);
    List<Condition> within = List.of(new AtLeastZero(shifted), new AtLeastZero(shifted.times(-1).plus(3)));
    Scalar read = new Scalar.Read(x, List.of(Index.of(shifted)));
    assertThat(Printer.brief().rightHandSide(new Definition.Formula(List.of(i),
        new Reduction(Reduction.Kind.SUM, List.of(r), within), read))).isEqualTo("sum[r] x[i + r - 1]");
    Axis j = new Axis("j", 4);
    List<Condition> before = List.of(new AtLeastZero(Affine.of(i).minus(Affine.of(j)).plus(-1)));
    assertThat(Printer.brief().rightHandSide(new Definition.Formula(List.of(i),
        new Reduction(Reduction.Kind.PROD, List.of(j), before), Terms.read(x, j))))
        .isEqualTo("prod[j | j + 1 <= i] x[j]");
  }

  private static String line(Definition definition) {
    return new Printer().line(Terms.tensor("t", 4, definition));
  }

  @Test
  void leaves() {
    assertThat(text(Terms.number(0.5))).isEqualTo("0.5");
    assertThat(text(new Scalar.BatchSize())).isEqualTo("N");
    assertThat(text(new Scalar.Position(Affine.of(i).times(2)))).isEqualTo("2*i");
    assertThat(text(Terms.read(x, i))).isEqualTo("x[i]");
    assertThat(text(new Scalar.Select(new Compare(Relation.LESS, a, b), b, c))).isEqualTo("if a < b then b else c");
  }

  @Test
  void operatorsAndTheParenthesesThatTheyNeed() {
    assertThat(text(a.plus(b).plus(c))).isEqualTo("a + b + c");
    assertThat(text(a.minus(b.minus(c)))).isEqualTo("a - (b - c)");
    assertThat(text(a.plus(b).times(c))).isEqualTo("(a + b)*c");
    assertThat(text(a.over(b.times(c)))).isEqualTo("a/(b*c)");
    assertThat(text(Scalar.apply(Operator.POWER, a.plus(b), c))).isEqualTo("(a + b)^c");
    assertThat(text(a.times(b.negated()))).isEqualTo("a*(-b)");
    assertThat(text(Scalar.apply(Operator.TANH, a))).isEqualTo("tanh(a)");
    assertThat(text(Scalar.apply(Operator.MAX, a, b))).isEqualTo("max(a, b)");
  }

  @Test
  void conditions() {
    Condition less = new Compare(Relation.LESS, a, b);
    Condition equal = new Compare(Relation.EQUAL, a, b);
    assertThat(text(new AtLeastZero(Affine.of(i).plus(-2)))).isEqualTo("2 <= i");
    assertThat(text(new Divisible(Affine.of(i), 2))).isEqualTo("i % 2 == 0");
    assertThat(text(new Compare(Relation.LESS_EQUAL, a, b))).isEqualTo("a <= b");
    assertThat(text(new All(List.of(less, equal)))).isEqualTo("a < b and a == b");
    assertThat(text(new Any(List.of(less, equal)))).isEqualTo("a < b or a == b");
    assertThat(text(new Not(less))).isEqualTo("not (a < b)");
  }
}
