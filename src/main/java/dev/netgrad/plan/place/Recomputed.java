package dev.netgrad.plan.place;

import dev.netgrad.plan.block.Rewritten;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A backward pass with what it computes again.
 *
 * @param second what it computes again in place of a tensor of the forward pass
 * @param formulas of both passes, those of second tensors among them
 * @param backward what the backward pass computes, in order, each second tensor before the first that reads it
 * @param kept forward tensors that calls' backward passes want, with the reason
 * @param wanted what calls' backward passes want of this one
 */
public record Recomputed(Map<Tensor, Tensor> second, Map<Tensor, Rewritten> formulas, List<Tensor> backward,
    Map<Tensor, String> kept, Set<Tensor> wanted) {

  /** The tensor as the backward pass has it. */
  public Tensor of(Tensor tensor) {
    return second.getOrDefault(tensor, tensor);
  }

  /** Tells what is computed again. */
  public Predicate<Tensor> isSecond() {
    return Set.copyOf(second.values())::contains;
  }
}
