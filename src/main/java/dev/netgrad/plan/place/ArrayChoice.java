package dev.netgrad.plan.place;

import dev.netgrad.tensor.Tensor;
import java.util.Map;
import java.util.Set;

/**
 * Which formulas have an array, others being computed where they are read.
 *
 * @param forward in the forward pass
 * @param backward in the backward pass
 * @param saved what the forward pass keeps for the backward pass, beside what has its place anyway, with the reason
 * @param readByBackward forward tensors that the backward pass reads, whether from an array or computed again
 */
public record ArrayChoice(Set<Tensor> forward, Set<Tensor> backward, Map<Tensor, String> saved,
    Set<Tensor> readByBackward) {}
