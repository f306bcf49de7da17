package dev.netgrad.plan;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.Map;

/** Sees through calls of blocks that hand on an array they were given. */
final class Passing {
  private Passing() {}

  /** The tensor whose array holds a result. */
  static Tensor result(Tensor tensor, Map<Block, BlockPlan> callees) {
    Tensor at = tensor;
    while (at.definition() instanceof Definition.Result result
        && callees.get(result.call().block()).ports().outputIsInput().isPresent()) {
      at = result.call().arguments().get(callees.get(result.call().block()).ports().outputIsInput().getAsInt());
    }
    return at;
  }

  /** The tensor whose array holds an adjoint. */
  static Tensor adjoint(Tensor tensor, BlockGradient gradient, Map<Block, BlockPlan> callees) {
    Tensor at = tensor;
    while (at.definition() instanceof Definition.ArgumentAdjoint adjoint) {
      BlockPlan callee = callees.get(adjoint.call().block());
      Integer same = callee.ports().adjoints().same().get(adjoint.argument());
      if (callee.ports().adjoints().passedOn().contains(adjoint.argument())) {
        at = adjoint.resultAdjoint();
      } else if (same != null) {
        Tensor other = argument(gradient, adjoint, same);
        if (other == null) {
          return at;
        }
        at = other;
      } else {
        return at;
      }
    }
    return at;
  }

  private static Tensor argument(BlockGradient gradient, Definition.ArgumentAdjoint like, int argument) {
    return gradient.body().stream().filter(t -> t.definition() instanceof Definition.ArgumentAdjoint a
        && a.call() == like.call() && a.argument() == argument).findFirst().orElse(null);
  }
}
