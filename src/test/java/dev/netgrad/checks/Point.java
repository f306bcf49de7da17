package dev.netgrad.checks;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a network is evaluated.
 *
 * @param batch the batch size
 * @param inputs by name, row by row
 * @param stored parameters and states by qualified name
 */
public record Point(long batch, Map<String, double[]> inputs, Map<String, double[]> stored) {

  /**
   * Hashed values: inputs around 0, parameters spread as their initialisers spread them, states around their start.
   *
   * @param salt another salt, another point
   */
  public static Point of(Network network, long batch, String salt) {
    Point point = new Point(batch, new LinkedHashMap<>(), new LinkedHashMap<>());
    List<Tensor> inputs = new ArrayList<>(network.training().inputs());
    network.derivatives().forEach(derivative -> inputs.addAll(derivative.inputs()));
    for (Tensor input : inputs) {
      long count = input.elements(batch);
      String key = salt + input.name();
      point.inputs.put(input.name(), input.isInteger()
          ? Hashed.classes(key, ((Definition.Input) input.definition()).classes(), count)
          : Hashed.around(key, 0, Math.sqrt(3), count));
    }
    store(network.training(), "", salt, point.stored);
    return point;
  }

  /** Of this point's inputs and parameters, every second number or so a zero or one of a few that are equal. */
  public Point atEdges(Network network) {
    double[] edges = {0, -0.0, 1, -1, 0.5};
    Point point = new Point(batch, new LinkedHashMap<>(inputs), new LinkedHashMap<>(stored));
    List.of(point.inputs, point.stored).forEach(all -> all.replaceAll((name, values) -> {
      double[] numbers = values.clone();
      Arrays.setAll(numbers, i -> {
        int choice = (int) (Hashed.unit("edge." + name, i) * 2 * edges.length);
        return choice < edges.length ? edges[choice] : values[i];
      });
      return isTrainedOrReal(network.training(), "", name) ? numbers : values;
    }));
    return point;
  }

  /** Whether a name is that of a real input or a parameter. */
  private static boolean isTrainedOrReal(Block block, String prefix, String name) {
    return block.inputs().stream().anyMatch(t -> prefix.isEmpty() && t.name().equals(name) && !t.isInteger())
        || block.parameters().stream().anyMatch(t -> (prefix + t.name()).equals(name))
        || block.calls().stream().anyMatch(call -> call.instances().stream()
            .anyMatch(instance -> isTrainedOrReal(call.block(), prefix + instance + ".", name)));
  }

  private static void store(Block block, String prefix, String salt, Map<String, double[]> stored) {
    for (Tensor tensor : block.body()) {
      String name = prefix + tensor.name();
      long count = tensor.elements(1);
      if (tensor.definition() instanceof Definition.Parameter parameter) {
        stored.put(name, parameter(parameter.initialiser(), salt + name, count));
      } else if (tensor.definition() instanceof Definition.State state) {
        stored.put(name, Hashed.around(salt + name, state.initial(), state.initial() == 0 ? 0.1 : 0.2, count));
      }
    }
    for (Call call : block.calls()) {
      call.instances().forEach(instance -> store(call.block(), prefix + instance + ".", salt, stored));
    }
  }

  private static double[] parameter(Initialiser initialiser, String key, long count) {
    if (initialiser instanceof Initialiser.Normal normal) {
      return Hashed.around(key, 0, Math.sqrt(3) * normal.standardDeviation(), count);
    } else if (initialiser instanceof Initialiser.Uniform uniform) {
      return Hashed.around(key, 0, uniform.bound(), count);
    }
    return Hashed.around(key, ((Initialiser.Fill) initialiser).value(), 0.2, count);
  }

  /** All numbers that a gradient may be asked of: the elements of an input or a parameter by its name. */
  public double[] values(String name) {
    return inputs.containsKey(name) ? inputs.get(name) : stored.get(name);
  }

  public Interpreter interpreter() {
    return new Interpreter(batch, stored);
  }
}
