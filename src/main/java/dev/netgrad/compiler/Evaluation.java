package dev.netgrad.compiler;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network and its gradient at one sample, by the interpreter, in train mode. */
public final class Evaluation {
  private final Derivative derivative;
  private final Block block;

  /** Of the loss, or of the outputs if there is none. */
  public Evaluation(Network network) {
    derivative = Compiler.derive(network, Options.of("").withInputGradients(true));
    block = derivative.network().training();
  }

  /**
   * What was computed.
   *
   * @param outputs by name, and the loss; a number is a {@code Double}, an array a list of lists as deep as its rank
   * @param gradients of inputs and parameters, by name
   */
  public record Result(Map<String, Object> outputs, Map<String, Object> gradients) {}

  public List<Tensor> inputs() {
    return block.inputs();
  }

  /** Parameters and states by qualified name. */
  public Map<String, Tensor> stored() {
    return InitialValues.tensors(block);
  }

  /** Their initial values. */
  public Map<String, double[]> initial(long seed) {
    return InitialValues.of(block, seed);
  }

  /** Of the outputs, whether or not there is a loss. */
  public static Evaluation ofOutputs(Network network) {
    return new Evaluation(new Network(
        network.name(), network.training(), network.evaluation(), Optional.empty(), network.updates()));
  }

  /** What may be differentiated: the loss; without one, each output that is a tensor of numbers. */
  public List<Tensor> differentiable() {
    return derivative.network().objective().map(List::of)
        .orElse(block.outputs().stream().filter(t -> !t.isInteger()).toList());
  }

  /**
   * Evaluates.
   *
   * @param inputs by name
   * @param stored parameters and states by qualified name
   * @param of what is differentiated, one of {@link #differentiable}
   * @param adjoint of each of its elements: what is differentiated is the sum of the elements times these
   */
  public Result at(
      Map<String, double[]> inputs, Map<String, double[]> stored, Tensor of, double[] adjoint) {
    Interpreter interpreter = new Interpreter(1, stored);
    Interpreter.Run run = interpreter.run(block, inputs);
    List<double[]> given = new ArrayList<>();
    if (!derivative.whole().outputAdjoints().isEmpty()) {
      differentiable().forEach(t -> given.add(t == of ? adjoint : new double[t.arrayLength(1)]));
    }
    Map<String, double[]> gradients = interpreter.backward(derivative, run, given);
    Map<String, Object> outputs = new LinkedHashMap<>();
    block.outputs().forEach(t -> outputs.put(t.name(), nested(t, run.value(t))));
    derivative.network().objective().ifPresent(t -> outputs.put("loss", nested(t, run.value(t))));
    Map<String, Object> derived = new LinkedHashMap<>();
    for (Tensor input : block.inputs()) {
      if (input.definition() instanceof Definition.Input && gradients.containsKey(input.name())) {
        derived.put(input.name(), nested(input, gradients.get(input.name())));
      }
    }
    stored().forEach((name, tensor) -> {
      if (gradients.containsKey(name)) {
        derived.put(name, nested(tensor, gradients.get(name)));
      }
    });
    return new Result(outputs, derived);
  }

  private static Object nested(Tensor tensor, double[] values) {
    List<Extent> shape = tensor.isPerSample() ? tensor.shape().subList(1, tensor.rank()) : tensor.shape();
    List<Object> flat = new ArrayList<>();
    for (double value : values) {
      flat.add(value);
    }
    for (int d = shape.size() - 1; d > 0; d--) {
      int length = Math.toIntExact(shape.get(d).size());
      List<Object> groups = new ArrayList<>();
      for (int from = 0; from < flat.size(); from += length) {
        groups.add(List.copyOf(flat.subList(from, from + length)));
      }
      flat = groups;
    }
    return shape.isEmpty() ? flat.get(0) : flat;
  }
}
