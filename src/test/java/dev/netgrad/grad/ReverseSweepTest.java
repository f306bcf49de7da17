package dev.netgrad.grad;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Reduction.Kind;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each kind of node passes back. */
class ReverseSweepTest {
  private final Axis i = new Axis("i", 3);
  private final Tensor x = Sweeps.input("x", 3);
  private final Scalar read = x.at(List.of(i));

  private double[] reduced(Kind kind, Scalar body, double... at) {
    Tensor y = kind == Kind.NONE ? Sweeps.formula("y", List.of(i), Reduction.NONE, body)
        : Sweeps.formula("y", List.of(), new Reduction(kind, List.of(i), List.of()), body);
    return Sweeps.adjoint(x, List.of(y), at);
  }

  @Test
  void eachKindPassesItsDerivative() {
    assertThat(reduced(Kind.NONE, read, 2, 3, 5)).usingExactEquality().containsExactly(1, 1, 1).inOrder();
    assertThat(reduced(Kind.SUM, read, 2, 3, 5)).usingExactEquality().containsExactly(1, 1, 1).inOrder();
    assertThat(reduced(Kind.PROD, read, 2, 3, 5)).usingExactEquality().containsExactly(15, 10, 6).inOrder();
    assertThat(reduced(Kind.PROD, read, 2, 0, 5)).usingExactEquality().containsExactly(0, 10, 0).inOrder();
    assertThat(reduced(Kind.MIN, read, 3, 2, 5)).usingExactEquality().containsExactly(0, 1, 0).inOrder();
    assertThat(reduced(Kind.MIN, read, 2, 3, 2)).usingExactEquality().containsExactly(1, 0, 0).inOrder();
    assertThat(reduced(Kind.MAX, read, 3, 5, 2)).usingExactEquality().containsExactly(0, 1, 0).inOrder();
    assertThat(reduced(Kind.MAX, read, 3, 2, 3)).usingExactEquality().containsExactly(1, 0, 0).inOrder();
  }

  @Test
  void aPositionHasNoAdjoint() {
    assertThrows(RuntimeException.class, () -> reduced(Kind.ARGMAX, read, 1, 2, 3));
  }

  /** What is known to be finite is multiplied by a 0 as it is. */
  @Test
  void finiteDerivativeNeedsNoMask() {
    Tensor waves = Sweeps.formula("waves", List.of(i), Reduction.NONE, Scalar.apply(Operator.TANH, read));
    Tensor y = Sweeps.formula("y", List.of(), Reduction.NONE, new Scalar.Read(waves, List.of(Index.of(Affine.of(1)))));
    ReverseSweep sweep = new ReverseSweep(Set.of(x, waves, y), Map.of());
    sweep.seed(y, Sweeps.formula("dY", List.of(), Reduction.NONE, Scalar.ONE));

    sweep.run(List.of(x, waves, y));

    List<Scalar> parts = new ArrayList<>();
    Scalars.forEach(sweep.adjoint(x).formula().body(), parts::add);
    assertThat(parts).isNotEmpty();
    assertThat(parts.stream().filter(Scalar.Select.class::isInstance).toList()).isEmpty();
  }

  /** Where a branch is not taken nothing passes, although the derivative there is infinite. */
  @Test
  void nothingTimesInfinityIsNothing() {
    Scalar root = Scalar.apply(Operator.SQRT, read);
    for (Kind kind : List.of(Kind.NONE, Kind.SUM, Kind.PROD, Kind.MIN, Kind.MAX)) {
      Tensor roots = Sweeps.formula("roots", List.of(i), Reduction.NONE, root);
      Axis j = new Axis("j", 3);
      Scalar guarded = new Scalar.Select(new Condition.Compare(Condition.Relation.LESS, Scalar.ZERO, x.at(List.of(j))),
          roots.at(List.of(j)), Scalar.ONE);
      Tensor y = kind == Kind.NONE ? Sweeps.formula("y", List.of(j), Reduction.NONE, guarded)
          : Sweeps.formula("y", List.of(), new Reduction(kind, List.of(j), List.of()), guarded);
      double[] adjoint = Sweeps.adjoint(x, List.of(roots, y), 0, 4, 16);
      assertWithMessage(kind.name()).that(adjoint[0]).isEqualTo(0.0);
    }
  }

