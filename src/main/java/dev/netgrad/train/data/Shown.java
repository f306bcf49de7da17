package dev.netgrad.train.data;

import java.util.List;

/** Long lists, as messages show them. */
final class Shown {
  private static final int MOST = 20;

  private Shown() {}

  static String some(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(names.size(), MOST))) + (names.size() > MOST ? ", …" : "");
  }
}
