package dev.netgrad.plan.block;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A block that is to be planned, with all that its plan depends on.
 *
 * @param gradient its backward pass, where there is one
 * @param callees the plans of the blocks that it calls
 * @param objective what the network minimises, which is kept to be returned
 * @param again what the backward pass computes again instead of having it kept
 * @param separate whether each formula gets an array and a loop nest of its own
 */
public record Task(Block block, Role role, Optional<BlockGradient> gradient, Map<Block, BlockPlan> callees,
    Optional<Tensor> objective, Set<Tensor> again, boolean separate) {

  /** A forward pass alone. */
  public Task(Block block, Role role, Map<Block, BlockPlan> callees, boolean separate) {
    this(block, role, Optional.empty(), callees, Optional.empty(), Set.of(), separate);
  }

  /** What the {@link dev.netgrad.tensor.Definition.Previous} tensors of both passes have the values of. */
  public Map<Tensor, Tensor> previous() {
    Map<Tensor, Tensor> previous = new LinkedHashMap<>(block.previous());
    gradient.ifPresent(g -> previous.putAll(g.previous()));
    return previous;
  }
}
