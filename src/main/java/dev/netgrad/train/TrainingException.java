package dev.netgrad.train;

/** Training that can't go on; the message is for the user. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Training can't go on.
   *
   * @param message why
   */
  public TrainingException(String message) {
    super(message);
  }
}
