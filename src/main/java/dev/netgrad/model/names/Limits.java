package dev.netgrad.model.names;

/** Where the compiler gives up rather than run for hours; each is said in the message of its error. */
public final class Limits {
  /** The depth of an expression; a pipeline counts as one level, and so do the terms of a sum. */
  static final int EXPRESSION_DEPTH = 500;

  /** Layers and blocks that use one another. */
  public static final int CALL_DEPTH = 100;

  /** A file and what it imports, directly and through others. */
  public static final int FILES = 1_000;

  /** Repetitions of one block. */
  public static final long REPETITIONS = 10_000;

  /** Statements put in place, with those of layers and of blocks' distinct signatures. */
  public static final int STATEMENTS = 20_000;

  /** How often blocks run in a pass, repetitions counted, for each block that a block or network uses. */
  public static final long RUNS = 1_000_000;

  /** Parameters and states (as tensors, not their elements) of a network, repetitions counted. */
  public static final long PARAMETERS = 2_000_000;

  /** The elements of a Java array. */
  public static final long ELEMENTS = Integer.MAX_VALUE;

  /** How many affine pieces an index of a read may have. */
  public static final int PIECES = 64;

  private Limits() {}
}
