package dev.netgrad.compiler;

import dev.netgrad.source.Foreseen;

/** There is no gradient to check where the loss is no finite number. */
public final class NoLossException extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1L;

  NoLossException(String message) {
    super(message);
  }
}
