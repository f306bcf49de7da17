package dev.netgrad.plan;

import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * A free array.
   *
   * @param growth elements by which it must grow
   * @param elements of it as it is
   */
  private record Offer(int slot, long growth, long elements) {
    private static final Comparator<Offer> BEST_FIRST =
        Comparator.comparingLong(Offer::growth).thenComparingLong(Offer::elements).thenComparingInt(Offer::slot);
  }

  private final Map<Tensor, Need> tensors = new LinkedHashMap<>();
  private final List<List<Need>> calls = new ArrayList<>();
  /** The arrays' sizes so far. */
  private final List<Size> sizes = new ArrayList<>();
  private final Map<Size, BitSet> slotsOfSize = new LinkedHashMap<>();
  private final Occupancy occupancy;

  /**
   * @param steps what runs, in order
   * @param inPool the tensors that live in the pool
   * @param array where a tensor's values are
   * @param ofCall the arrays that the block called in a step needs
   */
  Allocation(List<Step> steps, Predicate<Tensor> inPool, UnaryOperator<Tensor> array,
      Function<Step, List<Size>> ofCall) {
    occupancy = new Occupancy(steps.size());
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
    BitSet taken = occupancy.taken(need.from, need.to);
    Offer best = null;
    for (Map.Entry<Size, BitSet> slots : slotsOfSize.entrySet()) {
      BitSet free = (BitSet) slots.getValue().clone();
      free.andNot(taken);
      if (!free.isEmpty()) {
        long elements = Costs.elements(slots.getKey());
        Offer offer = new Offer(free.nextSetBit(0), Costs.elements(slots.getKey().max(need.size)) - elements, elements);
        best = best == null || Offer.BEST_FIRST.compare(offer, best) < 0 ? offer : best;
      }
    }
    need.slot = best == null ? sizes.size() : best.slot;
    if (best == null) {
      sizes.add(Size.NONE);
    } else {
      slotsOfSize.get(sizes.get(need.slot)).clear(need.slot);
    }
    sizes.set(need.slot, sizes.get(need.slot).max(need.size));
    slotsOfSize.computeIfAbsent(sizes.get(need.slot), size -> new BitSet()).set(need.slot);
    occupancy.take(need.slot, need.from, need.to);
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
    return List.copyOf(sizes);
  }
}
