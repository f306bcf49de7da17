package dev.netgrad.random;

/**
 * What is tried.
 *
 * @param text a {@code .net} file
 * @param batch how many samples its network is given
 * @param other what it is compiled to, beside the usual vector kernels
 */
record Trial(String text, int batch, Other other) {

  /** All of them each time would take too long. */
  enum Other {
    /** Plain code in double precision, by the usual plan. */
    PLAIN,
    /** Plain code in double precision, with a loop nest for each formula. */
    SEPARATE,
    /** Vector kernels again, for as little memory as there is a plan for. */
    LEAST_MEMORY
  }

  @Override
  public String toString() {
    return batch + " samples, " + other + ", of\n" + text;
  }
}
