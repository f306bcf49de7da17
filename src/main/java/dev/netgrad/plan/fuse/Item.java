package dev.netgrad.plan.fuse;

import dev.netgrad.plan.block.Step;
import dev.netgrad.source.Acting;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One thing that a pass does, in its place between the others, until it is a step.
 *
 * @param <T> what is known of a formula so far
 */
sealed interface Item<T> {

  /** The answer for the case that this is. */
  <R> R match(Function<Step.OfCall, R> call, Function<T, R> formula);

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<Step.OfCall> call, Consumer<T> formula) {
    match(Acting.of(call), Acting.of(formula));
  }

  /** A call is a step as it is. */
  record Call<T>(Step.OfCall step) implements Item<T> {
    @Override
    public <R> R match(Function<Step.OfCall, R> call, Function<T, R> formula) {
      return call.apply(step);
    }
  }

  /** A formula's tensor, or the statement that it became. */
  record Computed<T>(T what) implements Item<T> {
    @Override
    public <R> R match(Function<Step.OfCall, R> call, Function<T, R> formula) {
      return formula.apply(what);
    }
  }
}
