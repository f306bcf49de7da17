package dev.netgrad.tensor.check;

import static com.google.common.truth.Truth.assertThat;
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
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.Terms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What may not be is found in each kind of node, and only that. */
class VerifierTest {
  private final Axis i = new Axis("i", 4);
  private final Axis elsewhere = new Axis("k", 4);
  private final Tensor x = Terms.input("x", 4);
  private final Tensor small = Terms.input("small", 3);
  private final Tensor label = Terms.classes("label", 4);
  private final Tensor missing = Terms.input("missing", 4);
  private final List<Tensor> inputs = List.of(x, small, label);

  private void accepts(Tensor tensor) {
    Block block = Terms.block("test", inputs, List.of(tensor), tensor);
    Verifier.verify(new Network("test", block, block, Optional.empty(), List.of()));
  }

  private void rejects(Tensor tensor, String message) {
    RuntimeException thrown = assertThrows(RuntimeException.class, () -> accepts(tensor));
    assertThat(messages(thrown)).contains(message);
  }

  private static String messages(Throwable thrown) {
    return thrown.getMessage() + (thrown.getCause() == null ? "" : "\n" + messages(thrown.getCause()));
  }

  private Tensor formula(Scalar body) {
    return Terms.formula("y", List.of(i), body);
  }

  private static Tensor tensor(Definition definition) {
    return Terms.tensor("y", 4, definition);
  }

  @Test
  void definitionsReadWhatIsDefinedBefore() {
    for (Definition leaf : List.of(new Definition.Input(), new Definition.RunTime(),
        new Definition.Parameter(new Initialiser.Fill(0), Map.of()), new Definition.State(0),
        new Definition.Random())) {
      accepts(tensor(leaf));
    }
    Block callee = Terms.block("callee", List.of(x), List.of(), x);
    Call good = new Call(callee, List.of("a"), List.of(x), Terms.ORIGIN);
    Call bad = new Call(callee, List.of("a"), List.of(missing), Terms.ORIGIN);
    accepts(formula(Terms.read(x, i)));
    accepts(tensor(new Definition.Result(good)));
    accepts(tensor(new Definition.ArgumentAdjoint(good, x, 0)));
    accepts(tensor(new Definition.Gradient(x, x)));
    String message = "y reads missing, which is not defined before";
    rejects(formula(Terms.read(missing, i)), message);
    rejects(tensor(new Definition.Result(bad)), message);
    rejects(tensor(new Definition.ArgumentAdjoint(good, missing, 0)), message);
    rejects(tensor(new Definition.Gradient(missing, x)), message);
    rejects(tensor(new Definition.Gradient(x, missing)), message);
  }

  @Test
  void readsAreInBoundsWhereverTheyStand() {
    Scalar read = Terms.read(small, i);
    String message = "small is not proven to be read in bounds: i < 3";
    accepts(formula(Terms.number(1).plus(new Scalar.BatchSize()).plus(new Scalar.Position(Affine.of(i)))));
    rejects(formula(read), message);
    rejects(formula(Terms.number(1).plus(read)), message);
    rejects(formula(Terms.read(x, elsewhere)), "at an axis that is not its own");
    Condition inside = new AtLeastZero(Affine.of(2).minus(Affine.of(i)));
    accepts(formula(new Scalar.Select(inside, read, Scalar.ZERO)));
    rejects(formula(new Scalar.Select(inside, Scalar.ZERO, read)), message);
    accepts(formula(new Scalar.Select(new Not(inside), Scalar.ZERO, read)));
  }

  /** A condition's own reads are checked, under what the ones before it say. */
  @Test
  void conditionsBoundTheReadsOfTheLaterOnes() {
    Condition inside = new AtLeastZero(Affine.of(2).minus(Affine.of(i)));
    Condition reads = new Compare(Relation.LESS, Terms.read(small, i), Terms.number(0));
    Condition backwards = new Compare(Relation.LESS, Terms.number(0), Terms.read(small, i));
    String message = "small is not proven to be read in bounds";
    accepts(where(inside));
    accepts(where(new Divisible(Affine.of(i), 2)));
    rejects(where(reads), message);
    rejects(where(backwards), message);
    rejects(where(new Not(reads)), message);
    accepts(where(new All(List.of(inside, reads))));
    rejects(where(new All(List.of(reads, inside))), message);
    accepts(where(new Any(List.of(new Not(inside), reads))));
    rejects(where(new Any(List.of(inside, reads))), message);
  }

  private Tensor where(Condition condition) {
    return formula(new Scalar.Select(condition, Scalar.ONE, Scalar.ZERO));
  }

  @Test
  void integersAreComparedAndNothingElse() {
    accepts(where(new Compare(Relation.EQUAL, Terms.read(label, i), Terms.number(3))));
    rejects(formula(Terms.read(label, i)), "y reads the integers label outside a comparison");
  }
}
