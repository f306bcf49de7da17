package dev.netgrad.syntax;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Says what was expected instead of a token ({@code E101}), and where the bracket is that it was to close. */
final class Unexpected {
  private static final int LONGEST_QUOTE = 40;
  private static final String COMMA = "a comma";

  private Unexpected() {}

  /** The message where one of a set of tokens was expected; of none if it is not known which. */
  static Diagnostic diagnostic(Parser parser, Token found, IntervalSet expected, Complaints complaints) {
    Optional<Token> open = openBracket(parser.getTokenStream(), found);
    Optional<Token> closable = open.filter(o -> expected.contains(closing(o.getType())));
    if (closable.isPresent() && endsBracket(found.getType())) {
      return unclosed(parser, found, closable.get(), complaints);
    }
    if (Words.isClosing(found.getType()) && open.isEmpty() && !expected.contains(NetLexer.NUMBER)) {
      return nothingToClose(found, complaints);
    }
    List<String> what = descriptions(expected);
    // Of a list's separator the parser no longer knows once it has found none.
    if (closable.isPresent() && !(parser.getContext() instanceof NetParser.AtomContext) && !what.contains(COMMA)) {
      what.add(0, COMMA);
    }
    Token before = parser.getTokenStream().get(Math.max(0, found.getTokenIndex() - 1));
    if (what.isEmpty() && before.getType() == NetLexer.MAX) {
      what = List.of("(", "[");
    }
    Diagnostic diagnostic = diagnostic(parser, found, join(what), complaints);
    if (closable.isPresent()) {
      diagnostic = diagnostic.and(complaints.span(closable.get()), "opened here");
    }
    return hint(found, expected).map(diagnostic::hint).orElse(diagnostic);
  }

  /** The message where {@code what} was expected. */
  static Diagnostic diagnostic(Parser parser, Token found, String what, Complaints complaints) {
    if (found.getType() == NetLexer.RIGHT_BRACE && parser.getContext() instanceof NetParser.FileContext) {
      return nothingToClose(found, complaints);
    }
    String instead = found(found, complaints.file());
    return Diagnostic.error("E101", span(parser, found, complaints),
        what.isEmpty() ? "unexpected " + instead : "expected " + what + ", found " + instead);
  }

  static Diagnostic unclosed(Parser parser, Token found, Token open, Complaints complaints) {
    Span place = complaints.span(open);
    String closing = Words.spelling(closing(open.getType()));
    return Diagnostic.error("E101", span(parser, found, complaints),
        "expected " + closing + " to close the " + open.getText() + " at " + place.line() + ":" + place.column())
        .and(place, "opened here");
  }

  private static Diagnostic nothingToClose(Token found, Complaints complaints) {
    return Diagnostic.error("E101", complaints.span(found),
        "there is no " + Words.spelling(opening(found.getType())) + " for this " + found.getText());
  }

  /** A token's place; that of a line end, right after the last token of its line. */
  private static Span span(Parser parser, Token found, Complaints complaints) {
    boolean end = found.getType() == NetLexer.NEWLINE || found.getType() == Token.EOF;
    int before = found.getTokenIndex() - 1;
    if (!end || before < 0) {
      return complaints.span(found);
    }
    int place = parser.getTokenStream().get(before).getStopIndex() + 1;
    return new Span(complaints.file(), place, place);
  }

  /** The innermost bracket, not brace, that is open before a token in its statement. */
  private static Optional<Token> openBracket(TokenStream tokens, Token found) {
    int closed = 0;
    for (int i = found.getTokenIndex() - 1; i >= 0; i--) {
      int type = tokens.get(i).getType();
      if (type == NetLexer.NEWLINE || type == NetLexer.LEFT_BRACE || type == NetLexer.RIGHT_BRACE) {
        return Optional.empty();
      } else if (Words.isClosing(type)) {
        closed++;
      } else if (Words.isOpening(type) && closed-- == 0) {
        return Optional.of(tokens.get(i));
      }
    }
    return Optional.empty();
  }

  /** Whether a bracket can hardly go on with this. */
  private static boolean endsBracket(int type) {
    return type == NetLexer.NEWLINE || type == NetLexer.LEFT_BRACE || type == NetLexer.RIGHT_BRACE || type == Token.EOF
        || Words.isClosing(type) || type == NetLexer.THEN || type == NetLexer.ELSE || Words.startsLine(type);
  }

  private static int closing(int type) {
    return switch (type) {
      case NetLexer.LEFT_PARENTHESIS -> NetLexer.RIGHT_PARENTHESIS;
      case NetLexer.LEFT_BRACKET -> NetLexer.RIGHT_BRACKET;
      default -> NetLexer.RIGHT_BRACE;
    };
  }

  private static int opening(int type) {
    return switch (type) {
      case NetLexer.RIGHT_PARENTHESIS -> NetLexer.LEFT_PARENTHESIS;
      case NetLexer.RIGHT_BRACKET -> NetLexer.LEFT_BRACKET;
      default -> NetLexer.LEFT_BRACE;
    };
  }

  /** What a set of tokens stands for in a person's words; an expression stands for all that may start one. */
  private static List<String> descriptions(IntervalSet expected) {
    List<String> words = new ArrayList<>();
    if (expected.contains(NetLexer.REPEAT)) {
      return List.of("a layer or block");
    }
    boolean expression = expected.contains(NetLexer.NUMBER);
    if (expression) {
      words.add("an expression");
    }
    for (int type : expected.toArray()) {
      if (!(expression && startsExpression(type))) {
        words.add(switch (type) {
          case NetLexer.NAME -> "a name";
          case NetLexer.STRING -> "a text in double quotes";
          case NetLexer.NEWLINE -> "the end of the line";
          case NetLexer.COMMA -> COMMA;
          case NetLexer.COLON -> "a colon";
          case Token.EOF -> "the end of the file";
          default -> Words.spelling(type);
        });
      }
    }
    return words;
  }

  private static boolean startsExpression(int type) {
    return Words.isOpening(type) || Words.isReducer(type) || switch (type) {
      case NetLexer.NAME, NetLexer.MINUS, NetLexer.IF, NetLexer.NOT, NetLexer.INFINITY, NetLexer.TRAINING,
          NetLexer.TRUE, NetLexer.FALSE, NetLexer.NUMBER -> true;
      default -> false;
    };
  }

  private static String join(List<String> words) {
    int last = words.size() - 1;
    return last <= 0 ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static String found(Token token, SourceFile file) {
    if (token.getType() == NetLexer.NEWLINE || token.getType() == Token.EOF) {
      int place = token.getStartIndex();
      boolean line = place < file.text().length() && file.text().charAt(place) != '}';
      return line ? "the end of the line" : place < file.text().length() ? "}" : "the end of the file";
    }
    String text = token.getText();
    return text.codePointCount(0, text.length()) <= LONGEST_QUOTE ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
  }

  private static Optional<String> hint(Token found, IntervalSet expected) {
    int type = found.getType();
    if (expected.contains(NetLexer.NAME) && Words.isReserved(type)) {
      return Optional.of(found.getText() + " is a word of the language and cannot be a name");
    }
    if (type == NetLexer.EQUALS && !expected.contains(NetLexer.NAME)) {
      return Optional.of("= defines; == compares");
    }
    if (type == NetLexer.EQUAL && expected.contains(NetLexer.EQUALS)) {
      return Optional.of("== compares; = defines");
    }
    if (type == NetLexer.NEWLINE && expected.contains(NetLexer.LEFT_BRACE)) {
      return Optional.of("{ stands in the line of the declaration");
    }
    return Optional.empty();
  }
}
