package dev.netgrad.tensor.check;

/**
 * What an evaluation chose: the branches of selects, the operands of max and min, the winners of maxima over axes, each
 * by the convention that its derivative follows, too. Where two points agree in all of them, no kink lies between: the
 * function is one piece there. Kept as a hash. (|a| is left out: its derivative at 0 is that of neither side but their
 * mean.)
 */
final class Choices {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private long hash = 1;

  boolean add(boolean choice) {
    add(choice ? 1 : 0);
    return choice;
  }

  void add(long choice) {
    hash = Long.rotateLeft(hash * FACTOR + choice, 29);
  }

  long hash() {
    return hash;
  }
}