  /** The support of an adjoint masks products, and sums only where what they read may be infinite. */
  @Test
  void finiteTermsAreNotMasked() {
    for (Kind kind : List.of(Kind.NONE, Kind.SUM, Kind.PROD, Kind.MIN, Kind.MAX)) {
      Tensor inner = kind == Kind.NONE ? Sweeps.formula("inner", List.of(i), Reduction.NONE, read.times(read))
          : Sweeps.formula("inner", List.of(i),
              new Reduction(kind, List.of(new Axis("k", 2)), List.of()), read.times(read));
      Axis j = new Axis("j", 3);
      Scalar late = new Scalar.Select(new Condition.AtLeastZero(Affine.of(j).plus(-1)),
          inner.at(List.of(j)), Scalar.ZERO);
      Tensor y = Sweeps.formula("y", List.of(j), Reduction.NONE, late);
      Tensor given = Sweeps.input("dY", 3);
      ReverseSweep sweep = new ReverseSweep(Set.of(x, inner, y), Map.of());
      sweep.seed(y, given);
      sweep.run(List.of(x, inner, y));
      boolean masked = sweep.adjoint(x).formula().body() instanceof Scalar.Select select
          && select.condition() instanceof Condition.AtLeastZero;
      assertWithMessage(kind.name()).that(masked).isEqualTo(kind == Kind.PROD);
    }
  }

  @Test
  void leavesKeepWhatTheyGet() {
    List<Definition> leaves = List.of(new Definition.Input(), new Definition.RunTime(),
        new Definition.Parameter(new Initialiser.Fill(0), Map.of()), new Definition.State(0), new Definition.Random());
    for (Definition leaf : leaves) {
      Tensor tensor = Sweeps.tensor("leaf", 3, leaf);
      Tensor given = Sweeps.input("dLeaf", 3);
      ReverseSweep sweep = new ReverseSweep(Set.of(tensor), Map.of());
      sweep.seed(tensor, given);
      sweep.run(List.of(tensor));
      assertThat(sweep.body()).isEmpty();
      assertThat(sweep.adjoint(tensor)).isSameInstanceAs(given);
    }
  }

  @Test
  void aCallPassesTheBlocksDerivativeApplied() {
    Tensor y = Sweeps.tensor("y", 3, new Definition.Result(call()));
    Tensor given = Sweeps.input("dY", 3);
    ReverseSweep sweep = new ReverseSweep(Set.of(x, y), Map.of());
    sweep.seed(y, given);
    sweep.run(List.of(x, y));
    assertThat(sweep.adjoint(x).definition())
        .isEqualTo(new Definition.ArgumentAdjoint(((Definition.Result) y.definition()).call(), given, 0));
  }

  private Call call() {
    Block callee = new Block("callee", "callee", "", List.of(x), List.of(), List.of(x), Map.of(), Sweeps.ORIGIN);
    return new Call(callee, List.of("a"), List.of(x), Sweeps.ORIGIN);
  }

  @Test
  void whatIsNotDerivedYetIsRefused() {
    for (Definition later : List.of(new Definition.ArgumentAdjoint(call(), x, 0), new Definition.Gradient(x, x))) {
      Tensor y = Sweeps.tensor("y", 3, later);
      ReverseSweep sweep = new ReverseSweep(Set.of(x, y), Map.of());
      sweep.seed(y, Sweeps.input("dY", 3));
      assertThrows(RuntimeException.class, () -> sweep.run(List.of(x, y)));
    }
  }

  @Test
  void readsGetTheAdjointAndOtherLeavesNothing() {
    Scalar adjoint = new Scalar.BatchSize();
    for (Scalar leaf : List.of(Scalar.ONE, new Scalar.BatchSize(), new Scalar.Position(Affine.of(i)))) {
      assertThat(ScalarAdjoint.of(leaf, leaf, adjoint)).isEmpty();
    }
    assertThat(ScalarAdjoint.of(read, read, adjoint)).containsExactly(read, adjoint);
    Tensor label = new Tensor("label", List.of(Extent.of(3)), List.of("i"), true, new Definition.Input(10),
        Sweeps.ORIGIN, Derivation.SOURCE);
    assertThat(ScalarAdjoint.of(label.at(List.of(i)), read, adjoint)).isEmpty();
    assertThat(ScalarAdjoint.of(read.negated(), read, adjoint))
        .containsExactly(read, adjoint.times(Scalar.constant(-1)));
    Condition even = new Condition.Divisible(Affine.of(i), 2);
    assertThat(ScalarAdjoint.of(new Scalar.Select(even, read, Scalar.ONE), read, adjoint))
        .containsExactly(read, new Scalar.Select(even, adjoint, Scalar.ZERO));
  }
}
