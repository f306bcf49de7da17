package dev.netgrad.tensor.check;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.All;
import dev.netgrad.tensor.Condition.Any;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Condition.Not;
import dev.netgrad.tensor.Condition.Relation;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Reduction.Kind;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.Terms;
import dev.netgrad.tensor.check.Interpreter.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The meaning of each kind of node, with values that a person worked out. */
class InterpreterTest {
  private static final Interpreter INTERPRETER = new Interpreter(5, Map.of());

  private final Axis i = new Axis("i", 4);

  private static Run run(Tensor formula, Tensor input, double... values) {
    return INTERPRETER.run(Terms.block("test", List.of(input), List.of(formula), formula), Map.of("x", values));
  }

  private static double[] reduced(Kind kind, double... values) {
    return reduction(kind, values.length).values(values);
  }

  private record Reducing(Tensor input, Tensor formula) {
    double[] values(double... values) {
      return run(formula, input, values).value(formula);
    }

    long choices(double... values) {
      return run(formula, input, values).choices();
    }
  }

  private static Reducing reduction(Kind kind, int size) {
    Tensor x = Terms.input("x", size);
    Axis axis = new Axis("i", size);
    Reduction reduction = kind == Kind.NONE ? Reduction.NONE : new Reduction(kind, List.of(axis), List.of());
    return new Reducing(x, Terms.formula("y", kind == Kind.NONE ? List.of(axis) : List.of(), reduction,
        Terms.read(x, axis)));
  }

  @Test
  void eachKindReduces() {
    assertThat(reduced(Kind.NONE, 2, -3, 4)).usingExactEquality().containsExactly(2, -3, 4).inOrder();
    assertThat(reduced(Kind.SUM, 2, -3, 4)).usingExactEquality().containsExactly(3);
    assertThat(reduced(Kind.PROD, 2, -3, 4)).usingExactEquality().containsExactly(-24);
    assertThat(reduced(Kind.MIN, 2, -3, 4)).usingExactEquality().containsExactly(-3);
    assertThat(reduced(Kind.MAX, 2, -3, 4)).usingExactEquality().containsExactly(4);
    assertThat(reduced(Kind.ARGMAX, 1, -3, 4)).usingExactEquality().containsExactly(2);
  }

  /** A run tells which piece of a function with kinks its point lies on: which element is smallest or largest. */
  @Test
  void theWinnersAreTheChoices() {
    for (Kind smooth : List.of(Kind.NONE, Kind.SUM, Kind.PROD)) {
      Reducing reducing = reduction(smooth, 3);
      assertWithMessage(smooth.name()).that(reducing.choices(1, 2, 3)).isEqualTo(reducing.choices(3, 2, 1));
    }
    Reducing least = reduction(Kind.MIN, 3);
    assertThat(least.choices(1, 2, 3)).isEqualTo(least.choices(1, 3, 2));
    assertThat(least.choices(1, 2, 3)).isNotEqualTo(least.choices(2, 1, 3));
    Reducing most = reduction(Kind.MAX, 3);
    assertThat(most.choices(1, 2, 3)).isEqualTo(most.choices(2, 1, 3));
    assertThat(most.choices(1, 2, 3)).isNotEqualTo(most.choices(1, 3, 2));
  }

  private static double operation(Operator operator, double a, double b) {
    Tensor x = Terms.input("x", 2);
    Scalar first = new Scalar.Read(x, List.of(Index.of(Affine.of(0))));
    Scalar second = new Scalar.Read(x, List.of(Index.of(Affine.of(1))));
    Scalar body = operator.arity() == 2 ? Scalar.apply(operator, first, second) : Scalar.apply(operator, first);
    Tensor y = Terms.formula("y", List.of(), body);
    double value = run(y, x, a, b).value(y)[0];
    assertWithMessage("%s by itself", operator).that(operator.apply(a, b)).isEqualTo(value);
    return value;
  }

  @Test
  void eachOperatorIsItsFunction() {
    assertThat(operation(Operator.ADD, 3, 0.5)).isEqualTo(3.5);
    assertThat(operation(Operator.SUBTRACT, 3, 0.5)).isEqualTo(2.5);
    assertThat(operation(Operator.MULTIPLY, 3, 0.5)).isEqualTo(1.5);
    assertThat(operation(Operator.DIVIDE, 3, 0.5)).isEqualTo(6);
    assertThat(operation(Operator.POWER, 3, 4)).isEqualTo(81);
    assertThat(operation(Operator.NEGATE, 3, 0)).isEqualTo(-3);
    assertThat(operation(Operator.EXP, 1, 0)).isWithin(1e-12).of(2.718281828459045);
    assertThat(operation(Operator.LOG, 10, 0)).isWithin(1e-12).of(2.302585092994046);
    assertThat(operation(Operator.SQRT, 2.25, 0)).isEqualTo(1.5);
    assertThat(operation(Operator.TANH, 1, 0)).isWithin(1e-12).of(0.7615941559557649);
    assertThat(operation(Operator.SIN, 1, 0)).isWithin(1e-12).of(0.8414709848078965);
    assertThat(operation(Operator.COS, 1, 0)).isWithin(1e-12).of(0.5403023058681398);
    assertThat(operation(Operator.ERF, 1, 0)).isWithin(1e-12).of(0.8427007929497149);
    assertThat(operation(Operator.ABS, -3, 0)).isEqualTo(3);
    assertThat(operation(Operator.MAX, 3, 0.5)).isEqualTo(3);
    assertThat(operation(Operator.MIN, 3, 0.5)).isEqualTo(0.5);
  }

