package dev.netgrad.loop.code;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names that are words and different from each other: the first comer keeps its own, others get a number. */
public final class Names {
  private final Set<String> taken;
  /** The first number not tried yet: names are taken for good, so that no smaller one is free. */
  private final Map<String, Integer> next = new HashMap<>();

  public Names(Collection<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /** A name like the one wished for. */
  public String fresh(String wish) {
    String base = identifier(wish);
    if (taken.add(base)) {
      return base;
    }
    return counted(base + (Character.isDigit(base.charAt(base.length() - 1)) ? "_" : ""), base + " ", 2);
  }

  /** The first of some names that is free; if none is, the first one with a number. */
  public String firstFree(List<String> wishes) {
    return wishes.stream().map(Names::identifier).filter(taken::add).findFirst().orElseGet(() -> fresh(wishes.get(0)));
  }

  /** The first that is free of the wish with 0, with 1 and so on behind it. */
  public String numbered(String wish) {
    String base = identifier(wish);
    base += Character.isDigit(base.charAt(base.length() - 1)) ? "_" : "";
    return counted(base, base, 0);
  }

  private String counted(String stem, String key, int first) {
    int number = next.getOrDefault(key, first);
    while (!taken.add(stem + number)) {
      number++;
    }
    next.put(key, number + 1);
    return stem + number;
  }

  /** {@code conv1.weight} is {@code conv1Weight}: a word of letters, digits and underscores, with no digit first. */
  public static String identifier(String name) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      if (c == '_' || Character.isLetterOrDigit(c)) {
        out.appendCodePoint(upper ? Character.toUpperCase(c) : c);
        upper = false;
      } else {
        upper = out.length() > 0;
      }
    }
    return out.isEmpty() || Character.isDigit(out.codePointAt(0)) ? "_" + out : out.toString();
  }
}
