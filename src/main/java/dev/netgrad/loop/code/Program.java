package dev.netgrad.loop.code;

import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.ElementType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The code of a network.
 *
 * @param element what arrays consist of
 * @param units the blocks, called ones before their callers; the network itself is last
 * @param updates one for each of the optimizer's formulas
 * @param kernels the distinct nests of the whole network, in the order of their first use
 * @param textbook the same nests, in the same order, to be read rather than to be fast
 * @param vectors the same nests for the Vector API, a set for each width of vectors that is wanted
 */
public record Program(Plan plan, ElementType element, List<Unit> units, List<Unit> updates, List<Kernel> kernels,
    List<Kernel> textbook, List<VectorUnit> vectors) {
  public Program {
    units = List.copyOf(units);
    updates = List.copyOf(updates);
    kernels = List.copyOf(kernels);
    textbook = List.copyOf(textbook);
    vectors = List.copyOf(vectors);
  }

  /** The kernels that do it in another way than the textbook, to be fast in any Java. */
  public List<Kernel> faster() {
    return IntStream.range(0, kernels.size())
        .filter(i -> !KernelForm.of(kernels.get(i)).equals(KernelForm.of(textbook.get(i))))
        .mapToObj(kernels::get).toList();
  }

  /** Whether some kernel of any set works in scratch memory. */
  public boolean uses(Buffer.Scratch of) {
    return Kernel.scratch(textbook, of) > 0 || Kernel.scratch(kernels, of) > 0
        || vectors.stream().anyMatch(unit -> unit.scratch(of) > 0);
  }

  /** The scratch memory of a set for vectors: of its own kernels and of the plain ones that it leaves as they are. */
  public long scratch(VectorUnit unit, Buffer.Scratch of) {
    Set<String> own = unit.kernels().stream().map(Kernel::name).collect(Collectors.toSet());
    return Math.max(unit.scratch(of), Kernel.scratch(kernels.stream().filter(k -> !own.contains(k.name())).toList(),
        of));
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
