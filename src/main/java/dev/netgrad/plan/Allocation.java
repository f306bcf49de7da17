package dev.netgrad.plan;

import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Lets tensors take turns in the arrays of a pool: the largest tensor first, each in the array that is free while it
 * lives and must grow least (greedy by size: Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net
 * Inference, arXiv 2001.03288). A called block needs its arrays as long as the call.
 */
final class Allocation {

  /** What needs an array from one step to another, both included. */
  private static final class Need {
    private final Size size;
    private final int from;
    private int to;
    private int slot;

    Need(Size size, int step) {
      this.size = size;
      this.from = step;
      this.to = step;
    }
  }

  /** An array: its size so far, and from when to when it is taken. */
  private static final class Slot {
    private final NavigableMap<Integer, Integer> taken = new TreeMap<>();
    private Size size = Size.NONE;

    boolean isFree(Need need) {
      Map.Entry<Integer, Integer> before = taken.floorEntry(need.to);
      return before == null || before.getValue() < need.from;
    }

    long growth(Need need) {
      return Costs.elements(size.max(need.size)) - Costs.elements(size);
    }

    void take(Need need) {
      taken.put(need.from, need.to);
      size = size.max(need.size);
    }
  }

  private final Map<Tensor, Need> tensors = new LinkedHashMap<>();
  private final List<List<Need>> calls = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();

  /**
   * @param steps what runs, in order
   * @param inPool the tensors that live in the pool
   * @param array where a tensor's values are
   * @param ofCall the arrays that the block called in a step needs
   */
  Allocation(List<Step> steps, Predicate<Tensor> inPool, UnaryOperator<Tensor> array, Function<Step, List<Size>> ofCall) {
    for (int i = 0; i < steps.size(); i++) {
      int step = i;
      for (Tensor touched : Lifetimes.touched(steps.get(i))) {
        Tensor tensor = array.apply(touched);
        if (inPool.test(tensor)) {
          tensors.computeIfAbsent(tensor, t -> new Need(Size.of(t), step)).to = i;
        }
      }
      calls.add(ofCall.apply(steps.get(i)).stream().map(size -> new Need(size, step)).toList());
    }
    List<Need> needs = new ArrayList<>(tensors.values());
    calls.forEach(needs::addAll);
    needs.sort(Comparator.comparingLong((Need n) -> Costs.elements(n.size)).reversed());
    needs.forEach(this::place);
  }

  private void place(Need need) {
    Slot best = slots.stream().filter(s -> s.isFree(need))
        .min(Comparator.comparingLong((Slot s) -> s.growth(need)).thenComparing(s -> Costs.elements(s.size)))
        .orElseGet(() -> {
          slots.add(new Slot());
          return slots.get(slots.size() - 1);
        });
    best.take(need);
    need.slot = slots.indexOf(best);
  }

  /** The number of each tensor's array. */
  Map<Tensor, Integer> slots() {
    Map<Tensor, Integer> numbers = new LinkedHashMap<>();
    tensors.forEach((tensor, need) -> numbers.put(tensor, need.slot));
    return numbers;
  }

  /** The numbers of the arrays for the block called in a step. */
  List<Integer> slotsOfCall(int step) {
    return calls.get(step).stream().map(need -> need.slot).toList();
  }

  /** The sizes of the arrays. */
  List<Size> sizes() {
    return slots.stream().map(slot -> slot.size).toList();
  }
}
