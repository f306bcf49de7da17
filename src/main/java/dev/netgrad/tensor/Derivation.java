package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * How a tensor came to be what it is: the rule that made it and the laws that changed it since.
 *
 * @param rule what made it, such as {@code "∂/∂x of conv1"}; empty for a tensor that the source defines
 * @param primals the forward tensors whose statements this differentiates
 * @param laws the laws applied, in order, without repetition
 */
public record Derivation(String rule, List<Tensor> primals, List<Law<?, ?>> laws) {
  public static final Derivation SOURCE = rule("");

  public Derivation {
    primals = List.copyOf(primals);
    laws = List.copyOf(laws);
  }

  /** What differentiates no statement. */
  public static Derivation rule(String rule) {
    return new Derivation(rule, List.of(), List.of());
  }

  /** The derivative of a tensor's statement with respect to what the statement reads. */
  public static Derivation of(Tensor primal, Tensor read) {
    return new Derivation("∂/∂" + read.name() + " of " + primal.name(), List.of(primal), List.of());
  }

  /** This with a further law. */
  public Derivation by(Law<?, ?> law) {
    if (laws.contains(law)) {
      return this;
    }
    List<Law<?, ?>> more = new ArrayList<>(laws);
    more.add(law);
    return new Derivation(rule, primals, more);
  }

  public boolean isSource() {
    return rule.isEmpty();
  }
}
