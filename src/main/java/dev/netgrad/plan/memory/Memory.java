package dev.netgrad.plan.memory;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.plan.block.Task;
import dev.netgrad.plan.fuse.Inlined;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Hands out the arrays of the pools. The passes of the network itself follow each other, with nothing between that
 * needs arrays: they share a pool, in which what is kept for the backward pass takes turns, too. Those of a block that
 * others call have a pool each.
 */
public final class Memory {
  private final Map<Block, BlockPlan> callees;
  private final Map<Tensor, Storage> storage;
  private final Map<Tensor, Integer> slots = new LinkedHashMap<>();
  private final boolean separate;

  private Memory(Task task, Inlined inlined) {
    this.callees = task.callees();
    this.separate = task.separate();
    this.storage = new LinkedHashMap<>(inlined.storage());
  }

  public static Allocated allocate(Task task, Inlined inlined, List<Step> forward, List<Step> backward) {
    Memory memory = new Memory(task, inlined);
    List<Size> unreached = task.gradient().isPresent() ? memory.unreached(task.block(), backward) : List.of();
    Predicate<Tensor> isUsedUp = inlined.usedUp()::contains;
    if (task.role().isCalled()) {
      Allocation.Pool ofBackward = memory.share(backward, isUsedUp, t -> false);
      Allocation.Pool ofForward = memory.share(forward, t -> false, t -> false);
      return new Allocated(new BlockPlan.Pass(ofForward.steps(), ofForward.sizes()),
          new BlockPlan.Pass(ofBackward.steps(), Size.larger(ofBackward.sizes(), unreached)), memory.storage,
          memory.slots);
    }
    List<Step> all = new ArrayList<>(forward);
    all.addAll(backward);
    Allocation.Pool ofBoth = memory.share(all, isUsedUp, isUsedUp);
    List<Size> sizes = Size.larger(ofBoth.sizes(), unreached);
    return new Allocated(new BlockPlan.Pass(ofBoth.steps().subList(0, forward.size()), sizes),
        new BlockPlan.Pass(ofBoth.steps().subList(forward.size(), all.size()), sizes), memory.storage, memory.slots);
  }

  /**
   * @param mayBeTaken tensors beside scratch whose arrays are free when the steps have read them
   * @param inPool tensors beside scratch that live in the pool
   */
  private Allocation.Pool share(List<Step> steps, Predicate<Tensor> mayBeTaken, Predicate<Tensor> inPool) {
    Predicate<Tensor> isScratch = t -> storage.get(t) instanceof Storage.Scratch;
    InPlace.aliases(steps, separate ? t -> false : isScratch, isScratch.or(mayBeTaken), t -> Storage.array(t, storage))
        .forEach((tensor, of) -> storage.put(tensor, new Storage.Alias(of)));
    Allocation.Pool pool = Allocation.allocate(steps, isScratch.or(inPool), t -> Storage.array(t, storage),
        this::ofCallee);
    slots.putAll(pool.slots());
    return pool;
  }

  /** The sizes of the arrays that the block called in a step needs. */
  private List<Size> ofCallee(Step step) {
    return step.match(group -> List.of(), f -> callees.get(f.call().block()).forward().scratch(),
        b -> callees.get(b.call().block()).backward().map(BlockPlan.Pass::scratch).orElse(List.of()));
  }

  /** What the backward passes of calls need that no adjoint reaches: their buffers are there, if unused. */
  private List<Size> unreached(Block block, List<Step> backward) {
    Set<Call> reached = new HashSet<>();
    backward.forEach(step -> step.act(group -> { }, f -> { }, b -> reached.add(b.call())));
    return block.calls().stream().filter(call -> !reached.contains(call))
        .flatMap(call -> callees.get(call.block()).backward().stream()).map(BlockPlan.Pass::scratch)
        .reduce(List.of(), Size::larger);
  }
}
