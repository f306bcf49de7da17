package dev.netgrad.plan.block;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Sees through calls of blocks that hand on an array they were given. */
public final class Passing {
  private Passing() {}

  /** The tensor whose array holds a result. */
  public static Tensor result(Tensor tensor, Map<Block, BlockPlan> callees) {
    return last(tensor, at -> argument(at, callees));
  }

  /** What a call hands on as its result. */
  private static Optional<Tensor> argument(Tensor tensor, Map<Block, BlockPlan> callees) {
    if (tensor.definition() instanceof Definition.Result result) {
      OptionalInt input = callees.get(result.call().block()).ports().outputIsInput();
      return input.isPresent() ? Optional.of(result.call().arguments().get(input.getAsInt())) : Optional.empty();
    }
    return Optional.empty();
  }

  /** The tensor whose array holds an adjoint. */
  public static Tensor adjoint(Tensor tensor, BlockGradient gradient, Map<Block, BlockPlan> callees) {
    return last(tensor, at -> sameAdjoint(at, gradient, callees));
  }

  /** What the backward pass of a call hands on, or gives another argument, too. */
  private static Optional<Tensor> sameAdjoint(Tensor tensor, BlockGradient gradient, Map<Block, BlockPlan> callees) {
    if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
      InputAdjoints given = callees.get(adjoint.call().block()).ports().adjoints();
      return given.passedOn().contains(adjoint.argument()) ? Optional.of(adjoint.resultAdjoint())
          : Optional.ofNullable(given.same().get(adjoint.argument())).flatMap(same -> gradient.body().stream()
              .filter(t -> t.definition() instanceof Definition.ArgumentAdjoint other && other.call() == adjoint.call()
                  && other.argument() == same).findFirst());
    }
    return Optional.empty();
  }

  private static Tensor last(Tensor tensor, Function<Tensor, Optional<Tensor>> handedOn) {
    Tensor at = tensor;
    for (Optional<Tensor> next = handedOn.apply(at); next.isPresent(); next = handedOn.apply(at)) {
      at = next.get();
    }
    return at;
  }
}
