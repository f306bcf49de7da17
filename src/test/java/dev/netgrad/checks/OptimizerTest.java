package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimizers of one's own: what they may do, and that generated code does what the interpreter does. */
class OptimizerTest {
  private static Network network(String optimizer, String use) {
    return Nets.network(optimizer + """
        network Trained(x[3], label: class[4]) {
          logits = x -> dense(4)
          loss = crossEntropy(logits, label)
          optimizer %s
        }
        """.formatted(use));
  }

  /** Values that take the place of others before all have read these; states that start elsewhere than at 0. */
  @ParameterizedTest
  @ValueSource(strings = {
      // The parameter's norm, of before the step, is wanted after it.
      """
      optimizer own(p[I...], g[I...], lr: scalar) {
        state mean = 1
        next p[i...] = p[i...] - lr*g[i...]/mean
        next mean = 0.5*mean + sqrt(sum[i...] p[i...]^2)
      }
      """,
      // Two states change places.
      """
      optimizer own(p[I...], g[I...], lr: scalar) {
        state a[I...] = 2
        state b[I...] = -3
        next a[i...] = b[i...]
        next b[i...] = a[i...]
        next p[i...] = p[i...] - lr*a[i...]*g[i...]
      }
      """,
      // The largest step is bounded by the largest element; their number counts.
      """
      optimizer own(p[I...], g[I...], lr: scalar, step: scalar) {
        state v[I...] = 0
        velocity[i...] = 0.9*v[i...] + g[i...]
        largest = max[i...] abs(velocity[i...])
        count = sum[i...] 1
        next v[i...] = velocity[i...]
        next p[i...] = p[i...] - lr*velocity[i...]/(largest + 1/count)/step
      }
      """,
      // More statements than one nest takes.
      """
      optimizer own(p[I...], g[I...], lr: scalar) {
        state a[I...] = 1
        state b[I...] = 1
        state c[I...] = 1
        state d[I...] = 1
        state e[I...] = 1
        state f[I...] = 1
        state h[I...] = 1
        state k[I...] = 1
        next p[i...] = p[i...] - lr*g[i...]*k[i...]
        next k[i...] = h[i...] + 0.1*p[i...]
        next h[i...] = f[i...] + 0.1*p[i...]
        next f[i...] = e[i...] + 0.1*p[i...]
        next e[i...] = d[i...] + 0.1*p[i...]
        next d[i...] = c[i...] + 0.1*p[i...]
        next c[i...] = b[i...] + 0.1*p[i...]
        next b[i...] = a[i...] + 0.1*p[i...]
        next a[i...] = g[i...] + 0.1*p[i...]
      }
      """})
  void generatedCodeAgreesWithInterpreter(String optimizer) {
    Network network = network(optimizer, "own");
    Stepping interpreted = new InterpretedNet(network, Point.of(network, 3, ""), 0.1);
    Stepping generated = new GeneratedNet(network, Point.of(network, 3, ""), 0.1, ElementType.DOUBLE);
    for (int step = 0; step < 4; step++) {
      Map<String, double[]> expected = interpreted.step().parameters();
      generated.step().parameters().forEach((name, values) -> assertWithMessage("%s in\n%s", name, optimizer)
          .that(Norms.relative(values, expected.get(name))).isLessThan(1e-12));
    }
  }

  /** What the network says of a number is part of the formula; what it does not say is given at run time. */
  @Test
  void numbersAreGivenByFormulasOrAtRunTime() {
    assertThat(given("", "sgd")).containsExactly("lr");
    assertThat(given("", "sgd(lr = 0.1)")).isEmpty();
    assertThat(given("", "sgd(lr = 0.1*warmUp(step, 5))")).containsExactly("step");
    assertThat(given("", "adam(lr = lr*cosine(step, 5))")).containsExactly("lr", "step").inOrder();
    assertThat(given("layer half(y: scalar) { z = y/2 }\n", "sgd(lr = half(lr))")).containsExactly("lr");
  }

  private static List<String> given(String declarations, String use) {
    return network(declarations, use).updates().get(0).formula().inputs().stream()
        .filter(t -> t.definition() instanceof Definition.RunTime).map(t -> t.name()).toList();
  }

  /** Parameters with other attributes have formulas of their own only where these make a difference. */
  @Test
  void attributesThatMakeNoDifferenceMakeNoFormula() {
    assertThat(network("", "sgd(decay = 0.1)").updates()).hasSize(1);
    List<Network.Update> updates = network("", "sgd(decay = 0.1, gainDecay = 0)").updates();
    assertThat(updates.stream().map(Network.Update::parameters).toList())
        .containsExactly(List.of("dense.weight"), List.of("dense.bias")).inOrder();
  }

  /** An attribute takes the place of every number that a network may say, of a formula, too. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "sgd(lr = 0.1)", "adam(lr = lr*cosine(step, 50))"})
  void learningRateMayBeAnAttribute(String use) {
    Network network = Nets.network("""
        layer scaled(x[C]) {
          parameter frozen[C] = normal(1) with lr = 0
          parameter free[C] = normal(1)
          y[c] = frozen[c]*free[c]*x[c]
        }
        network Trained(x[4], label: class[4], step: step) {
          logits = x -> scaled
          loss = crossEntropy(logits, label)
          optimizer %s
        }
        """.formatted(use));
    Point start = Point.of(network, 3, "");
    Stepping generated = new GeneratedNet(network, Point.of(network, 3, ""), 0.1, ElementType.DOUBLE);
    Map<String, double[]> interpreted = new InterpretedNet(network, Point.of(network, 3, ""), 0.1).step().parameters();
    Map<String, double[]> after = generated.step().parameters();
    assertThat(interpreted.keySet()).containsExactly("scaled.frozen", "scaled.free");
    interpreted.forEach((name, values) -> assertThat(Norms.relative(after.get(name), values)).isLessThan(1e-12));
    assertThat(after.get("scaled.frozen")).isEqualTo(start.stored().get("scaled.frozen"));
    assertThat(after.get("scaled.free")).isNotEqualTo(start.stored().get("scaled.free"));
  }
}
