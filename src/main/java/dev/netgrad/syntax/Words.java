package dev.netgrad.syntax;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;

/** Kinds of tokens. */
final class Words {
  private Words() {}

  /** Signs and words between two operands. */
  private static final Set<Integer> BINARY = Set.of(NetLexer.PLUS, NetLexer.MINUS, NetLexer.TIMES, NetLexer.DIVIDE,
      NetLexer.REMAINDER, NetLexer.POWER, NetLexer.EQUAL, NetLexer.NOT_EQUAL, NetLexer.LESS, NetLexer.LESS_EQUAL,
      NetLexer.GREATER, NetLexer.GREATER_EQUAL, NetLexer.AND, NetLexer.OR, NetLexer.ARROW);

  /** What else needs something to follow it. */
  private static final Set<Integer> UNFINISHED = Set.of(NetLexer.COMMA, NetLexer.EQUALS, NetLexer.LEFT_BRACE,
      NetLexer.THEN, NetLexer.ELSE, NetLexer.IF, NetLexer.NOT, NetLexer.COLON, NetLexer.BAR, NetLexer.WITH,
      NetLexer.LEFT_PARENTHESIS, NetLexer.LEFT_BRACKET);

  private static final Map<Integer, Reducer> REDUCERS = Stream.of(Reducer.values())
      .collect(Collectors.toUnmodifiableMap(Words::token, Function.identity()));

  /** Only ever the first word of a declaration; {@code optimizer} may be a statement's as well. */
  static boolean startsDeclarationOnly(int type) {
    return type == NetLexer.LAYER || type == NetLexer.BLOCK || type == NetLexer.NETWORK;
  }

  static boolean startsDeclaration(int type) {
    return type == NetLexer.OPTIMIZER || startsDeclarationOnly(type);
  }

  /** A word that starts a part of a file, but for imports. */
  static boolean startsPart(int type) {
    return startsDeclaration(type) || type == NetParser.EXAMPLE;
  }

  /** A word that can only start a line. */
  static boolean startsLine(int type) {
    return startsDeclaration(type) || type == NetLexer.IMPORT || type == NetLexer.PARAMETER
        || type == NetLexer.STATE || type == NetLexer.NEXT || type == NetLexer.OUTPUT
        || type == NetLexer.REQUIRE || type == NetParser.DERIVATIVE || type == NetParser.METRIC
        || type == NetParser.SCAN
        || type == NetParser.EXAMPLE;
  }

  /** A sign or word between two operands. */
  static boolean isBinary(int type) {
    return BINARY.contains(type);
  }

  /** Whether a statement goes on after a line that ends in this. */
  static boolean continuesAfter(int type) {
    return BINARY.contains(type) || UNFINISHED.contains(type);
  }

  /** Whether a statement goes on with a line that starts with this. */
  static boolean continuesBefore(int type) {
    return BINARY.contains(type) || type == NetLexer.THEN || type == NetLexer.ELSE;
  }

  /** Whether an expression, and no definition or named argument, must follow this. */
  static boolean demandsExpression(int type) {
    return BINARY.contains(type) || switch (type) {
      case NetLexer.EQUALS, NetLexer.IF, NetLexer.THEN, NetLexer.ELSE, NetLexer.NOT, NetLexer.BAR -> true;
      default -> false;
    };
  }

  /** Whether this makes a syntax tree deeper even without a bracket. */
  static boolean deepens(int type) {
    return BINARY.contains(type) || type == NetLexer.IF || type == NetLexer.NOT || isReducer(type);
  }

  static boolean isReducer(int type) {
    return REDUCERS.containsKey(type);
  }

  /** The reduction that the word of one means. */
  static Reducer reducer(int type) {
    return Optional.ofNullable(REDUCERS.get(type)).orElseThrow();
  }

  private static int token(Reducer reducer) {
    return switch (reducer) {
      case SUM -> NetLexer.SUM;
      case PROD -> NetParser.PROD;
      case MIN -> NetParser.MIN;
      case MAX -> NetLexer.MAX;
      case ARGMAX -> NetLexer.ARGMAX;
    };
  }

  /** A word that is no name. */
  static boolean isReserved(int type) {
    return type >= NetLexer.IMPORT && type <= NetLexer.FALSE;
  }

  /** A word of the language in its place only. */
  static boolean isPlaced(int type) {
    return switch (type) {
      case NetParser.PROD, NetParser.MIN, NetParser.STEP, NetParser.KEY, NetParser.DERIVATIVE, NetParser.METRIC,
          NetParser.EXAMPLE -> true;
      default -> false;
    };
  }

  static boolean isOpening(int type) {
    return type == NetLexer.LEFT_PARENTHESIS || type == NetLexer.LEFT_BRACKET;
  }

  static boolean isClosing(int type) {
    return type == NetLexer.RIGHT_PARENTHESIS || type == NetLexer.RIGHT_BRACKET;
  }

  static boolean isComment(Token token) {
    return token.getType() == NetLexer.COMMENT || token.getType() == NetLexer.DOCUMENTATION;
  }

  /** The token as it is written, {@code ->}; only for tokens with a fixed spelling. */
  static String spelling(int type) {
    String literal = NetLexer.VOCABULARY.getLiteralName(type);
    return literal == null ? NetParser.VOCABULARY.getSymbolicName(type).toLowerCase(Locale.ROOT)
        : literal.substring(1, literal.length() - 1);
  }
}
