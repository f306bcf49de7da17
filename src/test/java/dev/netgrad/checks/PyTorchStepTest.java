package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two training steps of ResNet-20, batch 8, against what PyTorch answered in double; see
 * {@code src/test/python/resnet20_step.py}. The loss, the logits, the running statistics, every parameter's gradient
 * and every updated parameter are compared by relative norm.
 */
class PyTorchStepTest {
  /** The fixture is in single precision. */
  private static final double DOUBLE = 1e-6;
  private static final double SINGLE = 1e-4;

  private final PyTorchStep expected = PyTorchStep.read();
  private final Network network = Nets.network(Path.of("examples/resnet20.net"));
  private final Point point = PyTorchStep.point(network);

  @Test
  void namesAndSizesAreThoseOfTheScript() {
    Map<String, Integer> sizes = new TreeMap<>();
    expected.names("first.updated.").forEach(name -> sizes.put(name, expected.get("first.updated." + name).length));
    assertThat(sizes.values().stream().mapToInt(size -> size).sum()).isEqualTo(269_722);
    expected.names("first.state.").forEach(name -> sizes.put(name, expected.get("first.state." + name).length));
    Map<String, Integer> stored = new TreeMap<>();
    point.stored().forEach((name, values) -> stored.put(name, values.length));
    assertThat(stored).isEqualTo(sizes);
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  /** On any number of threads it is near PyTorch's, and the same. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void generatedCode(KernelSet kernels) {
    GeneratedNet net = new GeneratedNet(network, point, PyTorchStep.RATE, kernels, false);
    assertSteps(net, SINGLE);
    Map<String, double[]> expected = net.on(1).step().all();
    for (int threads : KernelSet.THREADS) {
      net.on(threads).step().all().forEach((name, values) ->
          assertWithMessage("%s on %s threads", name, threads).that(values).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void generatedCodeInDouble() {
    assertSteps(new GeneratedNet(network, point, PyTorchStep.RATE, ElementType.DOUBLE), DOUBLE);
  }

  @Test
  @Tag("long")
  void interpreter() {
    assertSteps(new InterpretedNet(network, point, PyTorchStep.RATE), DOUBLE);
  }

  private void assertSteps(Stepping net, double tolerance) {
    Stepping.Step first = net.step();
    assertStep("first.", first, tolerance);
    assertAll("first.gradient.", first.gradients(), tolerance);
    assertStep("second.", net.step(), tolerance);
  }

  private void assertStep(String step, Stepping.Step actual, double tolerance) {
    assertNear(step + "loss", new double[] {actual.loss()}, tolerance);
    assertNear(step + "logits", actual.output(), tolerance);
    assertAll(step + "state.", actual.states(), tolerance);
    assertAll(step + "updated.", actual.parameters(), tolerance);
  }

  private void assertAll(String prefix, Map<String, double[]> actual, double tolerance) {
    assertWithMessage(prefix).that(new TreeSet<>(actual.keySet())).isEqualTo(expected.names(prefix));
    actual.forEach((name, values) -> assertNear(prefix + name, values, tolerance));
  }

  /** Where the fixture holds the beginning only, the beginning is compared. */
  private void assertNear(String name, double[] actual, double tolerance) {
    double[] value = expected.get(name);
    assertWithMessage(name).that(Norms.relative(Arrays.copyOf(actual, value.length), value)).isAtMost(tolerance);
  }
}
