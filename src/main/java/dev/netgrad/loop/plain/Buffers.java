package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Names;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.schedule.ArrayLayout;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a kernel as they come up: one for each array, in the order of first use. */
public final class Buffers {
  private final BlockPlan plan;
  private final Names names;
  private final Map<Tensor, Buffer> buffers = new LinkedHashMap<>();
  private final List<Tensor> used = new ArrayList<>();
  private final ArrayLayout layout;
  private final Map<Tensor, ScratchMemory.Region> scratch = new HashMap<>();
  private final Map<Tensor, Tensor> rests = new HashMap<>();

  public Buffers(BlockPlan plan, ArrayLayout layout, Names names) {
    this.plan = plan;
    this.layout = layout;
    this.names = names;
  }

  /** The same for another nest; what it adds, this one does not have. */
  public Buffers copy() {
    Buffers copy = new Buffers(plan, layout, names);
    copy.buffers.putAll(buffers);
    copy.used.addAll(used);
    copy.scratch.putAll(scratch);
    copy.rests.putAll(rests);
    return copy;
  }

  /** A row of a thread's own memory, as a tensor that formulas may read. */
  Tensor scratch(Tensor like, Axis row) {
    Tensor tensor = new Tensor(like.name(), List.of(row.extent()), List.of(row.name()), false, new Definition.Input(),
        like.origin(), like.derivation());
    scratch.put(tensor, own(row.extent().size()));
    return tensor;
  }

  /** Memory of all threads for what rounding takes from each element of a sum; there is one such at a time. */
  Tensor rest(Tensor sum) {
    return rests.computeIfAbsent(sum, s -> {
      Tensor rest = new Tensor(s.name() + "Rest", s.shape(), s.indexNames(), false, new Definition.Input(), s.origin(),
          s.derivation());
      scratch.put(rest, new ScratchMemory(layout).shared(s.elementsPerSample()));
      return rest;
    });
  }

  /** A thread's own memory of so many elements; there is one such at a time. */
  ScratchMemory.Region own(long elements) {
    return new ScratchMemory(layout).own(elements);
  }

  /** Where a tensor is, if it is one of a thread's own. */
  Optional<ScratchMemory.Region> scratch(Tensor tensor) {
    return Optional.ofNullable(scratch.get(tensor));
  }

  public Buffer of(Tensor tensor) {
    if (scratch.containsKey(tensor)) {
      return scratch.get(tensor).buffer();
    }
    Tensor array = plan.array(tensor);
    return buffers.computeIfAbsent(array, t -> {
      used.add(t);
      return Buffer.of(names.fresh(t.name()), t);
    });
  }

  public List<Buffer> all() {
    return List.copyOf(buffers.values());
  }

  public List<Tensor> tensors() {
    return List.copyOf(used);
  }
}
