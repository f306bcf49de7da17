package dev.netgrad.syntax;

import java.util.Locale;

/** What a network gives in evaluation beside its outputs: a derivative, or a number that says how good it is. */
public enum Aside {
  DERIVATIVE, METRIC;

  /** How it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
