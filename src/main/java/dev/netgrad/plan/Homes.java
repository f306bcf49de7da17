package dev.netgrad.plan;

import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Where the tensors of a block are, while it is planned. */
final class Homes {
  private final Map<Tensor, Storage> storage = new LinkedHashMap<>();
  private final Set<Tensor> forwardScratch = new LinkedHashSet<>();
  private final Set<Tensor> backwardScratch = new LinkedHashSet<>();

  Map<Tensor, Storage> all() {
    return storage;
  }

  /** What has an array only during the forward pass. */
  Set<Tensor> forwardScratch() {
    return forwardScratch;
  }

  /** What has an array only during the backward pass. */
  Set<Tensor> backwardScratch() {
    return backwardScratch;
  }

  boolean has(Tensor tensor) {
    return storage.containsKey(tensor);
  }

  /** Null if it has none. */
  Storage of(Tensor tensor) {
    return storage.get(tensor);
  }

  void put(Tensor tensor, Storage place) {
    storage.put(tensor, place);
  }

  void putIfAbsent(Tensor tensor, Storage place) {
    storage.putIfAbsent(tensor, place);
  }

  void remove(Tensor tensor) {
    storage.remove(tensor);
    forwardScratch.remove(tensor);
    backwardScratch.remove(tensor);
  }

  /** Gives a tensor that has none yet an array of a pass. */
  void home(Tensor tensor, Set<Tensor> scratch) {
    if (!has(tensor) && tensor.isInteger()) {
      put(tensor, new Storage.Saved("integers, which the pool does not hold"));
    } else if (!has(tensor)) {
      put(tensor, new Storage.Scratch(-1));
      scratch.add(tensor);
    }
  }

  /** Keeps what would have an array only during the forward pass. */
  void save(Tensor tensor, String reason) {
    if (of(tensor) instanceof Storage.Scratch) {
      put(tensor, new Storage.Saved(reason));
      forwardScratch.remove(tensor);
    }
  }

  /** The tensor in whose array the values of a tensor are. */
  Tensor array(Tensor tensor) {
    Tensor at = tensor;
    while (of(at) instanceof Storage.Alias alias) {
      at = alias.of();
    }
    return at;
  }

  /**
   * Gives the scratch tensors of some steps their arrays; in the network itself, also those that are kept.
   *
   * @param steps in order; those that call blocks are replaced by ones that know these blocks' arrays
   * @param usedUp kept tensors whose arrays are free when the steps have read them
   * @param whole whether this is the network itself
   * @param separate whether no tensor takes another's place
   * @param ofCallee the sizes of the arrays that a called block needs
   * @return the sizes of the pool's arrays
   */
  List<Size> allocate(List<Step> steps, Set<Tensor> usedUp, boolean whole, boolean separate,
      Function<Step, List<Size>> ofCallee) {
    Predicate<Tensor> isScratch = t -> forwardScratch.contains(t) || backwardScratch.contains(t);
    new InPlace(steps, separate ? t -> false : isScratch, isScratch.or(usedUp::contains), this::array)
        .decide((tensor, of) -> {
          put(tensor, new Storage.Alias(of));
          forwardScratch.remove(tensor);
          backwardScratch.remove(tensor);
        });
    Allocation allocation = new Allocation(steps, whole ? isScratch.or(usedUp::contains) : isScratch, this::array,
        ofCallee);
    allocation.slots().forEach((tensor, slot) -> storage.compute(tensor, (t, place) ->
        place instanceof Storage.Saved saved ? new Storage.Saved(saved.reason(), OptionalInt.of(slot))
            : new Storage.Scratch(slot)));
    for (int i = 0; i < steps.size(); i++) {
      steps.set(i, steps.get(i).with(allocation.slotsOfCall(i)));
    }
    return new ArrayList<>(allocation.sizes());
  }
}
