package dev.netgrad.source;

/** What is to be set from outside is not there, or is no size; the message is for the user. */
public final class SizingException extends RuntimeException implements Foreseen {
  private static final long serialVersionUID = 1;

  public SizingException(String message) {
    super(message);
  }
}
