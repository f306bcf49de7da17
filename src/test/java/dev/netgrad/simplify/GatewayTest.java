package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Nets;
import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.StandardAxes;
import dev.netgrad.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No formula changes but through the gateway: from the graph before to the graph after, the steps that were recorded
 * lead from formula to formula without a gap.
 */
class GatewayTest {
  private static final String LAYERS = """
      network Layers(tokens[4, 8], image[8, 8, 3], label: class[10]) {
        attended = tokens -> layerNorm -> dense(8) -> gelu
        logits   = image -> conv(4, 3) -> batchNorm -> relu -> maxPool(2) -> dropout -> flatten -> dense(10)
        scores   = softmax(logits)
        cubes    = sum[k < 10] scores[k]^3
        loss     = crossEntropy(logits, label) + cubes + (sum[d < 8] attended[d])
      }
      """;

  private final List<Change> changes = new ArrayList<>();
  /** Of tensors that stand for each other, another one. */
  private final Map<Tensor, Tensor> joined = new IdentityHashMap<>();
  private final StandardAxes axes = new StandardAxes();
  private final List<String> unfinished = new ArrayList<>();

  private Simplification simplification() {
    return new Simplification(changes::add, Simplification.MOST_TURNS, unfinished::add);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "preact20", "resnet50", "strided", "digits", "shapes"})
  void everyChangeOfAnExampleIsRecorded(String name) {
    check(Nets.network(Path.of("examples", name + ".net")));
  }

  @Test
  void everyChangeOfALibraryLayerIsRecorded() {
    check(Nets.network(LAYERS));
  }

  private void check(Network network) {
    Network expanded = DerivedTerms.expand(network);
    Network simplified = simplification().of(expanded);
    check(tensors(expanded), tensors(simplified), true);
    Derivative raw = Differentiation.differentiate(simplified, true);
    changes.clear();
    Derivative derivative = simplification().of(raw);
    check(tensors(raw), tensors(derivative), false);
    assertThat(unfinished).isEmpty();
  }

  /** @param exact whether exact laws alone may have been applied */
  private void check(Set<Tensor> before, Set<Tensor> after, boolean exact) {
    changes.forEach(change -> joined.put(first(change.result()), first(change.given())));
    Set<Tensor> accounted = new HashSet<>(before);
    changes.forEach(change -> verify(change, exact, accounted));
    for (Tensor tensor : after) {
      assertWithMessage("made by no pass: %s", new Printer().line(tensor)).that(accounted.contains(tensor)).isTrue();
    }
  }

  private void verify(Change change, boolean exact, Set<Tensor> accounted) {
    accounted.add(change.result());
    if (!change.given().isFormula()) {
      return;
    }
    Formula formula = change.given().formula();
    for (Rewriting.Step step : change.steps()) {
      assertThat(step.laws()).isNotEmpty();
      assertWithMessage("%s", step.laws()).that(!exact || step.laws().stream().allMatch(Law::isExact)).isTrue();
      assertSame(change, formula, step.before());
      formula = step.after();
      // A sum that is taken out of a formula, and what is folded, are tensors of their own, which the formula then
      // reads.
      accounted.addAll(Scalars.tensors(formula));
    }
    boolean same = change.result().isFormula() && change.result().name().equals(change.given().name());
    if (same) {
      assertSame(change, formula, change.result().formula());
    }
  }

  private void assertSame(Change change, Formula expected, Formula actual) {
    assertWithMessage("%s is another formula", change.given()).that(standing(actual)).isEqualTo(standing(expected));
  }

  /** The formula over standard axes, each tensor replaced by the first that it stood for. */
  private Formula standing(Formula formula) {
    return axes.of(Scalars.replaceTensors(formula, this::first));
  }

  private Tensor first(Tensor tensor) {
    Tensor current = tensor;
    while (joined.getOrDefault(current, current) != current) {
      current = joined.get(current);
    }
    return current;
  }

  private static Set<Tensor> tensors(Network network) {
    Set<Tensor> tensors = new LinkedHashSet<>();
    Set<Block> seen = new HashSet<>();
    Stream.concat(Stream.of(network.training(), network.evaluation()),
        network.updates().stream().map(Network.Update::formula)).forEach(block -> add(block, tensors, seen));
    return tensors;
  }

  private static Set<Tensor> tensors(Derivative derivative) {
    Set<Tensor> tensors = tensors(derivative.network());
    derivative.gradients().values().forEach(gradient -> tensors.addAll(gradient.body()));
    return tensors;
  }

  private static void add(Block block, Set<Tensor> tensors, Set<Block> seen) {
    if (seen.add(block)) {
      tensors.addAll(block.inputs());
      tensors.addAll(block.body());
      block.calls().stream().map(Call::block).forEach(callee -> add(callee, tensors, seen));
    }
  }

  /** Laws that still apply after the last turn are not passed over in silence. */
  @Test
  void unreachedFixpointIsTold() {
    Derivative raw = Nets.raw(Nets.simplified(Nets.network(LAYERS)));
    new Simplification(changes::add, 1, unfinished::add).of(raw);
    assertThat(unfinished).isNotEmpty();
  }

  @Test
  void changeByNoLawIsRefused() {
    Rewriting rewriting = Rewriting.free();
    Tensor two = Program.formula("two", List.of(), Reduction.NONE, Scalar.ONE);
    Formula zero = new Formula(List.of(), Reduction.NONE, Scalar.ZERO);
    assertThrows(IllegalStateException.class,
        () -> rewriting.step(two.formula(), formula -> zero));
  }
}
