package dev.netgrad.plan;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.plan.block.Task;
import dev.netgrad.plan.fuse.Fusion;
import dev.netgrad.plan.fuse.Inlined;
import dev.netgrad.plan.fuse.Inlining;
import dev.netgrad.plan.memory.Allocated;
import dev.netgrad.plan.memory.Memory;
import dev.netgrad.plan.place.Placed;
import dev.netgrad.plan.place.Placement;
import dev.netgrad.plan.place.Recomputation;
import dev.netgrad.plan.place.Recomputed;
import dev.netgrad.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plans one block, the blocks it calls being planned:
 * <pre>
 * place ─▶ recompute ─▶ inline ─▶ group ─▶ allocate
 * </pre>
 * Each pass takes what those before it gave, and changes nothing of it.
 */
final class BlockPlanner {
  private BlockPlanner() {}

  static BlockPlan plan(Task task) {
    Placed placed = Placement.place(task);
    Recomputed recomputed = Recomputation.recompute(task, placed);
    Inlined inlined = Inlining.inline(task, placed, recomputed);
    UnaryOperator<Tensor> array = tensor -> Storage.array(tensor, inlined.storage());
    List<Step> forward = Stream.of(inlined.forward(), inlined.last())
        .flatMap(work -> Fusion.fuse(work, array, task.separate()).stream()).toList();
    List<Step> backward = Fusion.fuse(inlined.backward(), array, task.separate());
    Allocated allocated = Memory.allocate(task, inlined, forward, backward);
    return new BlockPlan(task.block(), task.gradient(), allocated.forward(),
        task.gradient().map(gradient -> allocated.backward()), allocated.storage(), allocated.slots(), placed.copies(),
        withArrays(recomputed, allocated.storage()), ports(task, placed, inlined));
  }

  /** What is computed again and has an array meanwhile. */
  private static Map<Tensor, Tensor> withArrays(Recomputed recomputed, Map<Tensor, Storage> storage) {
    Map<Tensor, Tensor> second = new LinkedHashMap<>(recomputed.second());
    second.values().removeIf(t -> !storage.containsKey(t));
    return second;
  }

  private static BlockPlan.Ports ports(Task task, Placed placed, Inlined inlined) {
    List<Tensor> inputs = task.block().inputs();
    List<Integer> backwardReads = IntStream.range(0, inputs.size())
        .filter(i -> inlined.readByBackward().contains(inputs.get(i))).boxed().toList();
    return new BlockPlan.Ports(placed.outputIsInput(), backwardReads,
        task.block().outputs().stream().anyMatch(inlined.readByBackward()::contains), placed.adjoints());
  }
}
