package dev.netgrad.compiler;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.RandomNumbers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Parameters and states as they start, for the interpreter: those that generated code draws for the same seed, in
 * double.
 */
public final class InitialValues {
  private final long seed;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private InitialValues(long seed) {
    this.seed = seed;
  }

  /** The parameters and states of a graph by qualified name, in the order of the source. */
  public static Map<String, Tensor> tensors(Block block) {
    InitialValues values = new InitialValues(0);
    values.collect(block, "");
    return values.tensors;
  }

  /**
   * Their initial values.
   *
   * @param seed decides, with its name, the random values of each parameter
   */
  public static Map<String, double[]> of(Block block, long seed) {
    InitialValues values = new InitialValues(seed);
    values.collect(block, "");
    Map<String, double[]> result = new LinkedHashMap<>();
    values.tensors.forEach((name, tensor) -> result.put(name, values.initial(name, tensor)));
    return result;
  }

  private void collect(Block block, String prefix) {
    for (Tensor tensor : block.body()) {
      tensor.definition().act(
          input -> { },
          runTime -> { },
          parameter -> tensors.put(prefix + tensor.name(), tensor),
          state -> tensors.put(prefix + tensor.name(), tensor),
          random -> { },
          previous -> { },
          formula -> { },
          result -> {
            Call call = result.call();
            call.instances().forEach(instance -> collect(call.block(), prefix + instance + "."));
          },
          adjoint -> { },
          derived -> { });
    }
  }

  private double[] initial(String name, Tensor tensor) {
    double[] values = new double[tensor.arrayLength(1)];
    if (tensor.definition() instanceof Definition.State state) {
      Arrays.fill(values, state.initial());
      return values;
    }
    Initialiser initialiser = ((Definition.Parameter) tensor.definition()).initialiser();
    SplittableRandom random = RandomNumbers.generator(seed, name);
    Arrays.setAll(values, i -> initialiser.next(random));
    return values;
  }
}
