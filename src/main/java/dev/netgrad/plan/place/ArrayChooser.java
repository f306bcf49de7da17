package dev.netgrad.plan.place;

import dev.netgrad.plan.block.Costs;
import dev.netgrad.plan.block.Task;
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

/**
 * Decides which formulas of a block get an array, and what the forward pass keeps. A formula without reduction is
 * computed where it is read if each reader reads it element by element, at places that its axes tell, and computing it
 * as often as it is read stays cheap. The backward pass computes such values again, from what is kept anyway or from
 * what takes no more memory.
 */
public final class ArrayChooser {
  private static final int LARGEST_BODY = 64;
  private static final String READ = "read by the backward pass";

  /** How a tensor is read. */
  private static final class Demand {
    private int reads;
    private boolean repeated;
  }

  private final Task task;
  private final Placed placed;
  private final Recomputed recomputed;
  private final List<Tensor> forward;
  private final List<Tensor> backward;
  /** What formulas read at points before their own, which are not computed again there. */
  private final Set<Tensor> carried;
  private final Set<Tensor> forwardArrays = new HashSet<>();
  private final Set<Tensor> backwardArrays = new HashSet<>();
  private final Map<Tensor, String> saved = new LinkedHashMap<>();
  private final Set<Tensor> readByBackward = new LinkedHashSet<>();

  private ArrayChooser(Task task, Placed placed, Recomputed recomputed) {
    this.task = task;
    this.placed = placed;
    this.recomputed = recomputed;
    this.carried = Set.copyOf(task.previous().values());
    this.forward = placed.forward().stream().filter(Tensor::isFormula).toList();
    this.backward = recomputed.backward().stream().filter(Tensor::isFormula).toList();
  }

  public static ArrayChoice choose(Task task, Placed placed, Recomputed recomputed) {
    ArrayChooser chooser = new ArrayChooser(task, placed, recomputed);
    Set<Tensor> places = placed.storage().keySet();
    chooser.chooseBackward(places);
    chooser.chooseForward(places);
    chooser.saved.keySet().removeAll(places);
    return new ArrayChoice(chooser.forwardArrays, chooser.backwardArrays, chooser.saved, chooser.readByBackward);
  }

  /** @param places what has its place, so that the backward pass is given it */
  private void chooseBackward(Set<Tensor> places) {
    Set<Tensor> pinned = new HashSet<>(places);
    pinned.addAll(recomputed.wanted());
    pinned.addAll(carried);
    Map<Tensor, String> kept = new LinkedHashMap<>(recomputed.kept());
    if (task.separate()) {
      pinned.addAll(backward);
      Set<Tensor> computed = Set.copyOf(forward);
      backward.stream().flatMap(t -> Scalars.reads(formula(t)).stream()).map(Scalar.Read::tensor)
          .filter(computed::contains).forEach(t -> kept.putIfAbsent(t, READ));
    }
    Map<Tensor, Demand> demands = new HashMap<>();
    chooseArrays(backward, pinned, demands, backwardArrays);
    save(kept, places, demands);
    placed.forward().stream().filter(t -> !t.isFormula() && readByBackward.contains(t))
        .forEach(t -> saved.putIfAbsent(t, READ));
  }

  private void chooseForward(Set<Tensor> places) {
    Set<Tensor> pinned = new HashSet<>(places);
    task.block().updates().values().forEach(t -> pinned.add(placed.copies().getOrDefault(t, t)));
    pinned.addAll(task.block().outputs());
    task.block().calls().forEach(call -> pinned.addAll(call.arguments()));
    pinned.addAll(saved.keySet());
    pinned.addAll(carried);
    // What the forward pass does is the same, whether it is kept or not.
    pinned.addAll(task.again());
    if (task.separate()) {
      pinned.addAll(forward);
    }
    chooseArrays(forward, pinned, new HashMap<>(), forwardArrays);
  }

  private Definition.Formula formula(Tensor tensor) {
    return recomputed.formulas().get(tensor).formula();
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
          || !Costs.isCheap(formula(tensor).body(), demand.reads);
      if (array) {
        arrays.add(tensor);
      }
      demand(formula(tensor), array ? 1 : demand.reads, demands);
    }
    Map<Tensor, Integer> sizes = new HashMap<>();
    for (Tensor tensor : tensors) {
      if (bodySize(tensor, arrays, sizes) > LARGEST_BODY && demands.containsKey(tensor)) {
        arrays.add(tensor);
      }
    }
  }

  private int bodySize(Tensor tensor, Set<Tensor> arrays, Map<Tensor, Integer> sizes) {
    int size = Costs.size(formula(tensor).body());
    for (Scalar.Read read : Scalars.reads(formula(tensor))) {
      size += arrays.contains(read.tensor()) ? 0 : sizes.getOrDefault(read.tensor(), 0);
    }
    sizes.put(tensor, size);
    return size;
  }

  private void demand(Definition.Formula formula, int times, Map<Tensor, Demand> demands) {
    for (Scalar.Read read : Scalars.reads(formula)) {
      Demand demand = demands.computeIfAbsent(read.tensor(), t -> new Demand());
      demand.reads += times;
      demand.repeated |= !read.isByAxes() || Costs.readsRepeatedly(formula, read.tensor());
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
        saved.putIfAbsent(tensor, READ);
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
        demand(formula(tensor), demand.reads, demands);
      } else {
        saved.put(tensor, mustKeep(tensor, demand) ? READ : READ + "; what it is made of takes more memory");
      }
    }
    // What is carried is also read by what stands before it.
    forward.stream().filter(t -> carried.contains(t) && demands.containsKey(t) && !ports.contains(t))
        .forEach(t -> saved.putIfAbsent(t, READ));
    readByBackward.addAll(demands.keySet());
  }

  private boolean mustKeep(Tensor tensor, Demand demand) {
    return !Costs.isMap(tensor) || demand.repeated || carried.contains(tensor)
        || !Costs.isCheap(formula(tensor).body(), demand.reads + 1);
  }

  /**
   * What would have to be kept as well if a tensor were computed again; false if that is not worth a thought.
   *
   * @param nodes how long its formula is so far, with those that would be put in place; no longer than any other may be
   */
  private boolean leaves(Tensor tensor, Set<Tensor> ports, Set<Tensor> leaves, int[] nodes) {
    int size = Costs.size(formula(tensor).body());
    nodes[0] += size;
    if (size > LARGEST_BODY / 2 || nodes[0] > LARGEST_BODY) {
      return false;
    }
    for (Scalar.Read read : Scalars.reads(formula(tensor))) {
      Tensor leaf = read.tensor();
      if (!recomputed.formulas().containsKey(leaf) || saved.containsKey(leaf) || ports.contains(leaf)) {
        continue;
      }
      boolean deeper = read.isByAxes() && Costs.isMap(leaf) && !carried.contains(leaf)
          && !Costs.readsRepeatedly(formula(tensor), leaf)
          && Costs.isCheap(formula(leaf).body(), 2);
      if (!deeper) {
        leaves.add(leaf);
      } else if (!leaves(leaf, ports, leaves, nodes)) {
        return false;
      }
    }
    return true;
  }
}
