package dev.netgrad.source;

import java.util.function.Consumer;
import java.util.function.Function;

/** Actions where a {@code match} wants functions. */
public final class Acting {
  private Acting() {}

  /** Does it, and gives nothing. */
  public static <T> Function<T, Void> of(Consumer<T> action) {
    return matched -> {
      action.accept(matched);
      return null;
    };
  }
}
