package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The words and signs of a file, the end of the file last; no two line ends in a row. Characters that belong to no
 * token are complained about and left out.
 *
 * @param documentation the {@code ///} text before a token, by the token's place
 */
record Scan(List<Token> tokens, Map<Integer, String> documentation) {
  /** How many tokens a file may have, which bounds the memory that parsing takes. */
  static final int MOST_TOKENS = 500_000;
  /** The bytes of a name in UTF-8: a class file may bear the names of a network and a block, and 255 are the most. */
  static final int LONGEST_NAME = 100;
  /** How many digits a number may have. */
  static final int MOST_DIGITS = 40;
  /** The largest power of ten; no double reaches it. */
  static final int LARGEST_EXPONENT = 400;

  /** The scan of a file; nothing if it has too many tokens. */
  static Optional<Scan> of(SourceFile file, Complaints complaints) {
    hiddenDirections(file, complaints);
    NetLexer lexer = lexer(file);
    List<Token> tokens = new ArrayList<>();
    Map<Integer, String> documentation = new HashMap<>();
    Documentation pending = new Documentation(file);
    LookAlikes lookAlikes = new LookAlikes(complaints);
    int otherEnd = -1;
    for (Token token = lexer.nextToken();; token = lexer.nextToken()) {
      int type = token.getType();
      if (type == NetLexer.COMMENT) {
        continue;
      } else if (type == NetLexer.DOCUMENTATION) {
        pending.add(token);
      } else if (type == NetLexer.OTHER) {
        if (token.getStartIndex() != otherEnd) {
          other(file, token, tokens, complaints);
        }
        otherEnd = token.getStopIndex() + 1;
      } else if (type != NetLexer.NEWLINE || !tokens.isEmpty() && last(tokens).getType() != NetLexer.NEWLINE) {
        if (type != NetLexer.NEWLINE) {
          int place = token.getStartIndex();
          pending.take().ifPresent(text -> documentation.put(place, text));
        }
        check(token, complaints);
        if (type == NetLexer.NAME) {
          lookAlikes.check(token);
        }
        tokens.add(token);
      }
      if (type == Token.EOF) {
        PlacedWords.mark(tokens);
        return Optional.of(new Scan(tokens, documentation));
      }
      if (tokens.size() > MOST_TOKENS) {
        complaints.add(Diagnostic.of(Code.TOKENS, complaints.span(token),
            String.format(Locale.ROOT, "the file is too long: it has more than %,d words and signs", MOST_TOKENS))
            .advice("divide it into files that import each other"));
        return Optional.empty();
      }
    }
  }

  /** All tokens of a file one by one, comments among them. */
  static NetLexer lexer(SourceFile file) {
    NetLexer lexer = new NetLexer(new TextStream(file));
    lexer.removeErrorListeners();
    return lexer;
  }

  private static Token last(List<Token> tokens) {
    return tokens.get(tokens.size() - 1);
  }

  private static void check(Token token, Complaints complaints) {
    if (token.getType() == NetLexer.OPEN_STRING) {
      complaints.addCharacters(Diagnostic.of(Code.UNCLOSED_TEXT, complaints.span(token),
          "expected \" to close the text that starts here"));
      ((CommonToken) token).setType(NetLexer.STRING);
    } else if (token.getType() == NetLexer.NAME
        && token.getText().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      complaints.add(Diagnostic.of(Code.NAME_LENGTH, complaints.span(token), "the name is too long")
          .advice("a name has at most " + LONGEST_NAME + " bytes in UTF-8, as names of files are made of names"));
    } else if (token.getType() == NetLexer.NUMBER && !isSensible(token.getText())) {
      complaints.add(Diagnostic.of(Code.NUMBER_LENGTH, complaints.span(token), "the number is too long")
          .advice("a number has at most " + MOST_DIGITS + " digits and an exponent of at most " + LARGEST_EXPONENT));
    }
  }

  /** Whether a number is short enough to be computed with. */
  static boolean isSensible(String number) {
    int e = Math.max(number.indexOf('e'), number.indexOf('E'));
    String digits = e < 0 ? number : number.substring(0, e);
    String exponent = e < 0 ? "0" : number.substring(e + 1).replaceFirst("^[+-]?0*", "0");
    return digits.length() - (digits.indexOf('.') < 0 ? 0 : 1) <= MOST_DIGITS
        && exponent.length() <= 4 && Integer.parseInt(exponent) <= LARGEST_EXPONENT;
  }

  /** @param before the tokens before it */
  private static void other(SourceFile file, Token token, List<Token> before, Complaints complaints) {
    int character = file.text().codePointAt(token.getStartIndex());
    if (character == 0xFEFF && token.getStartIndex() == 0 || changesDirection(character)) {
      return;
    }
    int category = Character.getType(character);
    boolean visible = !Character.isISOControl(character) && !Character.isWhitespace(character)
        && !Character.isSpaceChar(character) && category != Character.FORMAT && category != Character.SURROGATE
        && category != Character.PRIVATE_USE && category != Character.UNASSIGNED;
    Diagnostic diagnostic = Diagnostic.of(Code.CHARACTER, complaints.span(token),
        "unexpected character " + (visible ? Character.toString(character) + " (" + code(character) + ")"
            : described(character)));
    complaints.addCharacters(complaints.areMany() ? diagnostic
        : diagnostic.hint(StrayCharacters.hint(character, complaints.span(token), before, complaints)));
  }

  /** Characters that show the text in another order than it has are refused even in comments and strings. */
  private static void hiddenDirections(SourceFile file, Complaints complaints) {
    String text = file.text();
    for (int i = 0; i < text.length(); i++) {
      if (changesDirection(text.charAt(i))) {
        complaints.addCharacters(Diagnostic.of(Code.CHARACTER, new Span(file, i, i + 1),
            "unexpected character " + described(text.charAt(i)))
            .advice("it makes the text look different from what it is"));
      }
    }
  }

  private static boolean changesDirection(int character) {
    return character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069
        || character == 0x200E || character == 0x200F || character == 0x061C;
  }

  static String described(int character) {
    String name = Character.getName(character);
    return code(character) + (name == null ? "" : " (" + name + ")");
  }

  private static String code(int character) {
    return String.format(Locale.ROOT, "U+%04X", character);
  }

  /** Gathers {@code ///} lines; a blank line between them starts anew, so that a file's heading is no declaration's. */
  private static final class Documentation {
    private static final int NONE = -1;
    private final SourceFile file;
    private final StringBuilder text = new StringBuilder();
    private int lastLine = NONE;

    Documentation(SourceFile file) {
      this.file = file;
    }

    void add(Token token) {
      int line = file.line(token.getStartIndex());
      if (line == lastLine + 1) {
        text.append('\n');
      } else {
        text.setLength(0);
      }
      String content = token.getText().substring(3).stripTrailing();
      text.append(content.startsWith(" ") ? content.substring(1) : content);
      lastLine = line;
    }

    Optional<String> take() {
      if (lastLine == NONE) {
        return Optional.empty();
      }
      String taken = text.toString();
      text.setLength(0);
      lastLine = NONE;
      return Optional.of(taken);
    }
  }
}
