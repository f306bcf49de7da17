package dev.netgrad.plan.memory;

import dev.netgrad.plan.block.Costs;
import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
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

  /** The arrays' sizes so far. */
  private final List<Size> sizes = new ArrayList<>();
  private final Map<Size, BitSet> slotsOfSize = new LinkedHashMap<>();
  private final Occupancy occupancy;

  private Allocation(int steps) {
    occupancy = new Occupancy(steps);
  }

  /**
   * What steps get of a pool.
   *
   * @param slots the number of each tensor's array
   * @param steps the steps as they are with arrays for the blocks that they call
   * @param sizes of the arrays
   */
  record Pool(Map<Tensor, Integer> slots, List<Step> steps, List<Size> sizes) {}

  /**
   * Shares out a pool.
   *
   * @param steps what runs, in order
   * @param inPool the tensors that live in the pool
   * @param array where a tensor's values are
   * @param ofCall the arrays that the block called in a step needs
   */
  static Pool allocate(List<Step> steps, Predicate<Tensor> inPool, UnaryOperator<Tensor> array,
      Function<Step, List<Size>> ofCall) {
    Map<Tensor, Need> tensors = new LinkedHashMap<>();
    List<List<Need>> calls = new ArrayList<>();
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
    Allocation allocation = new Allocation(steps.size());
    needs.forEach(allocation::place);
    Map<Tensor, Integer> slots = new LinkedHashMap<>();
    tensors.forEach((tensor, need) -> slots.put(tensor, need.slot));
    List<Step> served = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      List<Integer> ofCallee = calls.get(i).stream().map(need -> need.slot).toList();
      served.add(steps.get(i).match(group -> group, f -> f.with(ofCallee), b -> b.with(ofCallee)));
    }
    return new Pool(slots, served, List.copyOf(allocation.sizes));
  }

  private void place(Need need) {
    List<Offer> offers = offers(need);
    if (offers.isEmpty()) {
      need.slot = sizes.size();
      sizes.add(need.size);
    } else {
      need.slot = Collections.min(offers, Offer.BEST_FIRST).slot;
      slotsOfSize.get(sizes.get(need.slot)).clear(need.slot);
      sizes.set(need.slot, sizes.get(need.slot).max(need.size));
    }
    slotsOfSize.computeIfAbsent(sizes.get(need.slot), size -> new BitSet()).set(need.slot);
    occupancy.take(need.slot, need.from, need.to);
  }

  /** Of each size, the first array that is free. */
  private List<Offer> offers(Need need) {
    BitSet taken = occupancy.taken(need.from, need.to);
    List<Offer> offers = new ArrayList<>();
    slotsOfSize.forEach((size, slots) -> {
      BitSet free = (BitSet) slots.clone();
      free.andNot(taken);
      if (!free.isEmpty()) {
        long elements = Costs.elements(size);
        offers.add(new Offer(free.nextSetBit(0), Costs.elements(size.max(need.size)) - elements, elements));
      }
    });
    return offers;
  }
}
