package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Says what was expected instead of a token ({@code E101}), and where the bracket is that it was to close. */
final class Unexpected {
  private static final int LONGEST_QUOTE = 40;
  private static final String COMMA = "a comma";
  static final String NAME = "a name";
  static final String EXPRESSION = "an expression";

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
    // A word in its place only, such as the role of an argument, is a name elsewhere.
    what.remove(found.getText());
    ParserRuleContext context = parser.getContext();
    Token before = parser.getTokenStream().get(Math.max(0, found.getTokenIndex() - 1));
    // Of what else a list may go on with the parser no longer knows once it has decided that the list ends here.
    if (closable.isPresent() && !(context instanceof NetParser.AtomContext) && !what.contains(COMMA)) {
      boolean names = context instanceof NetParser.DeclarationContext
          || context instanceof NetParser.OutputIndicesContext;
      what.add(0, before != closable.get() ? COMMA : names ? NAME : EXPRESSION);
    }
    if (what.isEmpty() && before.getType() == NetLexer.MAX) {
      what = List.of("(", "[");
    }
    Diagnostic diagnostic = diagnostic(parser, found, join(what), complaints);
    if (closable.isPresent()) {
      diagnostic = diagnostic.and(complaints.span(closable.get()), "opened here");
    }
    return diagnostic.hint(new Repairs(parser.getTokenStream(), complaints).hint(found, what, open, context));
  }

  /** The message where {@code what} was expected. */
  static Diagnostic diagnostic(Parser parser, Token found, String what, Complaints complaints) {
    ParserRuleContext context = parser.getContext();
    boolean file = context instanceof NetParser.FileContext;
    if (file && found.getType() == NetLexer.RIGHT_BRACE
        || (file || context instanceof NetParser.BodyContext) && Words.isClosing(found.getType())) {
      return nothingToClose(found, complaints);
    }
    String instead = found(found, complaints.file());
    Diagnostic diagnostic = Diagnostic.of(Code.UNEXPECTED, span(parser, found, complaints),
        what.isEmpty() ? "unexpected " + instead : "expected " + what + ", found " + instead);
    return file ? diagnostic.hint(new Repairs(parser.getTokenStream(), complaints).declaration(found)) : diagnostic;
  }

  static Diagnostic unclosed(Parser parser, Token found, Token open, Complaints complaints) {
    Span place = complaints.span(open);
    String closing = Words.spelling(closing(open.getType()));
    return Diagnostic.of(Code.UNEXPECTED, span(parser, found, complaints),
        "expected " + closing + " to close the " + open.getText() + " at " + place.line() + ":" + place.column())
        .and(place, "opened here");
  }

  private static Diagnostic nothingToClose(Token found, Complaints complaints) {
    return Diagnostic.of(Code.UNEXPECTED, complaints.span(found),
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
        || Words.isClosing(type) || type == NetLexer.THEN || type == NetLexer.ELSE;
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
    boolean expression = expected.contains(NetLexer.NUMBER);
    if (!expression && expected.contains(NetLexer.NAME) && expected.contains(NetLexer.MAX)) {
      words.add("a layer or block");
      return words;
    }
    if (expression) {
      words.add(EXPRESSION);
    }
    for (int type : expected.toArray()) {
      if (!(expression && startsExpression(type))) {
        words.add(switch (type) {
          case NetLexer.NAME -> NAME;
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
}
