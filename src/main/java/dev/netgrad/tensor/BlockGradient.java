package dev.netgrad.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The backward pass of a block. Its tensors read those of the forward pass directly.
 *
 * @param primal the block that is differentiated
 * @param outputAdjoints what is given: the adjoint of each of the block's outputs but whole numbers, in their order,
 *     each an {@link Definition.Input}; none where the objective is the block's own
 * @param body adjoints in the order of computation, the results of calls' backward passes among them
 * @param adjoints the adjoint asked for of inputs and of the block's own parameters; a tensor that does not reach the
 *     output has an adjoint that is 0
 * @param every the adjoint of every forward tensor that has one, for readers: two tensors with one adjoint share its
 *     array
 * @param previous what the {@link Definition.Previous} tensors in the body have the values of
 * @param copies what was derived to be the same as something else, for readers: it has no formula and no array
 */
public record BlockGradient(Block primal, List<Tensor> outputAdjoints, List<Tensor> body,
    Map<Tensor, Tensor> adjoints, Map<Tensor, Tensor> every, Map<Tensor, Tensor> previous, List<Copy> copies) {

  /** {@code name = original}: an adjoint that was passed on unchanged. */
  public record Copy(String name, Tensor original, Derivation derivation) {}

  public BlockGradient {
    outputAdjoints = List.copyOf(outputAdjoints);
    body = List.copyOf(body);
    copies = List.copyOf(copies);
    adjoints = Collections.unmodifiableMap(new LinkedHashMap<>(adjoints));
    previous = Collections.unmodifiableMap(new LinkedHashMap<>(previous));
    every = Collections.unmodifiableMap(new LinkedHashMap<>(every));
  }

  /** Without scans. */
  public BlockGradient(Block primal, List<Tensor> outputAdjoints, List<Tensor> body, Map<Tensor, Tensor> adjoints,
      Map<Tensor, Tensor> every, List<Copy> copies) {
    this(primal, outputAdjoints, body, adjoints, every, Map.of(), copies);
  }

  /** Without the adjoints that are of interest to readers only. */
  public BlockGradient(
      Block primal, List<Tensor> outputAdjoints, List<Tensor> body, Map<Tensor, Tensor> adjoints) {
    this(primal, outputAdjoints, body, adjoints, adjoints, Map.of(), List.of());
  }
}
