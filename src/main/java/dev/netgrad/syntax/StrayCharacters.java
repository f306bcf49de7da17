package dev.netgrad.syntax;

import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** What characters may have been meant to be that the language does not know. */
final class StrayCharacters {
  private static final char RIGHT_QUOTE = '”';

  /** Those that have one meaning wherever they stand, each alone. */
  private static final Map<Integer, String> SIGNS = Map.ofEntries(
      Map.entry((int) '…', "..."),
      Map.entry((int) '−', "-"),
      Map.entry((int) '–', "-"),
      Map.entry((int) '×', "*"),
      Map.entry((int) '·', "*"),
      Map.entry((int) '⋅', "*"),
      Map.entry((int) '≤', "<="),
      Map.entry((int) '≥', ">="),
      Map.entry((int) '≠', "!="),
      Map.entry((int) '→', "->"),
      Map.entry((int) '∞', "infinity"));

  private StrayCharacters() {}

  /**
   * What may have been meant.
   *
   * @param place the character's
   * @param before the tokens before it; the last may stand for none
   */
  static Optional<Hint> hint(int character, Span place, List<Token> before, Complaints complaints) {
    Token last = before.isEmpty() ? null : before.get(before.size() - 1);
    return Optional.ofNullable(switch (character) {
      case '#' -> Hint.fix("// starts a comment", place, "//");
      case ';' -> end(place, before);
      case '!' -> following(place).startsWith("(")
          ? Hint.fix("write not", place, place.spaced("not").stripTrailing() + " ")
          : Hint.advice("write not, or != for unequal");
      case '&' -> and(place);
      case '\'', '“' -> quoted(place, character == '“' ? RIGHT_QUOTE : '\'');
      case RIGHT_QUOTE -> Hint.fix("text stands between the double quotes of the keyboard", place, "\"");
      case '?' -> Hint.advice("write if condition then a else b");
      case '∑' -> Hint.advice("write sum[…]");
      case '\u00A0' -> Hint.fix("it looks like a space; write a plain one", place, " ");
      case '.' -> point(place, last, complaints);
      default -> SIGNS.containsKey(character)
          ? Hint.fix("write " + SIGNS.get(character), place, SIGNS.get(character)) : null;
    });
  }

  private static String following(Span place) {
    return place.file().text().substring(place.end());
  }

  /** All the same characters from a place on. */
  private static Span run(Span place) {
    String text = place.file().text();
    int end = place.end();
    while (end < text.length() && text.charAt(end) == text.charAt(place.start())) {
      end++;
    }
    return new Span(place.file(), place.start(), end);
  }

  /** {@code a = 1; b = 2}; in brackets, there is no telling what it means. */
  private static Hint end(Span place, List<Token> before) {
    String text = "a statement ends with its line";
    int open = 0;
    for (int i = before.size() - 1; i >= 0 && before.get(i).getType() != NetLexer.NEWLINE; i--) {
      int type = before.get(i).getType();
      open += Words.isOpening(type) ? 1 : Words.isClosing(type) ? -1 : 0;
    }
    String rest = following(place).lines().findFirst().orElse("");
    return open > 0 ? Hint.advice(text) : Hint.fix(text, place, rest.isBlank() ? "" : "\n");
  }

  private static Hint and(Span place) {
    Span run = run(place);
    return Hint.fix("write and", run, run.spaced("and"));
  }

  /** A text in other quotes than the language's. */
  private static Hint quoted(Span place, char closing) {
    String text = "text stands between the double quotes of the keyboard";
    int length = following(place).lines().findFirst().orElse("").indexOf(closing);
    Span end = new Span(place.file(), place.end() + length, place.end() + length + 1);
    return length < 0 ? Hint.advice(text)
        : Hint.fix(text, new Hint.Fix(place, "\""), new Hint.Fix(end, "\""));
  }

  private static Hint point(Span place, Token last, Complaints complaints) {
    Span run = run(place);
    boolean inNumber = last != null && last.getType() == NetLexer.NUMBER
        && complaints.span(last).end() == place.start();
    boolean isFirst = !following(place).isEmpty() && Character.isDigit(following(place).charAt(0));
    if (run.text().equals("..")) {
      return Hint.fix("a pack ends in three points", run, "...");
    } else if (inNumber) {
      return last.getText().matches("\\d+") && run.text().equals(".")
          ? Hint.fix("digits follow a decimal point, as in " + last.getText() + ".0", place, ".0")
          : Hint.advice("a number has one decimal point, and " + last.getText() + " has it already");
    }
    return isFirst ? Hint.fix("a number starts with a digit, as in 0.5", place, "0.")
        : Hint.advice("a number starts with a digit, as in 0.5; a pack ends in three points, as in i...");
  }
}
