package dev.netgrad.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Words that are words of the language in their place only, and names anywhere else, as they came to the language when
 * there were files already: {@code min[i] x[i]} is a reduction where indices and a factor follow and the declaration
 * has no tensor of that name. So have {@code step} and {@code key}, which are roles behind the colon of a formal
 * parameter, {@code derivative}, {@code metric} and {@code scan}, which start a line that goes on with a name, and
 * {@code example}, which also has a parenthesis behind that.
 */
final class PlacedWords {
  private static final Map<String, Integer> ROLES = Map.of("step", NetParser.STEP, "key", NetParser.KEY);
  private static final Map<String, Integer> REDUCERS = Map.of("prod", NetParser.PROD, "min", NetParser.MIN);

  private static final Map<String, Integer> STARTS =
      Map.of("derivative", NetParser.DERIVATIVE, "metric", NetParser.METRIC, "example", NetParser.EXAMPLE,
          "scan", NetParser.SCAN);

  private final List<Token> tokens;
  /** By the place of a bracket, that of the one that closes it; 0 where nothing does. */
  private final int[] closing;
  /** By a place, whether a bracket is open after it, where lines do not end statements. */
  private final boolean[] within;
  /** Where declarations start. */
  private final List<Integer> starts = new ArrayList<>();

  private PlacedWords(List<Token> tokens) {
    this.tokens = tokens;
    this.closing = new int[tokens.size()];
    this.within = new boolean[tokens.size()];
    Deque<Integer> open = new ArrayDeque<>();
    int braces = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      if (Words.isOpening(type)) {
        open.push(i);
      } else if (Words.isClosing(type) && !open.isEmpty()) {
        closing[open.pop()] = i;
      } else if (type == NetLexer.LEFT_BRACE || type == NetLexer.RIGHT_BRACE) {
        open.clear();
        braces = type == NetLexer.LEFT_BRACE ? braces + 1 : Math.max(0, braces - 1);
      } else if (isFirst(i) && (Words.startsDeclarationOnly(type) || Words.startsDeclaration(type) && braces == 0)) {
        starts.add(i);
        braces = 0;
      }
      within[i] = !open.isEmpty();
    }
  }

  /**
   * Makes such words tokens of their own.
   *
   * @param all the tokens of a file, with line ends; comments do not count
   */
  static void mark(List<Token> all) {
    List<Token> tokens = all.stream().filter(t -> !Words.isComment(t)).toList();
    if (tokens.stream().noneMatch(token -> isOne(token) || isRole(token) || isStart(token))) {
      return;
    }
    PlacedWords words = new PlacedWords(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      if (isStart(tokens.get(i)) && words.startsLine(i)) {
        ((CommonToken) tokens.get(i)).setType(STARTS.get(tokens.get(i).getText()));
      }
    }
    for (int d = 0; d < words.starts.size(); d++) {
      words.mark(words.starts.get(d), d + 1 < words.starts.size() ? words.starts.get(d + 1) : tokens.size());
    }
  }

  private static boolean isOne(Token token) {
    return token.getType() == NetLexer.NAME && REDUCERS.containsKey(token.getText());
  }

  private static boolean isRole(Token token) {
    return token.getType() == NetLexer.NAME && ROLES.containsKey(token.getText());
  }

  private static boolean isStart(Token token) {
    return token.getType() == NetLexer.NAME && STARTS.containsKey(token.getText());
  }

  private boolean isFirst(int at) {
    return at == 0 || type(at - 1) == NetLexer.NEWLINE;
  }

  /** The words within a declaration. */
  private void mark(int from, int to) {
    Set<String> names = new HashSet<>();
    for (int i = from; i < to; i++) {
      if (isOne(tokens.get(i)) && isDefinition(i, from)) {
        names.add(tokens.get(i).getText());
      }
    }
    for (int i = from; i < to; i++) {
      Token token = tokens.get(i);
      if (isRole(token) && hasRole(i, from)) {
        ((CommonToken) token).setType(ROLES.get(token.getText()));
      } else if (isOne(token) && !names.contains(token.getText()) && type(i + 1) == NetLexer.LEFT_BRACKET
          && closing[i + 1] > 0 && startsFactor(type(after(closing[i + 1])))) {
        ((CommonToken) token).setType(REDUCERS.get(token.getText()));
      }
    }
  }

  /** Whether a statement starts with this word: nothing else has a name behind one. */
  private boolean startsLine(int at) {
    boolean isCall = type(at + 2) == NetLexer.LEFT_PARENTHESIS;
    return (isFirst(at) || type(at - 1) == NetLexer.LEFT_BRACE) && type(at + 1) == NetLexer.NAME
        && (isCall || !tokens.get(at).getText().equals("example"));
  }

  /** Whether the role of an argument stands here: {@code t: step} in a head, {@code k: key} in that of a network. */
  private boolean hasRole(int at, int declaration) {
    int next = type(after(at));
    boolean fits = !tokens.get(at).getText().equals("key") || type(declaration) == NetLexer.NETWORK;
    return fits && type(at - 1) == NetLexer.COLON && declaration + 2 < at && at < closing[declaration + 2]
        && enclosing(at) == declaration + 2 && (next == NetLexer.COMMA || next == NetLexer.RIGHT_PARENTHESIS);
  }

  /** Whether a tensor gets its name here: as an argument, by a statement or by a label. */
  private boolean isDefinition(int at, int declaration) {
    int before = type(at - 1);
    boolean isArgument = declaration + 2 < at && at < closing[declaration + 2]
        && (before == NetLexer.LEFT_PARENTHESIS || before == NetLexer.COMMA) && enclosing(at) == declaration + 2;
    boolean isDeclared = before == NetLexer.PARAMETER || before == NetLexer.STATE || before == NetLexer.NEXT;
    boolean isLabel = before == NetLexer.ARROW && type(at + 1) == NetLexer.COLON;
    int after = type(at + 1) == NetLexer.LEFT_BRACKET ? closing[at + 1] + 1 : at + 1;
    boolean isDefined = (before == NetLexer.NEWLINE || before == NetLexer.LEFT_BRACE) && type(after) == NetLexer.EQUALS;
    return isArgument || isDeclared || isLabel || isDefined;
  }

  /** The bracket around a place in the head of a declaration. */
  private int enclosing(int at) {
    int open = at - 1;
    while (open > 0 && !(Words.isOpening(type(open)) && closing[open] > at)) {
      open--;
    }
    return open;
  }

  /** Whether the body of a reduction may start here; a minus too, for without a tensor nothing is subtracted from. */
  private static boolean startsFactor(int type) {
    return Words.isOpening(type) || Words.isReducer(type) || switch (type) {
      case NetLexer.NAME, NetLexer.NUMBER, NetLexer.MINUS, NetLexer.IF, NetLexer.INFINITY, NetLexer.TRAINING -> true;
      default -> false;
    };
  }

  /** The place of what the statement goes on with after a token. */
  private int after(int at) {
    int next = at + 1;
    while (within[at] && type(next) == NetLexer.NEWLINE) {
      next++;
    }
    return next;
  }

  private int type(int at) {
    return at >= 0 && at < tokens.size() ? tokens.get(at).getType() : Token.EOF;
  }
}
