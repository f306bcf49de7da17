package dev.netgrad.plan;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans a network: every block once, called blocks before their callers. */
public final class Planner {
  private Planner() {}

  public static Plan plan(Derivative derivative) {
    Network network = derivative.network();
    Map<Block, BlockPlan> training = new LinkedHashMap<>();
    plan(network.training(), derivative, training, true, network.objective().isEmpty(), network.objective());
    Map<Block, BlockPlan> evaluation = new LinkedHashMap<>();
    plan(network.evaluation(), new Derivative(network, Map.of()), evaluation, true, true, Optional.empty());
    List<BlockPlan> updates = new ArrayList<>();
    for (Network.Update update : network.updates()) {
      updates.add(BlockPlanner.inPlace(update.formula()));
    }
    return new Plan(derivative, training, evaluation, updates);
  }

  private static void plan(Block block, Derivative derivative, Map<Block, BlockPlan> plans, boolean whole,
      boolean outputsArePorts, Optional<Tensor> objective) {
    if (plans.containsKey(block)) {
      return;
    }
    for (Call call : block.calls()) {
      plan(call.block(), derivative, plans, false, true, Optional.empty());
    }
    plans.put(block, new BlockPlanner(block, Optional.ofNullable(derivative.gradients().get(block)), plans, whole,
        outputsArePorts, objective).plan());
  }
}
