package dev.netgrad.plan.place;

import dev.netgrad.plan.block.Costs;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which states may not be overwritten as soon as their next values are known: those that something reads afterwards as
 * they were.
 */
final class Overwriting {
  private final Block block;
  private final Map<Tensor, Set<Tensor>> read = new HashMap<>();

  private Overwriting(Block block) {
    this.block = block;
  }

  /** Of a block without calls, the states that are read after the place at which their next value is computed. */
  static Set<Tensor> tooEarly(Block block) {
    return new Overwriting(block).find();
  }

  private Set<Tensor> find() {
    List<Tensor> formulas = new ArrayList<>(block.body().stream().filter(Tensor::isFormula).toList());
    // What a state becomes may be there already, another state say: it is copied when all is computed.
    block.updates().values().stream().filter(value -> !formulas.contains(value)).forEach(formulas::add);
    Set<Tensor> tooEarly = new HashSet<>();
    block.updates().forEach((state, value) -> {
      List<Tensor> later = formulas.subList(formulas.indexOf(value) + 1, formulas.size());
      if (later.stream().anyMatch(t -> reads(t).contains(state))
          || value.isFormula() && isSummedInPlace(value) && reads(value).contains(state)) {
        tooEarly.add(state);
      }
    });
    return tooEarly;
  }

  /** Whether the array of a value may hold a sum first, which has begun before all is read. */
  private boolean isSummedInPlace(Tensor value) {
    return !Costs.isMap(value) || reads(value).stream()
        .anyMatch(t -> t.isFormula() && !Costs.isMap(t) && t.shape().equals(value.shape()));
  }

  /** What is read where a tensor is computed: what has no array is computed there, too. */
  private Set<Tensor> reads(Tensor tensor) {
    if (!tensor.isFormula()) {
      return Set.of(tensor);
    }
    Set<Tensor> known = read.get(tensor);
    if (known == null) {
      known = new HashSet<>();
      for (Scalar.Read r : Scalars.reads(tensor.formula())) {
        known.add(r.tensor());
        if (Costs.isMap(r.tensor()) && !block.updates().containsValue(r.tensor())) {
          known.addAll(reads(r.tensor()));
        }
      }
      read.put(tensor, known);
    }
    return known;
  }
}
