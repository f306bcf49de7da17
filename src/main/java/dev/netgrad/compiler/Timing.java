package dev.netgrad.compiler;

import java.util.Locale;

/** How long a stage took, its verifier included. */
public record Timing(Stage stage, long nanos) {
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %.1f ms", stage, nanos / 1e6);
  }
}
