package dev.netgrad.random;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.GeneratedNet;
import dev.netgrad.checks.Hashed;
import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Point;
import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Interpreter;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.Verifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forward and reverse mode agree on networks made at random, in training, where samples meet: for tangents t of outputs
 * as inputs or parameters move in a direction v, and gradients g of the outputs weighted by u,
 * <pre>⟨u, t⟩ = ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩ = ⟨g, v⟩</pre>
 */
class RandomTangentTest {
  private static final int NETWORKS = 60;
  private static final int GENERATED = 5;
  private static final int MOST_MOVED = 4;
  private static final double TOLERANCE = 1e-9;
  /** Of a loss with one class, all has cancelled. */
  private static final double ABSOLUTE = 1e-12;
  private static final double SINGLE = 2e-4;

  static Stream<Long> seeds() {
    return LongStream.range(0, NETWORKS).boxed();
  }

  static Stream<Long> fewSeeds() {
    return LongStream.range(0, NETWORKS).boxed().filter(seed -> named(seed).isPresent()).limit(GENERATED);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void modesAgree(long seed) {
    Trial trial = RandomNet.of(seed).trial();
    Network network = Nets.network(trial.text());
    Point point = Point.of(network, trial.batch(), "tangent.");
    Replacement flattened = new Replacement();
    Block flat = Flattening.flatten(network.training(), flattened);
    List<Tensor> of = network.objective().map(flattened::apply).map(List::of)
        .orElse(flat.outputs().stream().filter(t -> !t.isInteger()).toList());
    List<Tensor> moved = Stream.concat(flat.inputs().stream().filter(t -> t.definition() instanceof Definition.Input
        && !t.isInteger()), flat.parameters().stream()).limit(MOST_MOVED).toList();
    Map<String, double[]> reverse = gradients(network, point, of);
    for (Tensor wrt : moved) {
      double[] v = Hashed.around("direction." + wrt.name(), 0, 1, wrt.elements(trial.batch()));
      List<double[]> tangents = tangents(flat, of, wrt, v, point);
      double forward = 0;
      double size = 0;
      for (int i = 0; i < of.size(); i++) {
        double[] u = weights(of, i, trial.batch());
        for (int k = 0; k < u.length; k++) {
          forward += u[k] * tangents.get(i)[k];
          size += Math.abs(u[k] * tangents.get(i)[k]);
        }
      }
      double[] g = reverse.get(wrt.name());
      double backward = 0;
      for (int k = 0; k < v.length; k++) {
        backward += g[k] * v[k];
        size += Math.abs(g[k] * v[k]);
      }
      assertWithMessage("by %s of\n%s", wrt.name(), trial).that(forward)
          .isWithin(TOLERANCE * size + ABSOLUTE).of(backward);
    }
  }

  private static double[] weights(List<Tensor> of, int i, long batch) {
    return of.get(i).shape().isEmpty() ? new double[] {1}
        : Hashed.around("weights." + i, 0.2, 1, of.get(i).elements(batch));
  }

  private static Map<String, double[]> gradients(Network network, Point point, List<Tensor> of) {
    Derivative derivative = Nets.derivative(network);
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(derivative.network().training(), point.inputs());
    List<double[]> given = new ArrayList<>();
    for (int i = 0; network.objective().isEmpty() && i < of.size(); i++) {
      given.add(weights(of, i, point.batch()));
    }
    return interpreter.backward(derivative, run, given);
  }

  /** The tangents of some tensors of a graph. */
  private static List<double[]> tangents(Block flat, List<Tensor> of, Tensor wrt, double[] along, Point point) {
    Tensor direction = new Tensor("direction", wrt.shape(), wrt.indexNames(), false, new Definition.Input(),
        wrt.origin(), Derivation.SOURCE);
    List<Tensor> inputs = new ArrayList<>(flat.inputs());
    inputs.add(direction);
    List<Tensor> body = new ArrayList<>(flat.body());
    List<Tensor> tangents = new ArrayList<>();
    for (Tensor tensor : of) {
      tangents.add(new Tensor("tangentOf" + tensor.name(), tensor.shape(), tensor.indexNames(), false,
          new Definition.Tangent(tensor, wrt, direction), tensor.origin(), Derivation.SOURCE));
    }
    body.addAll(tangents);
    Block block = new Block("Tangents", "Tangents", "", inputs, body, tangents, Map.of(), flat.origin());
    Network expanded = DerivedTerms.expand(new Network("Tangents", block, block, Optional.empty(), List.of()));
    Verifier.verify(expanded);
    Map<String, double[]> given = new HashMap<>(point.inputs());
    given.put("direction", along);
    Interpreter.Run run = point.interpreter().run(expanded.training(), given);
    return expanded.training().outputs().stream().map(run::value).toList();
  }

  /** A network with a tangent of its output and, if no samples meet, a Jacobian; none where the output has no name. */
  private static Optional<String> named(long seed) {
    Trial trial = RandomNet.of(seed).trial();
    Network network = Nets.network(trial.text());
    Tensor output = network.evaluation().outputs().get(0);
    if (output.isInteger() || !trial.text().contains("  " + output.name() + " = ")) {
      return Optional.empty();
    }
    Tensor x = network.training().inputs().get(0);
    String text = trial.text().replaceFirst("network Random\\(x", "network Random(direction" + x.shapeText() + ", x");
    String start = text.substring(0, text.lastIndexOf('}'))
        + "  derivative tangentOfIt = tangent(%s, x, direction)\n".formatted(output.name());
    String whole = start + "  derivative jacobianOfIt = jacobian(%s, x)\n}\n".formatted(output.name());
    try {
      Nets.network(whole);
      return Optional.of(whole);
    } catch (InvalidNetException samplesMeet) {
      return Optional.of(start + "}\n");
    }
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void generatedCodeAgrees(long seed) {
    String text = named(seed).orElseThrow();
    Network network = Nets.network(text);
    Point point = Point.of(network, RandomNet.of(seed).trial().batch(), "tangent.");
    KernelSet.forCase((int) seed).forEach(kernels -> {
      GeneratedNet net = new GeneratedNet(network, point, 0, kernels, false);
      for (Block derivative : Nets.simplified(network).derivatives()) {
        double[] expected = point.interpreter().run(derivative, point.inputs()).value(derivative.outputs().get(0));
        double[] actual = net.derivative(derivative.name());
        double largest = LongStream.range(0, expected.length).mapToDouble(i -> Math.abs(expected[(int) i])).max()
            .orElse(0);
        for (int i = 0; i < expected.length; i++) {
          assertWithMessage("%s[%s], %s, of\n%s", derivative.name(), i, kernels, text).that(actual[i])
              .isWithin(SINGLE * largest).of(expected[i]);
        }
        for (int threads : KernelSet.THREADS) {
          assertWithMessage("%s on %s threads", derivative.name(), threads)
              .that(net.on(threads).derivative(derivative.name())).isEqualTo(actual);
        }
      }
    });
  }
}
