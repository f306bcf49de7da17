package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import dev.netgrad.tensor.check.Verifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Forward mode against reverse mode: for the tangents t of outputs as an input or a parameter moves in a direction v,
 * and the gradient g of the outputs weighted by u,
 * <pre>⟨u, t⟩ = ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩ = ⟨g, v⟩</pre>
 */
public final class Modes {
  private static final int MOST_MOVED = 4;
  private static final double TOLERANCE = 1e-9;
  /** Of a loss with one class, all has cancelled. */
  private static final double ABSOLUTE = 1e-12;

  private Modes() {}

  /**
   * Asserts that both modes agree on a network in training, as some of its inputs and parameters move.
   *
   * @param text what is said if they do not
   */
  public static void assertAgree(Network network, Point point, String text) {
    Replacement flattened = new Replacement();
    Block flat = Flattening.flatten(network.training(), flattened);
    List<Tensor> of = network.objective().map(flattened::apply).map(List::of)
        .orElse(flat.outputs().stream().filter(t -> !t.isInteger()).toList());
    List<Tensor> moved = Stream.concat(flat.inputs().stream().filter(t -> t.definition() instanceof Definition.Input
        && !t.isInteger()), flat.parameters().stream()).limit(MOST_MOVED).toList();
    Map<String, double[]> reverse = gradients(network, point, of);
    for (Tensor wrt : moved) {
      double[] v = Hashed.around("direction." + wrt.name(), 0, 1, wrt.elements(point.batch()));
      List<double[]> tangents = tangents(flat, of, wrt, v, point);
      double forward = 0;
      double size = 0;
      for (int i = 0; i < of.size(); i++) {
        double[] u = weights(of, i, point.batch());
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
      assertWithMessage("by %s of\n%s", wrt.name(), text).that(forward)
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
}
