package dev.netgrad.train.data;

/** A sample that can't be used, among others that may be; the message is for the user and says which. */
public final class DamageException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * A sample can't be used.
   *
   * @param message which, and why
   */
  public DamageException(String message) {
    super(message);
  }
}
