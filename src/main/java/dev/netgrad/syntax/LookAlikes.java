package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;

/**
 * Names that a reader takes for others. A name may have letters of any alphabet, as a formula does, but not of two that
 * most fonts show alike; {@code α} and {@code a} can be told apart.
 */
public final class LookAlikes {
  /** Letters, each with the one that it looks like: Cyrillic, Greek, then others. */
  private static final String PAIRS = "\u0430a \u0441c \u0501d \u0435e \u04BBh \u0456i \u0458j \u04CFl \u043Eo \u0440p"
      + " \u051Bq \u0455s \u051Dw \u0445x \u0443y \u0410A \u0412B \u0421C \u0415E \u050CG \u041DH \u0406I \u04C0I"
      + " \u0408J \u041AK \u041CM \u041EO \u0420P \u051AQ \u0405S \u0422T \u051CW \u0425X \u0423Y"
      + " \u03BDv \u03BFo \u0391A \u0392B \u0395E \u0397H \u0399I \u039AK \u039CM \u039DN \u039FO \u03A1P \u03A4T"
      + " \u03A7X \u03A5Y \u0396Z"
      + " \u0251a \u0261g \u0131i \u0585o \u00B5\u03BC";
  private static final Map<Integer, Integer> LOOKS = Stream.of(PAIRS.split(" "))
      .collect(Collectors.toMap(pair -> (int) pair.charAt(0), pair -> (int) pair.charAt(1)));
  /** What formulas write for itself, beside Latin letters. */
  private static final Set<Integer> OF_FORMULAS = Set.of(0x03BD, 0x00B5);

  private final Complaints complaints;
  private final Map<String, Token> first = new HashMap<>();
  private final Set<String> reported = new HashSet<>();

  LookAlikes(Complaints complaints) {
    this.complaints = complaints;
  }

  /** What names have in common that look the same. */
  public static String look(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).codePoints().map(c -> LOOKS.getOrDefault(c, c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }

  /** The error of a name that looks like another one. */
  public static Diagnostic diagnostic(Span place, String name) {
    return Diagnostic.of(Code.LOOK_ALIKE, place, "`" + name + "` looks like another name and is not the same")
        .hint(letters(name));
  }

  /** {@code о is U+043E (CYRILLIC SMALL LETTER O)}, of the letters that look like others. */
  private static Optional<Hint> letters(String name) {
    return Optional.of(Hint.advice("look at the letters: " + name.codePoints().filter(LOOKS::containsKey).distinct()
        .mapToObj(c -> Character.toString(c) + " is " + Scan.described(c)).collect(Collectors.joining(", "))));
  }

  /** Complains of a name that looks like one before it, and of one that mixes alphabets. */
  void check(Token token) {
    String name = token.getText();
    Token before = first.putIfAbsent(look(name), token);
    boolean isOther = before != null && !before.getText().equals(name);
    if (!(isOther || isMixed(name)) || !reported.add(name)) {
      return;
    }
    if (isOther) {
      complaints.add(diagnostic(complaints.span(token), name).and(complaints.span(before), "this one")
          .hint(letters(before.getText() + name)));
    } else {
      complaints.add(Diagnostic.of(Code.LOOK_ALIKE, complaints.span(token),
          "`" + name + "` has letters of two alphabets that look alike").hint(letters(name)));
    }
  }

  private static boolean isMixed(String name) {
    return name.codePoints().anyMatch(c -> c < 128 && Character.isLetter(c))
        && name.codePoints().anyMatch(c -> LOOKS.containsKey(c) && !OF_FORMULAS.contains(c));
  }
}
