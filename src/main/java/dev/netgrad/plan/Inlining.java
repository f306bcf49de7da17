package dev.netgrad.plan;

import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which formulas of a block get an array, and what the forward pass keeps. A formula without reduction is
 * computed where it is read if each reader reads it element by element and computing it as often as it is read stays
 * cheap. The backward pass computes such values again, from what is kept anyway or from what takes no more memory.
 */
final class Inlining {
  private static final int LARGEST_BODY = 64;

  /** How a tensor is read. */
  private static final class Demand {
    private int reads;
    private boolean repeated;
  }

  private final List<Tensor> forward;
  private final List<Tensor> backward;
  private final Map<Tensor, Definition.Formula> formulas;
  private final Set<Tensor> forwardArrays = new HashSet<>();
  private final Set<Tensor> backwardArrays = new HashSet<>();
  private final Map<Tensor, String> saved = new LinkedHashMap<>();
  private final Set<Tensor> readByBackward = new LinkedHashSet<>();

  /**
   * @param forward the formulas of the forward pass in order
   * @param backward the formulas of the backward pass in order
   * @param formulas what defines each
   */
  Inlining(List<Tensor> forward, List<Tensor> backward, Map<Tensor, Definition.Formula> formulas) {
    this.forward = forward;
    this.backward = backward;
    this.formulas = formulas;
  }

  /**
   * @param pinnedForward need an array in the forward pass
   * @param pinnedBackward need an array in the backward pass
   * @param kept forward tensors that the backward pass's calls want, with the reason
   * @param ports forward tensors whose arrays the backward pass is given
   */
  void decide(Set<Tensor> pinnedForward, Set<Tensor> pinnedBackward, Map<Tensor, String> kept, Set<Tensor> ports) {
    Map<Tensor, Demand> demands = new HashMap<>();
    chooseArrays(backward, pinnedBackward, demands, backwardArrays);
    save(kept, ports, demands);
    Set<Tensor> pinned = new HashSet<>(pinnedForward);
    pinned.addAll(saved.keySet());
    chooseArrays(forward, pinned, new HashMap<>(), forwardArrays);
  }

  /** From the last formula to the first, so that a formula's readers are decided before it. */
  private void chooseArrays(List<Tensor> tensors, Set<Tensor> pinned, Map<Tensor, Demand> demands, Set<Tensor> arrays) {
    for (int i = tensors.size() - 1; i >= 0; i--) {
      Tensor tensor = tensors.get(i);
      Demand demand = demands.get(tensor);
      if (demand == null && !pinned.contains(tensor)) {
        continue;
      }
      boolean array = pinned.contains(tensor) || !Costs.isMap(tensor) || demand.repeated
          || !Costs.isCheap(formulas.get(tensor).body(), demand.reads);
      if (array) {
        arrays.add(tensor);
      }
      demand(formulas.get(tensor), array ? 1 : demand.reads, demands);
    }
    Map<Tensor, Integer> sizes = new HashMap<>();
    for (Tensor tensor : tensors) {
      if (bodySize(tensor, arrays, sizes) > LARGEST_BODY && demands.containsKey(tensor)) {
        arrays.add(tensor);
      }
    }
  }

  private int bodySize(Tensor tensor, Set<Tensor> arrays, Map<Tensor, Integer> sizes) {
    int size = Costs.size(formulas.get(tensor).body());
    for (Scalar.Read read : Scalars.reads(formulas.get(tensor))) {
      size += arrays.contains(read.tensor()) ? 0 : sizes.getOrDefault(read.tensor(), 0);
    }
    sizes.put(tensor, size);
    return size;
  }

  private void demand(Definition.Formula formula, int times, Map<Tensor, Demand> demands) {
    for (Scalar.Read read : Scalars.reads(formula)) {
      Demand demand = demands.computeIfAbsent(read.tensor(), t -> new Demand());
      demand.reads += times;
      demand.repeated |= Costs.readsRepeatedly(formula, read.tensor());
    }
  }

  private void save(Map<Tensor, String> kept, Set<Tensor> ports, Map<Tensor, Demand> demands) {
    kept.forEach((tensor, reason) -> {
      readByBackward.add(tensor);
      if (!ports.contains(tensor)) {
        saved.put(tensor, reason);
      }
    });
    for (Tensor tensor : forward) {
      if (demands.containsKey(tensor) && !ports.contains(tensor) && mustKeep(tensor, demands.get(tensor))) {
        saved.putIfAbsent(tensor, "read by the backward pass");
      }
    }
    for (int i = forward.size() - 1; i >= 0; i--) {
      Tensor tensor = forward.get(i);
      Demand demand = demands.get(tensor);
      if (demand == null || saved.containsKey(tensor) || ports.contains(tensor)) {
        continue;
      }
      Set<Tensor> leaves = new LinkedHashSet<>();
      boolean again = !mustKeep(tensor, demand) && leaves(tensor, ports, leaves, new int[1])
          && leaves.stream().mapToLong(Costs::elements).sum() <= Costs.elements(tensor) * 1.1 + 4096;
      if (again) {
        demand(formulas.get(tensor), demand.reads, demands);
      } else {
        saved.put(tensor, mustKeep(tensor, demand) ? "read by the backward pass"
            : "read by the backward pass; what it is made of takes more memory");
      }
    }
    readByBackward.addAll(demands.keySet());
  }

  private boolean mustKeep(Tensor tensor, Demand demand) {
    return !Costs.isMap(tensor) || demand.repeated || !Costs.isCheap(formulas.get(tensor).body(), demand.reads + 1);
  }

  /**
   * What would have to be kept as well if a tensor were computed again; false if that is not worth a thought.
   *
   * @param nodes how long its formula is so far, with those that would be put in place; no longer than any other may be
   */
  private boolean leaves(Tensor tensor, Set<Tensor> ports, Set<Tensor> leaves, int[] nodes) {
    int size = Costs.size(formulas.get(tensor).body());
    nodes[0] += size;
    if (size > LARGEST_BODY / 2 || nodes[0] > LARGEST_BODY) {
      return false;
    }
    for (Scalar.Read read : Scalars.reads(formulas.get(tensor))) {
      Tensor leaf = read.tensor();
      if (!formulas.containsKey(leaf) || saved.containsKey(leaf) || ports.contains(leaf)) {
        continue;
      }
      boolean deeper = Costs.isMap(leaf) && !Costs.readsRepeatedly(formulas.get(tensor), leaf)
          && Costs.isCheap(formulas.get(leaf).body(), 2);
      if (!deeper) {
        leaves.add(leaf);
      } else if (!leaves(leaf, ports, leaves, nodes)) {
        return false;
      }
    }
    return true;
  }

  /** Formulas with an array of the forward pass. */
  boolean hasForwardArray(Tensor tensor) {
    return forwardArrays.contains(tensor);
  }

  boolean hasBackwardArray(Tensor tensor) {
    return backwardArrays.contains(tensor);
  }

  /** What the forward pass keeps beside ports, with the reason. */
  Map<Tensor, String> saved() {
    return saved;
  }

  /** Forward tensors that the backward pass reads, whether from an array or computed again. */
  Set<Tensor> readByBackward() {
    return readByBackward;
  }

  /**
   * A formula with every tensor that has no array put in place.
   *
   * @param placed receives the tensors put in place
   */
  Definition.Formula expand(Definition.Formula formula, Predicate<Tensor> hasArray, Set<Tensor> placed,
      Rewriting rewriting) {
    return rewriting.step(formula, f -> Expansion.expand(f, formulas, hasArray, placed, rewriting));
  }
}
