package dev.netgrad.compiler;

import dev.netgrad.source.Foreseen;

/** What the machine lacks or refuses: a Java compiler, a directory that can be written. The message is for the user. */
public final class EnvironmentException extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1L;

  public EnvironmentException(String message) {
    super(message);
  }

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
