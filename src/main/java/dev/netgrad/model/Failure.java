package dev.netgrad.model;

/** Ends the elaboration of a statement; what is wrong has been said. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Failure() {
    super(null, null, false, false);
  }
}
