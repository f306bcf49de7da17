package dev.netgrad.plan.block;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the code of one block does.
 *
 * @param gradient the backward pass, where there is one
 * @param storage every tensor that has an array, in the order of definition; those without are computed where they are
 *     read
 * @param slots for every tensor that lives in a pool, the number of its array, counted from the block's first
 * @param copies for a value that had to be at two places, the tensor that has the second array
 * @param recomputed for a tensor that the backward pass computes again instead of having it kept, its second one
 */
public record BlockPlan(Block block, Optional<BlockGradient> gradient, Pass forward, Optional<Pass> backward,
    Map<Tensor, Storage> storage, Map<Tensor, Integer> slots, Map<Tensor, Tensor> copies,
    Map<Tensor, Tensor> recomputed, Ports ports) {

  /**
   * The steps of a pass.
   *
   * @param scratch the sizes of the pool's arrays that the pass and the blocks it calls use, from the block's first
   */
  public record Pass(List<Step> steps, List<Size> scratch) {
    public Pass {
      steps = List.copyOf(steps);
      scratch = List.copyOf(scratch);
    }

    /** The statements of its groups, in order. */
    public Stream<Statement> statements() {
      return steps.stream().filter(Step.Group.class::isInstance)
          .flatMap(step -> ((Step.Group) step).statements().stream());
    }

    /** The statements by the tensor whose array they fill; of several, the first. */
    public Map<Tensor, Statement> byTarget() {
      return statements().collect(Collectors.toMap(Statement::target, s -> s, (first, later) -> first));
    }
  }

  /**
   * What callers of a block go by.
   *
   * @param outputIsInput the input whose array the output is
   * @param backwardReads the inputs whose arrays the backward pass reads
   * @param backwardReadsOutput whether the backward pass reads the output
   * @param adjoints where the backward pass leaves the adjoints of inputs
   */
  public record Ports(OptionalInt outputIsInput, List<Integer> backwardReads, boolean backwardReadsOutput,
      InputAdjoints adjoints) {
    public Ports {
      backwardReads = List.copyOf(backwardReads);
    }
  }

  public BlockPlan {
    storage = Collections.unmodifiableMap(new LinkedHashMap<>(storage));
    slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    copies = Collections.unmodifiableMap(new LinkedHashMap<>(copies));
    recomputed = Collections.unmodifiableMap(new LinkedHashMap<>(recomputed));
  }

  /** The number of a tensor's array in the pool, if it lives there. */
  public OptionalInt slot(Tensor tensor) {
    return slots.containsKey(tensor) ? OptionalInt.of(slots.get(tensor)) : OptionalInt.empty();
  }

  /** The tensor whose array holds a tensor's values. */
  public Tensor array(Tensor tensor) {
    return Storage.array(tensor, storage);
  }

  /** The tensor whose array holds the next value of a state. */
  public Tensor updated(Tensor value) {
    return array(copies.getOrDefault(value, value));
  }

  /** Where a tensor's values are; nowhere if they are computed where they are read. */
  public Optional<Storage> storage(Tensor tensor) {
    return Optional.ofNullable(storage.get(array(tensor)));
  }
}
