package dev.netgrad.plan;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Nets;
import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.StandardAxes;
import dev.netgrad.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No formula changes in a plan but through the gateway: from a tensor's formula to the one that is computed for it, the
 * steps that were recorded lead without a gap, each by exact laws.
 */
class RecordedStepsTest {
  private static final String LAYERS = """
      network Layers(tokens[4, 8], image[8, 8, 3], label: class[10]) {
        attended = tokens -> layerNorm -> dense(8) -> gelu
        logits   = image -> conv(4, 3) -> batchNorm -> relu -> maxPool(2) -> dropout -> flatten -> dense(10)
        scores   = softmax(logits)
        cubes    = sum[k < 10] scores[k]^3
        loss     = crossEntropy(logits, label) + cubes + (sum[d < 8] attended[d])
        optimizer adam
      }
      """;

  private final StandardAxes axes = new StandardAxes();
  /** Of tensors that the backward pass computes again, those of the forward pass. */
  private final Map<Tensor, Tensor> first = new IdentityHashMap<>();
  private final Set<Tensor> graph = new HashSet<>();
  private int steps;

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "preact20", "resnet50", "strided", "digits", "shapes"})
  void everyChangeOfAnExampleIsRecorded(String name) {
    check(Nets.network(Path.of("examples", name + ".net")));
  }

  @Test
  void everyChangeOfALibraryLayerIsRecorded() {
    check(Nets.network(LAYERS));
  }

  @Test
  void changeOutsideOfTheGatewayIsFound() {
    Statement s = plans(Planner.plan(Nets.derivative(LAYERS))).flatMap(RecordedStepsTest::statements).findFirst()
        .orElseThrow();
    graph.add(s.target());
    graph.add(s.reduced());
    Formula f = s.formula();
    Statement changed = new Statement(s.target(), new Formula(f.axes(), f.reduction(), f.body().plus(Scalar.ONE)),
        s.reduced(), s.epilogue(), s.inPlace(), s.steps(), s.partial(), s.schedule());

    verify(s);
    assertThrows(AssertionError.class, () -> verify(changed));
  }

  private void check(Network network) {
    Plan plan = Planner.plan(Nets.derivative(network));
    plans(plan).forEach(this::check);
    assertThat(steps).isGreaterThan(0);
  }

  private static Stream<BlockPlan> plans(Plan plan) {
    return Stream.of(plan.training().values(), plan.evaluation().values(), plan.updates()).flatMap(all -> all.stream());
  }

  private static Stream<Statement> statements(BlockPlan plan) {
    return Stream.concat(plan.forward().statements(), plan.backward().stream().flatMap(BlockPlan.Pass::statements));
  }

  private void check(BlockPlan plan) {
    graph.addAll(plan.block().body());
    plan.gradient().map(BlockGradient::body).ifPresent(graph::addAll);
    plan.recomputed().forEach((tensor, second) -> first.put(second, tensor));
    statements(plan).forEach(this::verify);
  }

  private void verify(Statement s) {
    Deque<Rewriting.Step> left = new ArrayDeque<>(s.steps());
    assertSame(s, led(s.reduced(), left), s.formula());
    s.epilogue().ifPresent(epilogue ->
        assertSame(s, led(s.target(), left), new Formula(s.formula().axes(), Reduction.NONE, epilogue)));
    assertWithMessage("steps of another formula than %s", s.target()).that(left).isEmpty();
  }

  /** Where the steps lead from a tensor's formula; takes those that it goes. */
  private Formula led(Tensor tensor, Deque<Rewriting.Step> left) {
    assertWithMessage("%s is in no graph", tensor).that(isKnown(tensor)).isTrue();
    Formula formula = tensor.formula();
    while (!left.isEmpty() && standing(left.peek().before()).equals(standing(formula))) {
      Rewriting.Step step = left.pop();
      assertWithMessage("%s", step).that(step.laws()).isNotEmpty();
      assertWithMessage("%s", step).that(step.laws().stream().allMatch(Law::isExact)).isTrue();
      formula = step.after();
      steps++;
    }
    return formula;
  }

  /** Whether it is of the graph, again or not, or a copy with the same elements in another order. */
  private boolean isKnown(Tensor tensor) {
    return graph.contains(first.getOrDefault(tensor, tensor)) || tensor.formula().reduction().isNone()
        && tensor.formula().body() instanceof Scalar.Read read && Set.copyOf(read.indices()).equals(
            Set.copyOf(((Scalar.Read) tensor.at(tensor.formula().axes())).indices()));
  }

  private void assertSame(Statement s, Formula expected, Formula actual) {
    assertWithMessage("%s is another formula", s.target()).that(standing(actual)).isEqualTo(standing(expected));
  }

  /** The formula over standard axes, of tensors of the forward pass. */
  private Formula standing(Formula formula) {
    return axes.of(Scalars.replaceTensors(formula, tensor -> first.getOrDefault(tensor, tensor)));
  }
}
