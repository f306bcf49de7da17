package dev.netgrad.emit;

import dev.netgrad.loop.code.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * The names of one scope of the generated code, and the one gate to it: whatever is declared there for something of
 * the source is called what this says. The spelling of the source stays where it can. What means something in Java, or
 * in the generated code ({@link Fixed}), gets an underscore; of names that come to the same, the first comer keeps its
 * own and others get a number: {@code S} is {@code S_}, and a second {@code conv} is {@code conv2}.
 */
final class Identifiers {
  /** Words that are keywords in some places. */
  private static final Set<String> CONTEXTUAL = Set.of("record", "yield");

  private final Fixed fixed;
  private final Set<String> others;
  private final Set<String> taken;
  /** The first number not tried yet: names are taken for good, so that no smaller one is free. */
  private final Map<String, Integer> next;

  private Identifiers(Fixed fixed, Set<String> others, Set<String> taken, Map<String, Integer> next) {
    this.fixed = fixed;
    this.others = others;
    this.taken = new HashSet<>(taken);
    this.next = new HashMap<>(next);
  }

  Identifiers(Fixed fixed) {
    this(fixed, Set.of());
  }

  /** @param others what the scope sees of other scopes, and must not hide */
  Identifiers(Fixed fixed, Set<String> others) {
    this(fixed, others, Set.of(), Map.of());
  }

  /** {@code conv1.weight} is {@code conv1Weight}; what means something in Java gets an underscore. */
  static String identifier(String name) {
    String word = Names.identifier(name);
    return SourceVersion.isKeyword(word) || CONTEXTUAL.contains(word) ? word + "_" : word;
  }

  /** With a capital letter first, as classes have it. */
  static String capital(String name) {
    int first = name.codePointAt(0);
    return new StringBuilder().appendCodePoint(Character.toUpperCase(first))
        .append(name, Character.charCount(first), name.length()).toString();
  }

  /** A scope within this one, which sees what is declared here so far. */
  Identifiers inner() {
    return new Identifiers(fixed, others, taken, next);
  }

  /** Declares a name like the one wished for. */
  String declare(String wish) {
    String base = identifier(wish);
    while (fixed.has(base)) {
      base += "_";
    }
    if (take(base)) {
      return base;
    }
    String stem = base + (Character.isDigit(base.charAt(base.length() - 1)) ? "_" : "");
    int number = next.getOrDefault(base, 2);
    while (!take(stem + number)) {
      number++;
    }
    next.put(base, number + 1);
    return stem + number;
  }

  /** Names of classes differ not in case only, since some systems have one file for both. */
  private boolean take(String name) {
    return !fixed.has(name) && !others.contains(name)
        && taken.add(fixed == Fixed.CLASSES ? name.toLowerCase(Locale.ROOT) : name);
  }
}
