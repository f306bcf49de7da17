package dev.netgrad.plan.fuse;

import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Tensor;
import java.util.Map;
import java.util.Set;

/**
 * What a block does, formula by formula, and which tensors have arrays meanwhile.
 *
 * @param last what is copied at the end of the forward pass
 * @param storage of all tensors that have an array
 * @param usedUp what is kept for the backward pass and needed no longer when that has read it
 * @param readByBackward forward tensors that the backward pass reads
 */
public record Inlined(Work forward, Work last, Work backward, Map<Tensor, Storage> storage, Set<Tensor> usedUp,
    Set<Tensor> readByBackward) {}
