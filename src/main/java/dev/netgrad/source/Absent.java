package dev.netgrad.source;

import java.util.Collection;

/** Says that there is no such thing, and what there is instead. */
public final class Absent {
  private Absent() {}

  /**
   * {@code there is no network a; there is b, c}, or {@code there is no network a, nor any other}.
   *
   * @param kind of what there is not, such as {@code network}
   * @param name that was asked for
   * @param names of what there is
   */
  public static String of(String kind, String name, Collection<String> names) {
    return "there is no " + kind + " " + name
        + (names.isEmpty() ? ", nor any other" : "; there is " + String.join(", ", names));
  }
}
