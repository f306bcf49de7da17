package dev.netgrad.source;

import java.util.Collection;
import java.util.Optional;

/** Guesses what a misspelt name was meant to be. */
public final class Spelling {
  private static final int LONGEST = 64;

  private Spelling() {}

  /** {@code did you mean …?} with the nearest of the names, if one is near. */
  public static Optional<Hint> suggestion(Span place, String name, Collection<String> names) {
    return nearest(name, names).map(meant -> question(place, meant));
  }

  /** {@code did you mean …?} of what stands at a place. */
  public static Hint question(Span place, String meant) {
    return Hint.fix("did you mean `" + meant + "`?", place, meant);
  }

  /** The nearest of the names, if one is near. */
  public static Optional<String> nearest(String name, Collection<String> names) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    String best = null;
    int least = name.length() < 3 ? 1 : Math.max(1, name.length() / 3) + 1;
    for (String candidate : names) {
      if (candidate.equals(name) || Math.abs(candidate.length() - name.length()) > least) {
        continue;
      }
      int distance = candidate.equalsIgnoreCase(name) ? 0 : distance(name, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's distance, a swap of neighbours counted as one. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
