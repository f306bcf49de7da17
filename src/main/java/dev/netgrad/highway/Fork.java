package dev.netgrad.highway;

import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where ways of the gradient come together again: an adjoint to which a skip and F both contribute.
 *
 * @param adjoint its formula is a sum of terms, each of which reads one of the following
 * @param skip the adjoints that the shortest ways come through
 * @param residual those that longer ones come through, from the same start
 */
public record Fork(Tensor adjoint, Set<Tensor> skip, Set<Tensor> residual) {
  public Fork {
    skip = Set.copyOf(skip);
    residual = Set.copyOf(residual);
  }

  /**
   * The forks on the skip path of a network, in the order of the forward pass.
   *
   * @param gradient of a network without calls of blocks
   */
  public static List<Fork> of(BlockGradient gradient) {
    return new Skips(gradient, adjoint -> Optional.empty()).earliest().map(Skips.Chain::forks).orElse(List.of());
  }
}
