package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers whose formulas overflow or have an infinite derivative, where the gradient of what they compute is finite. */
class FiniteGradientTest {
  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  /** The derivatives of activations are 0 or 1 far from 0, in generated code as well as in the interpreter. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void activationsSaturate(KernelSet kernels) {
    Network network = Nets.network("""
        layer swish(x[I...]) {
          parameter slope[] = 1
          s[i...] = 1/(1 + exp(-slope[]*x[i...]))
          y[i...] = x[i...]*s[i...]
        }
        layer inPlace(x[I...]) {
          y[i...] = x[i...]/(1 + exp(-x[i...]))
        }
        layer softplus(x[I...]) {
          e[i...] = exp(x[i...])
          y[i...] = (if x[i...] < 80 then log(1 + e[i...]) else x[i...])
        }
        layer total(x[I...]) {
          y = sum[n, i...] x[i...]
        }
        network Far(a[10], b[10], c[10], d[10], e[10], f[10], g[10]) {
          loss = (a -> swish -> total) + (b -> inPlace -> total) + (c -> softplus -> total) + (d -> geluTanh -> total)
                 + (e -> gelu -> total) + (f -> silu -> total) + (g -> elu -> total)
          output loss
        }
        """);
    double[] far = {-1e30, -1e19, -2e13, -1000, -100, 100, 1000, 2e13, 1e19, 1e30};
    double[] right = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    Map<String, double[]> inputs = new LinkedHashMap<>();
    List.of("a", "b", "c", "d", "e", "f", "g").forEach(name -> inputs.put(name, far.clone()));
    Point point = new Point(1, inputs, Map.of("swish.slope", new double[] {1}));
    Map<String, double[]> generated = new GeneratedNet(network, point, 0, kernels, true).gradients();
    inputs.keySet().forEach(name -> {
      for (int i = 0; i < far.length; i++) {
        assertWithMessage("%s at %s", name, far[i]).that(generated.get(name)[i]).isWithin(1e-6).of(right[i]);
      }
    });
  }

  /** Generalised-mean pooling, whose power is trained, of ReLU outputs, among them a channel that is 0 everywhere. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void generalisedMeanTrains(KernelSet kernels) {
    Network network = Nets.network("""
        layer generalisedMean(x[H, W, C]) {
          parameter power[C] = 3
          y[c] = ((sum[h, w] x[h, w, c]^power[c])/(H*W))^(1/power[c])
        }
        network Pooled(x[4, 4, 3], target[2]) {
          y = x -> relu -> generalisedMean -> dense(2)
          loss = meanSquaredError(y, target)
        }
        """);
    Point point = Point.of(network, 4, "mean.");
    double[] pixels = point.inputs().get("x");
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = -1;
      pixels[i + 1] = i % 6 == 0 ? 0 : pixels[i + 1];
    }
    GeneratedNet net = new GeneratedNet(network, point, 0.1, kernels, false);
    double first = net.step().loss();
    double last = first;
    for (int step = 0; step < 20; step++) {
      Stepping.Step now = net.step();
      last = now.loss();
      now.gradients().forEach((name, values) -> assertWithMessage(name)
          .that(Arrays.stream(values).allMatch(Double::isFinite)).isTrue());
    }
    assertThat(last).isLessThan(first);
  }
}
