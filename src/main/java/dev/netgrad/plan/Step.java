package dev.netgrad.plan;

import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** One thing that a pass does. */
public sealed interface Step {

  /** Statements that share a loop nest. */
  record Group(List<Statement> statements) implements Step {
    public Group {
      statements = List.copyOf(statements);
    }
  }

  /**
   * The forward pass of a called block, {@code call.count()} times.
   *
   * @param between arrays for the results of all repetitions but the last: one each if the backward pass wants them,
   *     otherwise at most two that take turns
   * @param slots the pool's arrays that the called block uses
   */
  record Forward(Call call, Tensor result, List<Tensor> between, List<Integer> slots) implements Step {
    public Forward {
      between = List.copyOf(between);
      slots = List.copyOf(slots);
    }
  }

  /**
   * The backward pass of a called block, the last repetition first.
   *
   * @param arguments the call's arguments, where the backward pass has them
   * @param adjoints for each argument where its adjoint goes; empty where the block gives none, or gives one that is
   *     the
   *     result's adjoint itself
   * @param kept the results of all repetitions but the last, where the forward pass kept them
   * @param between arrays for the adjoints between repetitions, at most two that take turns
   * @param sums for an argument other than the first of a repeated call, the array of one repetition's share
   * @param sharesGradients whether an earlier step has already put gradients where this call's go
   * @param slots the pool's arrays that the called block uses
   */
  record Backward(Call call, List<Tensor> arguments, Tensor result, Tensor resultAdjoint,
      List<Optional<Tensor>> adjoints, List<Tensor> kept, List<Tensor> between, List<Optional<Tensor>> sums,
      boolean sharesGradients, List<Integer> slots) implements Step {
    public Backward {
      arguments = List.copyOf(arguments);
      adjoints = List.copyOf(adjoints);
      kept = List.copyOf(kept);
      between = List.copyOf(between);
      sums = List.copyOf(sums);
      slots = List.copyOf(slots);
    }
  }

  /** A tensor to name it by. */
  default Tensor subject() {
    return this instanceof Forward f ? f.result : this instanceof Backward b ? b.resultAdjoint
        : ((Group) this).statements.get(0).target();
  }

  /** The pool's arrays that the called block uses; none where none is called. */
  default List<Integer> slots() {
    return List.of();
  }

  /** The same step with other arrays for the block that it calls, if it calls one. */
  default Step with(List<Integer> slots) {
    if (this instanceof Forward f) {
      return new Forward(f.call, f.result, f.between, slots);
    } else if (this instanceof Backward b) {
      return new Backward(b.call, b.arguments, b.result, b.resultAdjoint, b.adjoints, b.kept, b.between,
          b.sums, b.sharesGradients, slots);
    }
    return this;
  }
}
