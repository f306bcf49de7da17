package dev.netgrad.compiler;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives a network without a loss a number to differentiate: the sum of its outputs, weighted element by element. */
final class WeightedOutputs {
  private WeightedOutputs() {}

  /** The network with such an objective and an input {@code weightOf…} for each output; itself if it has a loss. */
  static Network objective(Network network) {
    if (network.objective().isPresent()) {
      return network;
    }
    Block block = network.training();
    List<Tensor> inputs = new ArrayList<>(block.inputs());
    List<Tensor> body = new ArrayList<>(block.body());
    Tensor sum = null;
    for (Tensor output : block.outputs()) {
      if (!output.isInteger()) {
        String name = Character.toUpperCase(output.name().charAt(0)) + output.name().substring(1);
        Tensor weight = new Tensor("weightOf" + name, output.shape(), output.indexNames(), false,
            new Definition.Input(), output.origin(), Derivation.SOURCE);
        inputs.add(weight);
        List<Axis> axes = output.freshAxes();
        Tensor part = formula("weighted" + name, Reduction.sum(axes, List.of()),
            output.at(axes).times(weight.at(axes)), output);
        body.add(part);
        if (sum != null) {
          part = formula("weighted", Reduction.NONE, sum.at(List.of()).plus(part.at(List.of())), output);
          body.add(part);
        }
        sum = part;
      }
    }
    Block training = new Block(block.name(), block.signature(), block.documentation(), inputs, body, block.outputs(),
        block.updates(), block.origin());
    return new Network(network.name(), training, network.evaluation(), Optional.ofNullable(sum), network.updates());
  }

  private static Tensor formula(String name, Reduction reduction, Scalar body, Tensor output) {
    Definition.Formula formula = new Definition.Formula(List.of(), reduction, body);
    return Tensor.formula(name, formula, output.origin(), Derivation.SOURCE);
  }
}
