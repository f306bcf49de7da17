package service;

/** A request that gets no answer: through its own fault, or for now. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /** @param status of HTTP, from 400 to 499, or 503 where the service is about to end */
  Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
