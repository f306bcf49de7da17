package dev.netgrad.plan;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Role;
import dev.netgrad.plan.block.Task;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans a network: every block once, called blocks before their callers. */
public final class Planner {
  /** A block of the training graph, with what it and the blocks that it calls compute again. */
  private record Key(Block block, Set<Tensor> again) {}

  private final Derivative derivative;
  private final Network network;
  private final boolean separate;
  private final Set<Block> repeated = new HashSet<>();
  private final Map<Block, BlockPlan> evaluation = new LinkedHashMap<>();
  private final List<BlockPlan> updates = new ArrayList<>();
  private final Map<Key, BlockPlan> known = new HashMap<>();

  private Planner(Derivative derivative, boolean separate) {
    this.derivative = derivative;
    this.separate = separate;
    this.network = derivative.network();
    repeated(network.training(), new HashSet<>());
    Set<Block> evaluated = new HashSet<>();
    repeated(network.evaluation(), evaluated);
    network.asides().forEach(aside -> repeated(aside, evaluated));
    evaluation(network.evaluation());
    network.asides().forEach(this::evaluation);
    for (Network.Update update : network.updates()) {
      updates.add(Fault.at(update.formula(), () -> BlockPlanner.plan(
          new Task(update.formula(), Role.OPTIMIZER, Map.of(), separate))));
    }
  }

  /** The plan that keeps what is not nearly free to compute again. */
  public static Plan plan(Derivative derivative) {
    return new RecomputationSearch(new Planner(derivative, false)::plan).ofWhatIsNearlyFree();
  }

  /**
   * The plan that computes as much again as it takes to keep within a budget.
   *
   * @throws BudgetException if nothing does
   */
  public static Plan plan(Derivative derivative, MemoryBudget budget) {
    return new RecomputationSearch(new Planner(derivative, false)::plan).within(budget);
  }

  /**
   * The plan with an array and a loop nest for each formula: nothing is fused, put in place or computed again. It is
   * what there is to do, and what other plans are compared with.
   */
  public static Plan separate(Derivative derivative) {
    return new Planner(derivative, true).plan(Set.of());
  }

  /** @param again what backward passes compute again instead of having it kept */
  private Plan plan(Set<Tensor> again) {
    Map<Block, BlockPlan> training = new LinkedHashMap<>();
    training(network.training(), again, training, new HashMap<>());
    return new Plan(derivative, training, evaluation, updates);
  }

  /** @param concerned what is computed again in a block and those that it calls, for each that was planned */
  private Set<Tensor> training(Block block, Set<Tensor> again, Map<Block, BlockPlan> plans,
      Map<Block, Set<Tensor>> concerned) {
    if (!concerned.containsKey(block)) {
      Set<Tensor> within = new HashSet<>(block.body());
      within.retainAll(again);
      block.calls().stream().map(Call::block).distinct()
          .forEach(callee -> within.addAll(training(callee, again, plans, concerned)));
      Role role = role(block, network.training());
      plans.put(block, known.computeIfAbsent(new Key(block, within), key -> Fault.at(block, () ->
          BlockPlanner.plan(new Task(block, role, Optional.ofNullable(derivative.gradients().get(block)), plans,
              role == Role.NETWORK ? network.objective() : Optional.empty(), within, separate)))));
      concerned.put(block, within);
    }
    return concerned.get(block);
  }

  private void evaluation(Block block) {
    if (!evaluation.containsKey(block)) {
      block.calls().forEach(call -> evaluation(call.block()));
      evaluation.put(block, Fault.at(block, () -> BlockPlanner.plan(
          new Task(block, network.asides().contains(block) ? Role.NETWORK : role(block, network.evaluation()),
              evaluation, separate))));
    }
  }

  private Role role(Block block, Block whole) {
    return block == whole ? Role.NETWORK : repeated.contains(block) ? Role.REPEATED : Role.CALLED;
  }

  /** The blocks that some call applies more than once. */
  private void repeated(Block block, Set<Block> seen) {
    if (seen.add(block)) {
      for (Call call : block.calls()) {
        if (call.count() > 1) {
          repeated.add(call.block());
        }
        repeated(call.block(), seen);
      }
    }
  }
}
