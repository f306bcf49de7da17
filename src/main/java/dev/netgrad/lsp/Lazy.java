package dev.netgrad.lsp;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made when it is first asked for, and then forgets of what. */
final class Lazy<T> {
  private Supplier<T> maker;
  private T value;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  synchronized T get() {
    if (value == null) {
      value = maker.get();
      maker = null;
    }
    return value;
  }

  /** The value, if it has been made. */
  synchronized Optional<T> known() {
    return Optional.ofNullable(value);
  }
}
