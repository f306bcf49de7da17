package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts every called block's formulas in place of its calls. Parameters, states and
 * sites of random numbers get their qualified names. */
public final class Flattening {
  private final List<Tensor> body = new ArrayList<>();
  private final Map<Tensor, Tensor> updates = new LinkedHashMap<>();
  private final Map<Tensor, Tensor> previous = new LinkedHashMap<>();
  private final boolean isForReaders;

  private Flattening(boolean isForReaders) {
    this.isForReaders = isForReaders;
  }

  /**
   * The block without calls.
   *
   * @param replacement afterwards says which tensor stands for each of the block's own
   */
  public static Block flatten(Block block, Replacement replacement) {
    return new Flattening(false).of(block, replacement);
  }

  /** The same, in which all tensors have qualified names: {@code stage1.f}. */
  public static Block qualified(Block block, Replacement replacement) {
    return new Flattening(true).of(block, replacement);
  }

  private Block of(Block block, Replacement replacement) {
    inline(block, "", replacement);
    List<Tensor> outputs = block.outputs().stream().map(replacement::apply).toList();
    return new Block(block.name(), block.signature(), block.documentation(), block.inputs(), body, outputs,
        updates, previous, block.origin());
  }

  private void inline(Block block, String prefix, Replacement replacement) {
    for (Tensor tensor : block.body()) {
      if (tensor.definition() instanceof Definition.Result result) {
        replacement.put(tensor, result(result.call(), prefix, replacement));
      } else {
        Tensor copy = copy(tensor, prefix, replacement);
        body.add(copy);
        replacement.put(tensor, copy);
      }
    }
    block.previous().forEach((tensor, value) -> previous.put(replacement.apply(tensor), replacement.apply(value)));
    block.updates().forEach((state, value) -> updates.put(replacement.apply(state), replacement.apply(value)));
  }

  private Tensor result(Call call, String prefix, Replacement outer) {
    Tensor chained = null;
    for (String instance : call.instances()) {
      Replacement inner = new Replacement();
      for (int k = 0; k < call.arguments().size(); k++) {
        Tensor argument = k == 0 && chained != null ? chained : outer.apply(call.arguments().get(k));
        inner.put(call.block().inputs().get(k), argument);
      }
      inline(call.block(), prefix + instance + ".", inner);
      chained = inner.apply(call.block().outputs().get(0));
    }
    return chained;
  }

  /** A copy of its own for each instance: instances of one block share their formulas but not their values. */
  private Tensor copy(Tensor tensor, String prefix, Replacement replacement) {
    String qualified = prefix + tensor.name();
    return tensor.definition().match(
        input -> copy(tensor, tensor.name(), input),
        runTime -> copy(tensor, tensor.name(), runTime),
        parameter -> copy(tensor, qualified, parameter),
        state -> copy(tensor, qualified, state),
        random -> copy(tensor, qualified, random),
        previous -> copy(tensor, tensor.name(), previous),
        formula -> copy(tensor, isForReaders ? qualified : tensor.name(),
            Scalars.replaceTensors(formula, replacement::apply)),
        result -> copy(tensor, tensor.name(), result),
        adjoint -> copy(tensor, tensor.name(), adjoint),
        derived -> copy(tensor, tensor.name(), derived.with(replacement::apply)));
  }

  private static Tensor copy(Tensor tensor, String name, Definition definition) {
    return new Tensor(name, tensor.shape(), tensor.indexNames(), tensor.isInteger(), definition, tensor.origin(),
        tensor.derivation());
  }
}
