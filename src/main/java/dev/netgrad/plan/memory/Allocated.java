package dev.netgrad.plan.memory;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Tensor;
import java.util.Map;

/**
 * The passes of a block with all their arrays.
 *
 * @param storage of all tensors that have an array
 * @param slots for what lives in a pool, the number of its array
 */
public record Allocated(BlockPlan.Pass forward, BlockPlan.Pass backward, Map<Tensor, Storage> storage,
    Map<Tensor, Integer> slots) {}
