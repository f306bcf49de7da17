package dev.netgrad.schedule;

import java.util.Optional;
import java.util.function.Function;

/** What matching a nest against a form gives: what it is as that form, or in words what stands against it. */
public sealed interface Match<T> {
  record Fits<T>(T value) implements Match<T> {
    @Override
    public <R> R match(Function<T, R> fits, Function<String, R> noForm) {
      return fits.apply(value);
    }
  }

  record NoForm<T>(String reason) implements Match<T> {
    @Override
    public <R> R match(Function<T, R> fits, Function<String, R> noForm) {
      return noForm.apply(reason);
    }
  }

  static <T> Match<T> fits(T value) {
    return new Fits<>(value);
  }

  static <T> Match<T> no(String reason) {
    return new NoForm<>(reason);
  }

  /** The answer for the case that this is. */
  <R> R match(Function<T, R> fits, Function<String, R> noForm);

  /** What comes of it, if it fits. */
  default <R> Match<R> then(Function<T, Match<R>> next) {
    return match(next, Match::no);
  }

  /** The same, unless something stands against it. */
  default Match<T> unless(Function<T, Optional<String>> obstacle) {
    return then(value -> obstacle.apply(value).<Match<T>>map(Match::no).orElse(this));
  }

  /** The value of what is known to fit. */
  default T value() {
    return match(Function.identity(), reason -> {
      throw new IllegalStateException(reason);
    });
  }
}
