package dev.netgrad.syntax;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/**
 * Between which words and signs a space stands. Around {@code * / %} its author decides, so that a formula can show
 * what belongs together: {@code 2*x + 1}, but also {@code (x[i] else 0) * weight[i]}.
 */
final class Spacing {
  private final Set<Token> unary = newSet();
  private final Set<Token> wide = newSet();
  /** The brackets of reductions' heads and of {@code [condition]}, which follow or end no operand. */
  private final Set<Token> heads = newSet();
  private final Set<Token> conditions = newSet();

  /**
   * @param tokens all of a file without its line ends and comments
   */
  Spacing(List<Token> tokens) {
    Deque<Token> open = new ArrayDeque<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      Token before = i == 0 ? null : tokens.get(i - 1);
      switch (token.getType()) {
        case NetLexer.LEFT_PARENTHESIS -> open.push(token);
        case NetLexer.LEFT_BRACKET -> {
          open.push(token);
          if (before != null && Words.isReducer(before.getType())) {
            heads.add(token);
          } else if (!endsOperand(before) && before.getType() != NetLexer.CLASS) {
            conditions.add(token);
          }
        }
        case NetLexer.RIGHT_PARENTHESIS, NetLexer.RIGHT_BRACKET -> {
          if (heads.contains(open.pop())) {
            heads.add(token);
          }
        }
        case NetLexer.MINUS -> {
          if (!endsOperand(before)) {
            unary.add(token);
          }
        }
        case NetLexer.TIMES, NetLexer.DIVIDE, NetLexer.REMAINDER -> {
          if (gap(before, token) || gap(token, tokens.get(i + 1))) {
            wide.add(token);
          }
        }
        default -> { }
      }
    }
  }

  private static Set<Token> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Whether a token ends something that {@code -} can subtract from and {@code [} can read. */
  private boolean endsOperand(Token token) {
    return token != null && switch (token.getType()) {
      case NetLexer.NAME, NetLexer.NUMBER, NetLexer.RIGHT_PARENTHESIS, NetLexer.INFINITY, NetLexer.TRAINING,
          NetLexer.TRUE, NetLexer.FALSE -> true;
      case NetLexer.RIGHT_BRACKET -> !heads.contains(token);
      default -> false;
    };
  }

  private static boolean gap(Token a, Token b) {
    return b.getStartIndex() > a.getStopIndex() + 1;
  }

  /** Whether a space stands between two tokens that follow each other in a line. */
  boolean between(Token a, Token b) {
    int left = a.getType();
    int right = b.getType();
    if (Words.isOpening(left) || unary.contains(a) || isTight(a) || isTight(b)) {
      return false;
    }
    return switch (right) {
      case NetLexer.COMMA, NetLexer.COLON, NetLexer.ELLIPSIS, NetLexer.RIGHT_PARENTHESIS, NetLexer.RIGHT_BRACKET ->
          false;
      case NetLexer.RIGHT_BRACE -> left != NetLexer.LEFT_BRACE;
      case NetLexer.LEFT_PARENTHESIS -> left != NetLexer.NAME && left != NetLexer.MAX && left != NetLexer.REPEAT;
      case NetLexer.LEFT_BRACKET -> conditions.contains(b);
      default -> true;
    };
  }

  private boolean isTight(Token token) {
    return switch (token.getType()) {
      case NetLexer.POWER -> true;
      case NetLexer.TIMES, NetLexer.DIVIDE, NetLexer.REMAINDER -> !wide.contains(token);
      default -> false;
    };
  }
}
