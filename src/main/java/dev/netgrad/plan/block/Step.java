package dev.netgrad.plan.block;

import dev.netgrad.source.Acting;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One thing that a pass does. */
public sealed interface Step {

  /** An answer for each case of a step, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Group, R> group, Function<Forward, R> forward, Function<Backward, R> backward) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Group, R> group, Function<Forward, R> forward, Function<Backward, R> backward) {
    return match(new Cases<>(group, forward, backward));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<Group> group, Consumer<Forward> forward, Consumer<Backward> backward) {
    match(new Cases<Void>(Acting.of(group), Acting.of(forward), Acting.of(backward)));
  }

  /**
   * Statements that share a loop nest.
   *
   * @param scan which way they run along the axis of their second loop, where they read one another's points before
   */
  record Group(List<Statement> statements, Optional<Direction> scan) implements Step {
    public Group {
      statements = List.copyOf(statements);
    }

    /** Of statements that are no scan. */
    public Group(List<Statement> statements) {
      this(statements, Optional.empty());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.group().apply(this);
    }
  }

  /** Which point of a scan comes first. */
  enum Direction { ASCENDING, DESCENDING }

  /** A pass of a called block. */
  sealed interface OfCall extends Step {
    Call call();

    /** What it fills in this block. */
    List<Tensor> results();

    /** The same step with arrays for the block that it calls. */
    OfCall with(List<Integer> slots);
  }

  /**
   * The forward pass of a called block, {@code call.count()} times.
   *
   * @param between arrays for the results of all repetitions but the last: one each if the backward pass wants them,
   *     otherwise at most two that take turns
   * @param slots the pool's arrays that the called block uses
   */
  record Forward(Call call, Tensor result, List<Tensor> between, List<Integer> slots) implements OfCall {
    public Forward {
      between = List.copyOf(between);
      slots = List.copyOf(slots);
    }

    @Override
    public List<Tensor> results() {
      return List.of(result);
    }

    @Override
    public Forward with(List<Integer> changed) {
      return new Forward(call, result, between, changed);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.forward().apply(this);
    }
  }

  /**
   * The backward pass of a called block, the last repetition first.
   *
   * @param arguments the call's arguments, where the backward pass has them
   * @param adjoints for each argument where its adjoint goes; empty where the block gives none, or gives one that is
   *     the result's adjoint itself
   * @param kept the results of all repetitions but the last, where the forward pass kept them
   * @param between arrays for the adjoints between repetitions, at most two that take turns
   * @param sums for an argument other than the first of a repeated call, the array of one repetition's share
   * @param sharesGradients whether an earlier step has already put gradients where this call's go
   * @param slots the pool's arrays that the called block uses
   */
  record Backward(Call call, List<Tensor> arguments, Tensor result, Tensor resultAdjoint,
      List<Optional<Tensor>> adjoints, List<Tensor> kept, List<Tensor> between, List<Optional<Tensor>> sums,
      boolean sharesGradients, List<Integer> slots) implements OfCall {
    public Backward {
      arguments = List.copyOf(arguments);
      adjoints = List.copyOf(adjoints);
      kept = List.copyOf(kept);
      between = List.copyOf(between);
      sums = List.copyOf(sums);
      slots = List.copyOf(slots);
    }

    @Override
    public List<Tensor> results() {
      return adjoints.stream().flatMap(Optional::stream).toList();
    }

    @Override
    public Backward with(List<Integer> changed) {
      return new Backward(call, arguments, result, resultAdjoint, adjoints, kept, between, sums, sharesGradients,
          changed);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.backward().apply(this);
    }
  }

  /** A tensor to name it by. */
  default Tensor subject() {
    return match(group -> group.statements.get(0).target(), forward -> forward.result,
        backward -> backward.resultAdjoint);
  }

  /** The pool's arrays that the called block uses; none where none is called. */
  default List<Integer> slots() {
    return List.of();
  }
}
