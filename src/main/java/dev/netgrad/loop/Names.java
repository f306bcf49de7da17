package dev.netgrad.loop;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Names that are valid in Java and different from each other: the first comer keeps its own, others get a number. */
public final class Names {
  /** What means something in Java, or in the code that uses the names. */
  private static final Set<String> MEANT = Set.of("_", "record", "yield", "Math", "StrictMath");

  private final Set<String> taken = new HashSet<>();
  /** The first number not tried yet: names are taken for good, so that no smaller one is free. */
  private final Map<String, Integer> next = new HashMap<>();
  private final boolean files;

  public Names(Collection<String> taken) {
    this(taken, false);
  }

  private Names(Collection<String> taken, boolean files) {
    this.files = files;
    taken.forEach(this::take);
  }

  /** Names of classes: they differ not in case only, since some systems have one file for both. */
  public static Names ofClasses(Collection<String> taken) {
    return new Names(taken, true);
  }

  private boolean take(String name) {
    return taken.add(files ? name.toLowerCase(Locale.ROOT) : name);
  }

  /** A name like the one wished for. */
  public String fresh(String wish) {
    String base = identifier(wish);
    if (take(base)) {
      return base;
    }
    return counted(base + (Character.isDigit(base.charAt(base.length() - 1)) ? "_" : ""), base + " ", 2);
  }

  /** The first of {@code wish0}, {@code wish1}, … that is free. */
  public String numbered(String wish) {
    String base = identifier(wish);
    base += Character.isDigit(base.charAt(base.length() - 1)) ? "_" : "";
    return counted(base, base, 0);
  }

  private String counted(String stem, String key, int first) {
    int number = next.getOrDefault(key, first);
    while (!take(stem + number)) {
      number++;
    }
    next.put(key, number + 1);
    return stem + number;
  }

  /** {@code conv1.weight} is {@code conv1Weight}; a keyword gets an underscore. */
  public static String identifier(String name) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      boolean ascii = c < 128 && (Character.isLetterOrDigit(c) || c == '_');
      boolean letter = ascii || c >= 128 && Character.isLetterOrDigit(c) && Character.isJavaIdentifierPart(c)
          && !Character.isIdentifierIgnorable(c);
      if (!letter) {
        upper = out.length() > 0;
      } else {
        out.appendCodePoint(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    String text = out.toString();
    if (text.isEmpty() || !Character.isJavaIdentifierStart(text.codePointAt(0))) {
      text = "_" + text;
    }
    return SourceVersion.isKeyword(text) || MEANT.contains(text) ? text + "_" : text;
  }
}