  /** Written as numbers, exponents stand for a product, a quotient and a root: that of −0 is −0, of −∞ NaN. */
  @Test
  void powersThatAreWrittenAreRootsQuotientsAndProducts() {
    assertThat(power(-0.0, 0.5)).isEqualTo(-0.0);
    assertThat(power(Double.NEGATIVE_INFINITY, 0.5)).isNaN();
    assertThat(power(4, -1)).isEqualTo(0.25);
    assertThat(power(-3, 2)).isEqualTo(9);
    assertThat(power(2, 5)).isEqualTo(32);
  }

  private static double power(double base, double exponent) {
    Tensor x = Terms.input("x", 1);
    Tensor y = Terms.formula("y", List.of(), Scalar.apply(Operator.POWER,
        new Scalar.Read(x, List.of(Index.of(Affine.of(0)))), Terms.number(exponent)));
    return run(y, x, base).value(y)[0];
  }

  /** 1 where a condition on {@code i < 4} holds, else 0. */
  private double[] where(Condition condition) {
    Tensor x = Terms.input("x", 1);
    Tensor y = Terms.formula("y", List.of(i), new Scalar.Select(condition, Terms.number(1), Terms.number(0)));
    return run(y, x, 0).value(y);
  }

  private Condition compare(Relation relation, double bound) {
    return new Compare(relation, new Scalar.Position(Affine.of(i)), Terms.number(bound));
  }

  @Test
  void eachConditionHoldsWhereItSays() {
    Condition fromTwo = new AtLeastZero(Affine.of(i).plus(-2));
    Condition even = new Divisible(Affine.of(i), 2);
    assertThat(where(fromTwo)).usingExactEquality().containsExactly(0, 0, 1, 1).inOrder();
    assertThat(where(even)).usingExactEquality().containsExactly(1, 0, 1, 0).inOrder();
    assertThat(where(compare(Relation.EQUAL, 2))).usingExactEquality().containsExactly(0, 0, 1, 0).inOrder();
    assertThat(where(compare(Relation.LESS, 2))).usingExactEquality().containsExactly(1, 1, 0, 0).inOrder();
    assertThat(where(compare(Relation.LESS_EQUAL, 2))).usingExactEquality().containsExactly(1, 1, 1, 0).inOrder();
    assertThat(where(new All(List.of(fromTwo, even)))).usingExactEquality().containsExactly(0, 0, 1, 0).inOrder();
    assertThat(where(new Any(List.of(fromTwo, even)))).usingExactEquality().containsExactly(1, 0, 1, 1).inOrder();
    assertThat(where(new Not(even))).usingExactEquality().containsExactly(0, 1, 0, 1).inOrder();
  }

  @Test
  void leavesAreNumbersPositionsTheBatchAndReads() {
    Tensor x = Terms.input("x", 4);
    Scalar tenTimes = new Scalar.Position(Affine.of(i).times(10).plus(3));
    Tensor y = Terms.formula("y", List.of(i),
        Terms.number(100).times(new Scalar.BatchSize()).plus(tenTimes).plus(Terms.read(x, i)));
    assertThat(run(y, x, 0.25, 0.5, 0.75, 1).value(y)).usingExactEquality()
        .containsExactly(503.25, 513.5, 523.75, 534).inOrder();
  }

  @Test
  void whatIsStoredIsLookedUpByItsQualifiedName() {
    Tensor weight = Terms.tensor("w", 1, new Definition.Parameter(new Initialiser.Fill(0), Map.of()));
    Tensor mean = Terms.tensor("mean", 1, new Definition.State(0));
    Tensor given = Terms.input("given", 1);
    Tensor rate = Terms.tensor("rate", 1, new Definition.RunTime());
    Tensor noise = Terms.tensor("noise", 1, new Definition.Random());
    Tensor x = Terms.input("x", 1);
    Axis one = new Axis("i", 1);
    Tensor sum = Terms.formula("sum", List.of(one), Terms.read(x, one).plus(Terms.read(weight, one))
        .plus(Terms.read(mean, one)).plus(Terms.read(given, one)).plus(Terms.read(rate, one)));
    Block inner = Terms.block("inner", List.of(x), List.of(weight, mean, given, rate, noise, sum), sum);
    Tensor start = Terms.input("start", 1);
    Tensor result = Terms.tensor("result", 1,
        new Definition.Result(new Call(inner, List.of("a", "b"), List.of(start), Terms.ORIGIN)));
    Block whole = Terms.block("whole", List.of(start), List.of(noise, result), result);
    Interpreter interpreter = new Interpreter(1, Map.of("a.w", new double[] {10}, "b.w", new double[] {20},
        "a.mean", new double[] {100}, "b.mean", new double[] {200}, "a.given", new double[] {1000},
        "b.given", new double[] {2000}, "a.rate", new double[] {1e4}, "b.rate", new double[] {2e4}), 7, 3);
    Run run = interpreter.run(whole, Map.of("start", new double[] {1}));
    assertThat(run.value(result)).usingExactEquality().containsExactly(33331);
    assertThat(run.value(noise)).usingExactEquality()
        .containsExactly(RandomNumbers.elements(RandomNumbers.stream(7, 3, "noise"), 1)[0]);
  }

  @Test
  void adjointsAreNoPartOfAForwardPass() {
    Tensor x = Terms.input("x", 1);
    Block callee = Terms.block("callee", List.of(x), List.of(), x);
    Call call = new Call(callee, List.of("a"), List.of(x), Terms.ORIGIN);
    for (Definition definition : List.of(new Definition.ArgumentAdjoint(call, x, 0), new Definition.Gradient(x, x))) {
      Tensor tensor = Terms.tensor("dX", 1, definition);
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> run(tensor, x, 1));
      assertThat(thrown).hasMessageThat().startsWith("dX[1] = ");
      assertThat(thrown).hasMessageThat().endsWith("is no part of a forward pass");
    }
  }
}
