package dev.netgrad.random;

/** How netgrad's gradients and PyTorch's compare, and where they differ, why. */
enum Verdict {
  /** The same numbers. */
  AGREES("agree"),
  /** PyTorch shares the gradient among equal values; here the first one gets it, of max(a, b) b. */
  TIES("differ in ties: there is one winner"),
  /** PyTorch multiplies by 0 in what is not taken, and gets NaN where that is infinite; here it is absent. */
  NOT_TAKEN("differ in what is not taken: here it is absent"),
  /**
   * PyTorch has NaN, of ∞ − ∞, ∞/∞ or 0·∞ on the way; here it is the limit, by a law, or by a convention of the table.
   */
  NUMBER("differ where PyTorch has no number: here there is one"),
  /** Both are infinite, of either sign: a law made of a zero one of the other sign, which fast-math laws may. */
  SIGN_OF_ZERO("differ in the sign of an infinity: laws do not keep that of a zero"),
  /** None of these. */
  DIFFERS("differ");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
