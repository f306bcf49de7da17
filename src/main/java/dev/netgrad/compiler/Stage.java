package dev.netgrad.compiler;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The stages whose result can be dumped, in the order in which they run. */
public enum Stage {
  /** The network as tensors. */
  MODEL,
  /** What is differentiated: without {@code grad(…)} in formulas, and simplified by the exact laws. */
  PRIMAL,
  /** With the adjoints. */
  GRAD,
  /** The adjoints simplified, too. */
  SIMPLIFY,
  /** Which formulas have arrays and share loops. */
  PLAN,
  /** Which form each loop nest has for vectors; part of {@link #LOOP}, and dumped by itself. */
  SCHEDULE,
  /** The kernels. */
  LOOP,
  /** The sources. */
  JAVA;

  /** The name in options and dumps. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The stages that a word means: one of them, or all. */
  public static Optional<Set<Stage>> parse(String word) {
    if (word.equals("all")) {
      return Optional.of(EnumSet.allOf(Stage.class));
    }
    for (Stage stage : values()) {
      if (stage.toString().equals(word.toLowerCase(Locale.ROOT))) {
        return Optional.of(EnumSet.of(stage));
      }
    }
    return Optional.empty();
  }
}
