package dev.netgrad.syntax;

import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/**
 * What is written as a reduction, {@code mean[i] x[i]}, and begins with a name that is none. To the parser it is a read
 * of a tensor, after which the statement ends.
 */
final class UnknownReduction {
  private static final Map<String, String> ELSEWHERE =
      Map.of("product", "prod", "maximum", "max", "minimum", "min", "amax", "max", "amin", "min");
  private static final Set<String> MEANS = Set.of("mean", "avg", "average");
  private static final List<String> REDUCERS = Arrays.stream(Reducer.values()).map(Reducer::symbol).toList();

  private final TokenStream tokens;
  private final Complaints complaints;

  UnknownReduction(TokenStream tokens, Complaints complaints) {
    this.tokens = tokens;
    this.complaints = complaints;
  }

  /**
   * Which reduction may have been meant.
   *
   * @param found a reduction's body, or the bar before its guards
   * @param open the bracket that is open there
   */
  Optional<Hint> hint(Token found, Optional<Token> open) {
    boolean isBar = found.getType() == NetLexer.BAR;
    int bracket = isBar ? open.map(Token::getTokenIndex).orElse(0)
        : startsBody(found) ? matching(found.getTokenIndex() - 1, -1) : 0;
    if (bracket == 0 || type(bracket) != NetLexer.LEFT_BRACKET || type(bracket - 1) != NetLexer.NAME) {
      return Optional.empty();
    }
    Token name = tokens.get(bracket - 1);
    Span place = complaints.span(name);
    String text = name.getText().toLowerCase(Locale.ROOT);
    if (isTensor(name)) {
      return REDUCERS.contains(name.getText()) ? Optional.of(Hint.advice("`" + name.getText()
          + "` is a tensor here, and so no reduction: call that one otherwise")) : Optional.empty();
    } else if (MEANS.contains(text)) {
      return Optional.of(Hint.advice("a mean is a sum divided by the number of its terms, as in (sum[i] x[i])/I"));
    } else if (text.equals("argmin")) {
      String meant = "where x is smallest, -x is largest: argmax[i] -x[i]";
      return Optional.of(isBar ? Hint.advice(meant) : Hint.fix(meant, new Hint.Fix(place, "argmax"),
          new Hint.Fix(complaints.span(found).before(), "-")));
    }
    return Optional.ofNullable(ELSEWHERE.get(text)).or(() -> Spelling.nearest(name.getText(), REDUCERS))
        .filter(meant -> declaration(name).noneMatch(i -> isNamed(i, meant)))
        .map(meant -> Spelling.question(place, meant));
  }

  private static boolean startsBody(Token token) {
    return Words.isReducer(token.getType()) || Set.of(NetLexer.NAME, NetLexer.NUMBER, NetLexer.LEFT_PARENTHESIS,
        NetLexer.LEFT_BRACKET, NetLexer.IF, NetLexer.INFINITY, NetLexer.TRAINING).contains(token.getType());
  }

  /** Whether the name stands anywhere but before indices and a body. */
  private boolean isTensor(Token name) {
    return declaration(name).anyMatch(i -> isNamed(i, name.getText())
        && !(type(i + 1) == NetLexer.LEFT_BRACKET && startsBody(tokens.get(matching(i + 1, 1) + 1))));
  }

  /** The places of the declaration that a token is in. */
  private IntStream declaration(Token token) {
    int from = token.getTokenIndex();
    while (from > 0 && !startsDeclaration(from)) {
      from--;
    }
    return IntStream.concat(IntStream.of(from),
        IntStream.range(from + 1, tokens.size()).takeWhile(i -> !startsDeclaration(i)));
  }

  private boolean startsDeclaration(int i) {
    return Set.of(NetLexer.LAYER, NetLexer.BLOCK, NetLexer.NETWORK).contains(type(i));
  }

  private boolean isNamed(int i, String name) {
    return type(i) == NetLexer.NAME && tokens.get(i).getText().equals(name);
  }

  /** The other one of a pair of brackets, forwards or backwards; 0 if there is none. */
  private int matching(int bracket, int step) {
    int depth = 0;
    for (int i = bracket; i > 0 && i < tokens.size() - 1; i += step) {
      depth += Words.isOpening(type(i)) ? 1 : Words.isClosing(type(i)) ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return 0;
  }

  private int type(int i) {
    return i < 0 || i >= tokens.size() ? Token.EOF : tokens.get(i).getType();
  }
}
