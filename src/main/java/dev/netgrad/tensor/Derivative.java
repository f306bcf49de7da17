package dev.netgrad.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network and its derivative.
 *
 * @param network the forward pass, {@code grad(…)} terms in it replaced by what they were derived to be
 * @param gradients the backward pass of the training graph and of every block that is called in it, callers last
 */
public record Derivative(Network network, Map<Block, BlockGradient> gradients) {
  public Derivative {
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
  }

  /** The backward pass of the whole. */
  public BlockGradient whole() {
    return gradients.get(network.training());
  }
}
