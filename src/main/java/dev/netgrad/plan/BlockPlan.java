package dev.netgrad.plan;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the code of one block does.
 *
 * @param gradient the backward pass, where there is one
 * @param storage every tensor that has an array, in the order of definition; those without are computed where they are
 *     read
 * @param copies for a value that had to be at two places, the tensor that has the second array
 * @param recomputed for a tensor that the backward pass computes again instead of having it kept, its second one
 * @param inputAdjoints for each input, the tensor whose array the backward pass fills with the input's adjoint; empty
 *     where none is asked for, or where it is the output's adjoint itself
 * @param backwardReads the inputs whose arrays the backward pass reads
 * @param backwardReadsOutput whether the backward pass reads the output
 * @param outputIsInput the input whose array the output is
 * @param passesAdjointTo the inputs whose adjoint is the output's adjoint itself, one array for both
 * @param sameAdjoint for an input whose adjoint is another input's, that input
 */
public record BlockPlan(Block block, Optional<BlockGradient> gradient, Pass forward, Optional<Pass> backward,
    Map<Tensor, Storage> storage, Map<Tensor, Tensor> copies, Map<Tensor, Tensor> recomputed,
    List<Optional<Tensor>> inputAdjoints, List<Integer> backwardReads, boolean backwardReadsOutput,
    OptionalInt outputIsInput, List<Integer> passesAdjointTo, Map<Integer, Integer> sameAdjoint) {

  /**
   * The steps of a pass.
   *
   * @param scratchTensors the tensors of the pass that live in the pool
   * @param scratch the sizes of the pool's arrays that the pass and the blocks it calls use, from the block's first
   */
  public record Pass(List<Step> steps, Set<Tensor> scratchTensors, List<Size> scratch) {
    public Pass {
      steps = List.copyOf(steps);
      scratchTensors = Set.copyOf(scratchTensors);
      scratch = List.copyOf(scratch);
    }

    /** The statements of its groups, in order. */
    Stream<Statement> statements() {
      return steps.stream().filter(Step.Group.class::isInstance)
          .flatMap(step -> ((Step.Group) step).statements().stream());
    }

    /** The statements by the tensor whose array they fill; of several, the first. */
    Map<Tensor, Statement> byTarget() {
      return statements().collect(Collectors.toMap(Statement::target, s -> s, (first, later) -> first));
    }
  }

  public BlockPlan {
    storage = Collections.unmodifiableMap(new LinkedHashMap<>(storage));
    copies = Collections.unmodifiableMap(new LinkedHashMap<>(copies));
    recomputed = Collections.unmodifiableMap(new LinkedHashMap<>(recomputed));
    inputAdjoints = List.copyOf(inputAdjoints);
    backwardReads = List.copyOf(backwardReads);
    sameAdjoint = Collections.unmodifiableMap(new LinkedHashMap<>(sameAdjoint));
    passesAdjointTo = List.copyOf(passesAdjointTo);
  }

  /** The tensor whose array holds a tensor's values. */
  public Tensor array(Tensor tensor) {
    Tensor at = tensor;
    while (storage.get(at) instanceof Storage.Alias alias) {
      at = alias.of();
    }
    return at;
  }

  /** The tensor whose array holds the next value of a state. */
  public Tensor updated(Tensor value) {
    return array(copies.getOrDefault(value, value));
  }

  public Storage storage(Tensor tensor) {
    return storage.get(array(tensor));
  }
}
