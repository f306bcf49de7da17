package dev.netgrad.plan;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans a network: every block once, called blocks before their callers. */
public final class Planner {
  private Planner() {}

  public static Plan plan(Derivative derivative) {
    Network network = derivative.network();
    Set<Block> repeated = new HashSet<>();
    repeated(network.training(), repeated, new HashSet<>());
    repeated(network.evaluation(), repeated, new HashSet<>());
    Map<Block, BlockPlan> training = new LinkedHashMap<>();
    plan(network.training(), derivative, training, repeated, true, network.objective().isEmpty(), network.objective());
    Map<Block, BlockPlan> evaluation = new LinkedHashMap<>();
    plan(network.evaluation(), new Derivative(network, Map.of()), evaluation, repeated, true, true, Optional.empty());
    List<BlockPlan> updates = new ArrayList<>();
    for (Network.Update update : network.updates()) {
      updates.add(BlockPlanner.inPlace(update.formula()));
    }
    return new Plan(derivative, training, evaluation, updates);
  }

  private static void plan(Block block, Derivative derivative, Map<Block, BlockPlan> plans, Set<Block> repeated,
      boolean whole, boolean outputsArePorts, Optional<Tensor> objective) {
    if (plans.containsKey(block)) {
      return;
    }
    for (Call call : block.calls()) {
      plan(call.block(), derivative, plans, repeated, false, true, Optional.empty());
    }
    plans.put(block, new BlockPlanner(block, Optional.ofNullable(derivative.gradients().get(block)), plans, whole,
        outputsArePorts, repeated.contains(block), objective).plan());
  }

  /** The blocks that some call applies more than once. */
  private static void repeated(Block block, Set<Block> repeated, Set<Block> seen) {
    if (seen.add(block)) {
      for (Call call : block.calls()) {
        if (call.count() > 1) {
          repeated.add(call.block());
        }
        repeated(call.block(), repeated, seen);
      }
    }
  }
}
