package dev.netgrad.tensor;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Condition.All;
import dev.netgrad.tensor.Condition.Any;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Compare;
import dev.netgrad.tensor.Condition.Divisible;
import dev.netgrad.tensor.Condition.Not;
import dev.netgrad.tensor.Condition.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Walks over expressions, and what stands for something else in them: of each kind of node. */
class RewritingTest {
  private final Axis i = new Axis("i", 4);
  private final Axis j = new Axis("j", 4);
  private final Tensor x = Terms.input("x", 4);
  private final Tensor y = Terms.input("y", 4);
  private final AtLeastZero bound = new AtLeastZero(Affine.of(i).plus(-1));
  private final Divisible even = new Divisible(Affine.of(i), 2);
  private final Compare less = new Compare(Relation.LESS, Terms.read(x, i), Terms.number(3));

  /** Every constant 7; each other node stays. */
  private static final UnaryOperator<Scalar> SEVENS = node -> node instanceof Scalar.Constant ? Terms.number(7) : node;

  @Test
  void rewritesReachEveryChild() {
    Compare changed = new Compare(Relation.LESS, Terms.read(x, i), Terms.number(7));
    List<Scalar> leaves = List.of(new Scalar.BatchSize(), new Scalar.Position(Affine.of(i)), Terms.read(x, i));
    leaves.forEach(leaf -> assertThat(Scalars.rewrite(leaf, SEVENS)).isEqualTo(leaf));
    assertThat(Scalars.rewrite(Terms.number(1), SEVENS)).isEqualTo(Terms.number(7));
    assertThat(Scalars.mapChildren(Terms.number(1), SEVENS)).isEqualTo(Terms.number(1));
    assertThat(Scalars.rewrite(Terms.number(1).plus(Terms.read(x, i)), SEVENS))
        .isEqualTo(Terms.number(7).plus(Terms.read(x, i)));
    assertThat(Scalars.rewrite(new Scalar.Select(less, Terms.number(1), Terms.number(2)), SEVENS))
        .isEqualTo(new Scalar.Select(changed, Terms.number(7), Terms.number(7)));
    assertThat(Scalars.rewrite(bound, SEVENS)).isEqualTo(bound);
    assertThat(Scalars.rewrite(even, SEVENS)).isEqualTo(even);
    assertThat(Scalars.rewrite(new All(List.of(less, even)), SEVENS)).isEqualTo(new All(List.of(changed, even)));
    assertThat(Scalars.rewrite(new Any(List.of(less, even)), SEVENS)).isEqualTo(new Any(List.of(changed, even)));
    assertThat(Scalars.rewrite(new Not(less), SEVENS)).isEqualTo(new Not(changed));
  }

  private static List<Scalar> visited(Scalar scalar) {
    List<Scalar> visited = new ArrayList<>();
    Scalars.forEach(scalar, visited::add);
    return visited;
  }

  @Test
  void walksVisitEveryNodeParentsFirst() {
    Scalar a = Terms.read(x, i);
    Scalar n = new Scalar.BatchSize();
    Scalar three = Terms.number(3);
    List.of(three, n, new Scalar.Position(Affine.of(i)), a).forEach(leaf ->
        assertThat(visited(leaf)).containsExactly(leaf));
    assertThat(visited(a.plus(n))).containsExactly(a.plus(n), a, n).inOrder();
    Scalar select = new Scalar.Select(less, n, Scalar.ONE);
    assertThat(visited(select)).containsExactly(select, a, three, n, Scalar.ONE).inOrder();
    for (Condition with : List.of(new All(List.of(less)), new Any(List.of(less)), new Not(less))) {
      List<Scalar> compared = new ArrayList<>();
      Scalars.forEach(with, compared::add);
      assertThat(compared).containsExactly(a, three).inOrder();
    }
    for (Condition without : List.of(bound, even)) {
      Scalars.forEach(without, node -> {
        throw new AssertionError(node);
      });
    }
  }

  @Test
  void axesAreThoseOfPositionsReadsAndConditions() {
    Scalar position = new Scalar.Position(Affine.of(j));
    assertThat(Scalars.axes(Terms.number(1))).isEmpty();
    assertThat(Scalars.axes(new Scalar.BatchSize())).isEmpty();
    assertThat(Scalars.axes(position)).containsExactly(j);
    assertThat(Scalars.axes(Terms.read(x, i))).containsExactly(i);
    assertThat(Scalars.ownAxes(position.plus(Terms.read(x, i)))).isEmpty();
    assertThat(Scalars.axes(position.plus(Terms.read(x, i)))).containsExactly(i, j);
    List<Condition> conditions =
        List.of(bound, even, less, new All(List.of(even)), new Any(List.of(even)), new Not(bound));
    for (Condition condition : conditions) {
      assertThat(Scalars.axes(condition)).containsExactly(i);
    }
    assertThat(Scalars.ownAxes(new Scalar.Select(less, position, position))).isEmpty();
    assertThat(Scalars.ownAxes(new Scalar.Select(even, position, position))).containsExactly(i);
  }

