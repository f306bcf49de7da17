package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tensors that stand for others. Tensors do not change; a pass that replaces one rebuilds those that read it, in order,
 * and remembers here which became which.
 */
public final class Replacement {
  private final Map<Tensor, Tensor> replaced = new IdentityHashMap<>();

  /** What stands for a tensor now: itself, if nothing else does. */
  public Tensor apply(Tensor tensor) {
    Tensor current = tensor;
    for (Tensor next = replaced.get(current); next != null; next = replaced.get(current)) {
      current = next;
    }
    return current;
  }

  /** From now on {@code by} stands for {@code tensor}. */
  public void put(Tensor tensor, Tensor by) {
    if (tensor != by) {
      replaced.put(tensor, by);
    }
  }

  public boolean isEmpty() {
    return replaced.isEmpty();
  }

  /** The tensor with what it reads replaced; the same object if nothing changed. */
  public Tensor rebuild(Tensor tensor) {
    Definition definition = tensor.definition();
    Definition changed = definition.match(
        input -> input,
        runTime -> runTime,
        parameter -> parameter,
        state -> state,
        random -> random,
        previous -> previous,
        formula -> Scalars.tensors(formula).stream().anyMatch(read -> apply(read) != read)
            ? Scalars.replaceTensors(formula, this::apply) : formula,
        result -> {
          Call call = rebuild(result.call());
          return call == result.call() ? result : new Definition.Result(call);
        },
        adjoint -> {
          Call call = rebuild(adjoint.call());
          Tensor given = apply(adjoint.resultAdjoint());
          return call == adjoint.call() && given == adjoint.resultAdjoint() ? adjoint
              : new Definition.ArgumentAdjoint(call, given, adjoint.argument());
        },
        derived -> derived.with(this::apply));
    if (changed == definition) {
      return tensor;
    }
    Tensor rebuilt = tensor.with(changed, tensor.derivation());
    put(tensor, rebuilt);
    return rebuilt;
  }

  private final Map<Call, Call> calls = new IdentityHashMap<>();

  private Call rebuild(Call call) {
    List<Tensor> arguments = call.arguments().stream().map(this::apply).toList();
    return arguments.equals(call.arguments()) ? call
        : calls.computeIfAbsent(call, c -> new Call(c.block(), c.instances(), arguments, c.origin()));
  }

  /** What previous tensors of a body have the values of, replaced. */
  public Map<Tensor, Tensor> previous(Map<Tensor, Tensor> before, List<Tensor> body) {
    Map<Tensor, Tensor> previous = new LinkedHashMap<>();
    Set<Tensor> there = before.isEmpty() ? Set.of() : new HashSet<>(body);
    before.forEach((tensor, value) -> {
      if (there.contains(apply(tensor))) {
        previous.put(apply(tensor), apply(value));
      }
    });
    return previous;
  }

  /** The block with another body, its outputs and updates replaced. */
  public Block rebuild(Block block, List<Tensor> body) {
    Map<Tensor, Tensor> updates = new LinkedHashMap<>();
    block.updates().forEach((state, value) -> updates.put(apply(state), apply(value)));
    List<Tensor> outputs = new ArrayList<>();
    block.outputs().forEach(output -> outputs.add(apply(output)));
    return new Block(block.name(), block.signature(), block.documentation(), block.inputs(), body, outputs, updates,
        previous(block.previous(), body), block.origin());
  }
}
