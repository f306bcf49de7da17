package dev.netgrad.plan.block;

import dev.netgrad.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a backward pass leaves the adjoints of a block's inputs.
 *
 * @param arrays for each input, the tensor that fills an array which the caller hands in; empty where none is asked
 *     for, or where the adjoint is in an array that the caller has anyway
 * @param passedOn the inputs whose adjoint is the output's
 * @param same for an input whose adjoint is another input's, that input
 */
public record InputAdjoints(List<Optional<Tensor>> arrays, List<Integer> passedOn, Map<Integer, Integer> same) {
  /** Of a block without backward pass. */
  public static final InputAdjoints NONE = new InputAdjoints(List.of(), List.of(), Map.of());

  public InputAdjoints {
    arrays = List.copyOf(arrays);
    passedOn = List.copyOf(passedOn);
    same = Collections.unmodifiableMap(new LinkedHashMap<>(same));
  }
}