  @Test
  void axesBecomeQuotientsWhereverTheyStand() {
    // i becomes j/2, so that 2·i is j and bounds are multiplied by 2.
    Substitution half = new Substitution(Map.of(i, Index.of(Affine.of(j), 2)));
    Scalar read = new Scalar.Read(x, List.of(Index.of(Affine.of(j), 2)));
    assertThat(half.apply(Terms.number(1))).isEqualTo(Terms.number(1));
    assertThat(half.apply((Scalar) new Scalar.BatchSize())).isEqualTo(new Scalar.BatchSize());
    assertThat(half.apply((Scalar) new Scalar.Position(Affine.of(i).times(2))))
        .isEqualTo(new Scalar.Position(Affine.of(j)));
    assertThat(half.apply((Scalar) new Scalar.Position(Affine.of(i))))
        .isEqualTo(new Scalar.Position(Affine.of(j)).over(Terms.number(2)));
    assertThat(half.apply(Terms.read(x, i))).isEqualTo(read);
    assertThat(half.apply(Terms.read(x, i).plus(Scalar.ONE))).isEqualTo(read.plus(Scalar.ONE));
    AtLeastZero doubled = new AtLeastZero(Affine.of(j).plus(-2));
    assertThat(half.apply(new Scalar.Select(bound, Terms.read(x, i), Scalar.ONE)))
        .isEqualTo(new Scalar.Select(doubled, read, Scalar.ONE));
    Divisible byFour = new Divisible(Affine.of(j), 4);
    assertThat(half.apply((Condition) bound)).isEqualTo(doubled);
    assertThat(half.apply((Condition) even)).isEqualTo(byFour);
    assertThat(half.apply((Condition) less)).isEqualTo(new Compare(Relation.LESS, read, Terms.number(3)));
    assertThat(half.apply((Condition) new All(List.of(bound, even)))).isEqualTo(new All(List.of(doubled, byFour)));
    assertThat(half.apply((Condition) new Any(List.of(bound, even)))).isEqualTo(new Any(List.of(doubled, byFour)));
    assertThat(half.apply((Condition) new Not(bound))).isEqualTo(new Not(doubled));
  }

  private static Tensor tensor(Definition definition) {
    return Terms.tensor("t", 4, definition);
  }

  private static List<Definition> leaves() {
    return List.of(new Definition.Input(), new Definition.RunTime(),
        new Definition.Parameter(new Initialiser.Fill(1), Map.of()), new Definition.State(2), new Definition.Random());
  }

  @Test
  void whatStandsForAnotherIsReadInItsPlace() {
    Replacement replacement = new Replacement();
    replacement.put(x, y);
    for (Definition leaf : leaves()) {
      Tensor tensor = tensor(leaf);
      assertThat(replacement.rebuild(tensor)).isSameInstanceAs(tensor);
    }
    Definition.Formula formula = new Definition.Formula(List.of(i), Reduction.NONE, Terms.read(x, i));
    assertThat(replacement.rebuild(tensor(formula)).formula().body()).isEqualTo(Terms.read(y, i));
    Call call = new Call(Terms.block("callee", List.of(x), List.of(), x), List.of("a"), List.of(x), Terms.ORIGIN);
    Definition.Result result = (Definition.Result)
        replacement.rebuild(tensor(new Definition.Result(call))).definition();
    assertThat(result.call().arguments()).containsExactly(y);
    Definition.ArgumentAdjoint adjoint = (Definition.ArgumentAdjoint)
        replacement.rebuild(tensor(new Definition.ArgumentAdjoint(call, x, 0))).definition();
    assertThat(adjoint.call()).isSameInstanceAs(result.call());
    assertThat(adjoint.resultAdjoint()).isSameInstanceAs(y);
    assertThat(replacement.rebuild(tensor(new Definition.Gradient(x, x))).definition())
        .isEqualTo(new Definition.Gradient(y, y));
  }

  @Test
  void calledBlocksAreFlattenedUnderTheirQualifiedNames() {
    for (Definition leaf : leaves()) {
      Tensor own = tensor(leaf);
      Tensor sum = Terms.formula("sum", List.of(i), Terms.read(own, i).plus(Terms.read(x, i)));
      Tensor slope = Terms.tensor("slope", 4, new Definition.Gradient(sum, own));
      Block callee = Terms.block("callee", List.of(x), List.of(own, sum, slope), sum);
      Tensor result = Terms.tensor("result", 4,
          new Definition.Result(new Call(callee, List.of("a", "b"), List.of(y), Terms.ORIGIN)));
      List<Tensor> flat = Flattening.flatten(
          Terms.block("whole", List.of(y), List.of(result), result), new Replacement()).body();
      boolean qualified = !(leaf instanceof Definition.Input || leaf instanceof Definition.RunTime);
      assertThat(flat.stream().map(Tensor::name).toList()).containsExactly(qualified ? "a.t" : "t", "sum", "slope",
          qualified ? "b.t" : "t", "sum", "slope").inOrder();
      assertThat(flat.get(0).definition()).isEqualTo(leaf);
      assertThat(flat.get(1).formula().body()).isEqualTo(Terms.read(flat.get(0), i).plus(Terms.read(y, i)));
      assertThat(flat.get(2).definition()).isEqualTo(new Definition.Gradient(flat.get(1), flat.get(0)));
      assertThat(Set.copyOf(Scalars.tensors(flat.get(4).formula()))).containsExactly(flat.get(3), flat.get(1));
    }
  }
}
