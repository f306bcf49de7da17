package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Interpreter;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Training steps of ResNet-20, batch 8, by the reference interpreter against what PyTorch answered in double; see
 * {@code src/test/python/resnet20_step.py}.
 */
class PyTorchStepTest {
  private static final double NEAR = 1e-6;

  private final PyTorchStep expected = PyTorchStep.read();
  private final Network network = Nets.network(Path.of("examples/resnet20.net"));
  private final Derivative derivative = Nets.derivative(network);
  private final Map<String, double[]> stored = new TreeMap<>(PyTorchStep.point(network).stored());
  private final Map<String, double[]> inputs = PyTorchStep.point(network).inputs();
  private final Map<String, double[]> velocities = new HashMap<>();

  @Test
  void namesAreThoseOfTheScript() {
    assertThat(expected.names("first.gradient.")).isEqualTo(expected.names("first.updated."));
    Map<String, double[]> all = new TreeMap<>();
    expected.names("first.updated.").forEach(name -> all.put(name, expected.get("first.updated." + name)));
    assertThat(all.values().stream().mapToInt(a -> a.length).sum()).isEqualTo(269_722);
    expected.names("first.state.").forEach(name -> all.put(name, expected.get("first.state." + name)));
    assertThat(stored.keySet()).isEqualTo(all.keySet());
    all.forEach((name, values) -> assertWithMessage(name).that(stored.get(name)).hasLength(values.length));
  }

  @Test
  @Tag("long")
  void twoStepsAreThoseOfPyTorch() {
    step("first");
    step("second");
  }

  private void step(String step) {
    Network graph = derivative.network();
    Interpreter interpreter = new Interpreter(PyTorchStep.BATCH, stored);
    Interpreter.Run run = interpreter.run(graph.training(), inputs);
    assertNear(step + ".loss", run.value(graph.objective().orElseThrow()));
    assertNear(step + ".logits", run.value(graph.training().outputs().get(0)));
    Map<String, double[]> states = run.updates();
    Map<String, double[]> gradients = interpreter.backward(derivative, run, null);
    states.forEach((name, value) -> assertNear(step + ".state." + name, value));
    stored.putAll(states);
    for (String name : expected.names("first.updated.")) {
      if (step.equals("first")) {
        assertNear("first.gradient." + name, gradients.get(name));
      }
      update(name, gradients.get(name));
      assertNear(step + ".updated." + name, stored.get(name));
    }
  }

  /** The optimizer's formula, on one parameter. */
  private void update(String name, double[] gradient) {
    Network.Update update = network.updates().stream().filter(u -> u.parameters().contains(name)).findFirst().orElseThrow();
    Block formula = update.formula();
    Tensor parameter = formula.inputs().get(0);
    Map<String, double[]> given = new LinkedHashMap<>();
    given.put(parameter.name(), stored.get(name));
    given.put(formula.inputs().get(1).name(), gradient);
    formula.inputs().stream().filter(input -> input.definition() instanceof Definition.RunTime)
        .forEach(rate -> given.put(rate.name(), new double[] {PyTorchStep.RATE}));
    Map<String, double[]> kept = new HashMap<>();
    formula.states().forEach(state ->
        kept.put(state.name(), velocities.getOrDefault(name + "." + state.name(), new double[gradient.length])));
    Interpreter.Run run = new Interpreter(gradient.length, kept).run(formula, given);
    formula.updates().forEach((tensor, next) ->
        (tensor == parameter ? stored : velocities).put(tensor == parameter ? name : name + "." + tensor.name(),
            run.value(next)));
  }

  /** Of what the fixture holds the beginning of, the beginning. */
  private void assertNear(String name, double[] actual) {
    double[] value = expected.get(name);
    assertWithMessage(name).that(Norms.relative(Arrays.copyOf(actual, value.length), value)).isLessThan(NEAR);
  }
}
