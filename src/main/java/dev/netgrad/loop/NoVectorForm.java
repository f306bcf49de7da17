package dev.netgrad.loop;

/**
 * Says that a nest stays as it is: something in it does not go along a vector. Thrown and caught in this package only.
 */
final class NoVectorForm extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoVectorForm(String reason) {
    super(reason, null, false, false);
  }
}
