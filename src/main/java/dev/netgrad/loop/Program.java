package dev.netgrad.loop;

import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Step;
import dev.netgrad.tensor.ElementType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The code of a network.
 *
 * @param element what arrays consist of
 * @param units the blocks, called ones before their callers; the network itself is last
 * @param updates one for each of the optimizer's formulas
 * @param kernels the distinct nests of the whole network, in the order of their first use
 * @param vectors the same nests for the Vector API, a set for each width of vectors that is wanted
 */
public record Program(Plan plan, ElementType element, List<Unit> units, List<Unit> updates, List<Kernel> kernels,
    List<VectorUnit> vectors) {
  public Program {
    units = List.copyOf(units);
    updates = List.copyOf(updates);
    kernels = List.copyOf(kernels);
    vectors = List.copyOf(vectors);
  }

  /** The unit of the network itself. */
  public Unit whole() {
    return units.get(units.size() - 1);
  }

  /**
   * A class: a block in training and what it is in evaluation.
   *
   * @param training absent for a block that only evaluation has
   * @param calls the kernel that each group calls
   */
  public record Unit(Optional<BlockPlan> training, List<BlockPlan> evaluations, Map<Step.Group, KernelCall> calls) {
    public Unit {
      evaluations = List.copyOf(evaluations);
      Map<Step.Group, KernelCall> copy = new IdentityHashMap<>(calls);
      calls = Collections.unmodifiableMap(copy);
    }

    /** What gives the unit its name and its parameters. */
    public BlockPlan main() {
      return training.orElseGet(() -> evaluations.get(0));
    }
  }
}
