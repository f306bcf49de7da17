package dev.netgrad.compiler;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The stages whose result can be dumped, in the order in which they run. */
public enum Stage {
  MODEL, GRAD, SIMPLIFY, PLAN, SCHEDULE, LOOP, JAVA;

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
