package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether two blocks compute the same: by the same formulas in the same order, whatever tensors and indices are called.
 */
public final class Equivalence {
  private final StandardAxes axes = new StandardAxes();
  /** The first block's tensors by the second's. */
  private final Map<Tensor, Tensor> paired = new HashMap<>();

  private Equivalence() {}

  public static boolean of(Block first, Block second) {
    return new Equivalence().holds(first, second);
  }

  private boolean holds(Block first, Block second) {
    return pair(first.inputs(), second.inputs()) && pair(first.body(), second.body())
        && first.outputs().equals(second.outputs().stream().map(this::first).toList())
        && first.updates().equals(updates(second));
  }

  private boolean pair(List<Tensor> first, List<Tensor> second) {
    for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
      if (!first.get(i).shape().equals(second.get(i).shape()) || !same(first.get(i), second.get(i))) {
        return false;
      }
      paired.put(second.get(i), first.get(i));
    }
    return first.size() == second.size();
  }

  private boolean same(Tensor first, Tensor second) {
    if (first.isFormula() && second.isFormula()) {
      return axes.of(first.formula()).equals(axes.of(Scalars.replaceTensors(second.formula(), this::first)));
    } else if (first.definition() instanceof Definition.Result a
        && second.definition() instanceof Definition.Result b) {
      List<Tensor> arguments = new ArrayList<>();
      b.call().arguments().forEach(tensor -> arguments.add(first(tensor)));
      return a.call().block() == b.call().block() && a.call().arguments().equals(arguments);
    }
    return first.definition().equals(second.definition());
  }

  private Tensor first(Tensor second) {
    return paired.getOrDefault(second, second);
  }

  private Map<Tensor, Tensor> updates(Block second) {
    Map<Tensor, Tensor> updates = new HashMap<>();
    second.updates().forEach((state, value) -> updates.put(first(state), first(value)));
    return updates;
  }
}
