package dev.netgrad.plan;

import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** From which step to which step of a pass a tensor's array is needed, and which of the pool's arrays it takes. */
final class Lifetimes {
  private Lifetimes() {}

  /** Tensors that a step reads or writes, in no particular role. */
  static Set<Tensor> touched(Step step) {
    Set<Tensor> touched = new LinkedHashSet<>();
    if (step instanceof Step.Group group) {
      for (Statement s : group.statements()) {
        touched.add(s.target());
        s.partial().ifPresent(touched::add);
        s.reads().forEach(r -> touched.add(r.tensor()));
      }
    } else if (step instanceof Step.Forward forward) {
      touched.addAll(forward.call().arguments());
      touched.add(forward.result());
      touched.addAll(forward.between());
    } else if (step instanceof Step.Backward backward) {
      touched.addAll(backward.call().arguments());
      touched.add(backward.result());
      touched.add(backward.resultAdjoint());
      backward.adjoints().forEach(a -> a.ifPresent(touched::add));
      touched.addAll(backward.between());
      backward.sums().forEach(a -> a.ifPresent(touched::add));
    }
    return touched;
  }

  /** The step of the backward pass that reads a tensor last, by the name of what it computes. */
  static String lastUse(BlockPlan plan, Tensor tensor) {
    String last = "";
    for (Step step : plan.backward().map(BlockPlan.Pass::steps).orElse(List.of())) {
      if (touched(step).stream().anyMatch(t -> plan.array(t) == tensor)) {
        last = name(step);
      }
    }
    return last;
  }

  static String name(Step step) {
    if (step instanceof Step.Group group) {
      return group.statements().get(group.statements().size() - 1).target().name();
    } else if (step instanceof Step.Forward forward) {
      return forward.result().name();
    }
    return "backward of " + ((Step.Backward) step).result().name();
  }

  /**
   * Gives each tensor of the pool the lowest array that is free while it lives, and each called block the arrays above
   * those that live during the call.
   *
   * @param scratch the tensors that live in the pool
   * @param array where a tensor's values are
   * @param calleeScratch the arrays that the block called in a step needs
   * @param storage receives the slots
   * @param steps the steps of the pass; those of calls are replaced by ones that know their base
   * @return the sizes of the pool's arrays
   */
  static List<Size> assign(Set<Tensor> scratch, Function<Tensor, Tensor> array,
      Function<Step, List<Size>> calleeScratch, Map<Tensor, Storage> storage, List<Step> steps) {
    Map<Tensor, int[]> lives = new LinkedHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (Tensor touched : touched(steps.get(i))) {
        Tensor tensor = array.apply(touched);
        if (scratch.contains(tensor)) {
          int step = i;
          lives.computeIfAbsent(tensor, t -> new int[] {step, step})[1] = i;
        }
      }
    }
    List<Size> pool = new ArrayList<>();
    List<Integer> busyUntil = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      for (Map.Entry<Tensor, int[]> life : lives.entrySet()) {
        if (life.getValue()[0] == i) {
          int slot = free(busyUntil, i);
          busyUntil.set(slot, life.getValue()[1]);
          storage.put(life.getKey(), new Storage.Scratch(slot));
          Plan.merge(pool, List.of(Size.of(life.getKey())), slot);
        }
      }
      int base = 0;
      for (int slot = 0; slot < busyUntil.size(); slot++) {
        base = busyUntil.get(slot) >= i ? slot + 1 : base;
      }
      if (steps.get(i) instanceof Step.Forward f) {
        steps.set(i, new Step.Forward(f.call(), f.result(), f.between(), base));
      } else if (steps.get(i) instanceof Step.Backward b) {
        steps.set(i, new Step.Backward(b.call(), b.result(), b.resultAdjoint(), b.adjoints(), b.between(), b.sums(),
            b.sharesGradients(), base));
      }
      Plan.merge(pool, calleeScratch.apply(steps.get(i)), base);
    }
    return pool;
  }

  private static int free(List<Integer> busyUntil, int step) {
    for (int slot = 0; slot < busyUntil.size(); slot++) {
      if (busyUntil.get(slot) < step) {
        return slot;
      }
    }
    busyUntil.add(-1);
    return busyUntil.size() - 1;
  }
}
