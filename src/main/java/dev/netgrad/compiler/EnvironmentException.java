package dev.netgrad.compiler;

/** What the machine lacks or refuses: a Java compiler, a directory that can be written. The message is for the user. */
public final class EnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EnvironmentException(String message) {
    super(message);
  }

  public EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
