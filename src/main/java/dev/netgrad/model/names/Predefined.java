package dev.netgrad.model.names;

import java.util.Set;

/** The words that have a meaning without being declared, beside the functions of numbers. */
public final class Predefined {
  /** A random number for each value of the indices that it is given. */
  public static final String RANDOM = "random";

  /** The number of the training step, from 1; known in the arguments of every optimizer. */
  public static final String STEP = "step";

  /** The name of the number that training makes small. */
  public static final String LOSS = "loss";

  private static final Set<String> INITIALISERS = Set.of("normal", "uniform");
  private static final Set<String> OF_FORMULAS = Set.of("N", "n", "grad", RANDOM);
  private static final Set<String> TERMS = Set.of("grad", "tangent", "jacobian");
  private static final Set<String> CONSTANTS = Set.of("training", "true", "false", "infinity");

  private Predefined() {}

  /** Whether nothing can be declared under a name. */
  public static boolean isReserved(String name) {
    return isOfFormulas(name) || isInitialiser(name);
  }

  /** Whether a name has a meaning in formulas, so that no body may give it another. */
  public static boolean isOfFormulas(String name) {
    return OF_FORMULAS.contains(name);
  }

  /** Whether a name says how a parameter starts, and means nothing elsewhere. */
  public static boolean isInitialiser(String name) {
    return INITIALISERS.contains(name);
  }

  /** Whether a name says that tensors are differentiated, unless the file has a layer or block that is called so. */
  public static boolean isTerm(String name) {
    return TERMS.contains(name);
  }

  /** Whether a name is a word for something known when compiling. */
  public static boolean isConstant(String name) {
    return CONSTANTS.contains(name);
  }
}
