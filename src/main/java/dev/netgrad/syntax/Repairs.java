package dev.netgrad.syntax;

import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.source.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/** What may have been meant where the parser expected something else. */
final class Repairs {
  private static final Set<Integer> STATEMENT_ENDS =
      Set.of(NetLexer.NEWLINE, NetLexer.RIGHT_BRACE, Token.EOF);

  private final TokenStream tokens;
  private final Complaints complaints;

  Repairs(TokenStream tokens, Complaints complaints) {
    this.tokens = tokens;
    this.complaints = complaints;
  }

  /** What may have been meant to start a declaration or an import. */
  Optional<Hint> declaration(Token found) {
    if (found.getType() == NetLexer.DIVIDE) {
      String line = complaints.file().lineText(complaints.span(found).line());
      return Optional.of(line.contains("/*") && !line.contains("*/")
          ? Hint.advice("// starts a comment, in each of its lines")
          : Hint.fix("// starts a comment", complaints.span(found), "//"));
    }
    return Spelling.suggestion(complaints.span(found), found.getText(), Stream.of(NetLexer.IMPORT, NetLexer.LAYER,
        NetLexer.BLOCK, NetLexer.NETWORK, NetLexer.OPTIMIZER).map(Words::spelling).toList());
  }

  /**
   * What may have been meant within a declaration.
   *
   * @param what the descriptions of what was expected
   * @param open the bracket that is open there
   */
  Optional<Hint> hint(Token found, List<String> what, Optional<Token> open, ParserRuleContext context) {
    int type = found.getType();
    Token before = at(found.getTokenIndex() - 1);
    boolean isCondition = what.contains(Words.spelling(NetLexer.THEN))
        || open.isPresent() && opensCondition(open.get(), found);
    Optional<Hint> reduction = new UnknownReduction(tokens, complaints).hint(found, open);
    if (reduction.isPresent()) {
      return reduction;
    }
    if (type == NetLexer.NAME && startsStatement(before)) {
      return Optional.of(Hint.fix(
          "a definition has =: " + before.getText() + " = …", complaints.span(before).after(), " ="));
    } else if (type == NetLexer.TIMES && before.getType() == NetLexer.TIMES) {
      return Optional.of(Hint.fix("x^2 is a power", complaints.span(before, found), "^"));
    } else if ((what.contains(Unexpected.NAME) || what.contains(Unexpected.EXPRESSION))
        && Words.isReserved(type) && !Words.continuesAfter(type)) {
      return Optional.of(Hint.advice(found.getText() + " is a word of the language and cannot be a name"));
    } else if (type == NetLexer.EQUALS && isCondition) {
      return Optional.of(Hint.fix("= defines; == compares", complaints.span(found), "=="));
    } else if (type == NetLexer.EQUALS && context instanceof NetParser.AtomContext) {
      return Optional.of(Hint.advice("= defines; == compares"));
    } else if (type == NetLexer.EQUAL && what.contains(Words.spelling(NetLexer.EQUALS))) {
      return Optional.of(Hint.fix("== compares; = defines", complaints.span(found), "="));
    } else if (type == NetLexer.NEWLINE && what.contains(Words.spelling(NetLexer.LEFT_BRACE))) {
      return Optional.of(brace(found, before));
    } else if (type == NetLexer.ELSE && before.getType() == NetLexer.RIGHT_BRACKET) {
      return Optional.of(guarded(found));
    } else if (type == NetLexer.BAR) {
      return Optional.of(bar(found, what.contains(Words.spelling(NetLexer.THEN))));
    } else if (type == NetLexer.COLON && before.getType() == NetLexer.NAME) {
      return Optional.of(label(before, found));
    } else if (Words.isReducer(before.getType()) && what.equals(List.of(Words.spelling(NetLexer.LEFT_BRACKET)))) {
      return Optional.of(Hint.advice("a reduction names its indices, as in " + before.getText() + "[i] x[i]"));
    }
    return Optional.empty();
  }

  /** Whether this is a name, the first word of a statement. */
  private boolean startsStatement(Token name) {
    int type = name.getTokenIndex() == 0 ? Token.EOF : at(name.getTokenIndex() - 1).getType();
    return name.getType() == NetLexer.NAME && (type == NetLexer.NEWLINE || type == NetLexer.LEFT_BRACE);
  }

  private Token at(int index) {
    return tokens.get(Math.max(0, Math.min(index, tokens.size() - 1)));
  }

  /** Whether Iverson's bracket is open, or a reduction's after its bar. */
  private boolean opensCondition(Token open, Token found) {
    int before = at(open.getTokenIndex() - 1).getType();
    if (open.getType() != NetLexer.LEFT_BRACKET || before == NetLexer.NAME || Words.isClosing(before)) {
      return false;
    }
    return !Words.isReducer(before) || IntStream.range(open.getTokenIndex(), found.getTokenIndex())
        .anyMatch(i -> at(i).getType() == NetLexer.BAR);
  }

  private Hint brace(Token newline, Token before) {
    String text = "{ stands in the line of the declaration";
    Token next = at(newline.getTokenIndex() + 1);
    Span between = complaints.span(before).after().to(complaints.span(next));
    return between.text().strip().equals("{") ? Hint.fix(text, between, " {") : Hint.advice(text);
  }

  /** {@code x[i - 1] else 0}, where what lies outside is one word or number that ends the statement. */
  private Hint guarded(Token otherwise) {
    String text = "a read with a value outside its bounds stands in parentheses, as in (x[i - 1] else 0)";
    int value = otherwise.getTokenIndex() + 1;
    value += at(value).getType() == NetLexer.MINUS ? 1 : 0;
    boolean isSimple = Set.of(NetLexer.NUMBER, NetLexer.NAME, NetLexer.INFINITY).contains(at(value).getType())
        && STATEMENT_ENDS.contains(at(value + 1).getType());
    Optional<Token> name = isSimple ? read(otherwise.getTokenIndex() - 1) : Optional.empty();
    Token last = at(value);
    return name.map(first -> Hint.fix(text, new Hint.Fix(complaints.span(first).before(), "("),
        new Hint.Fix(complaints.span(last).after(), ")"))).orElse(Hint.advice(text));
  }

  /** The name of the tensor that is read in the brackets that a token closes. */
  private Optional<Token> read(int closing) {
    int open = 0;
    for (int i = closing; i > 0; i--) {
      open += at(i).getType() == NetLexer.RIGHT_BRACKET ? 1 : at(i).getType() == NetLexer.LEFT_BRACKET ? -1 : 0;
      if (open == 0) {
        return Optional.of(at(i - 1)).filter(t -> t.getType() == NetLexer.NAME);
      }
    }
    return Optional.empty();
  }

  /** {@code y = label: callee(x, K)}, which is a statement's whole value: {@code y = x -> label: callee(K)}. */
  private Hint label(Token label, Token colon) {
    String text = "a label follows ->, as in x -> " + label.getText() + ": dense(10)";
    int callee = colon.getTokenIndex() + 1;
    List<Token> marks = new ArrayList<>();
    int depth = 0;
    for (int i = callee + 1; marks.isEmpty() || depth > 0; i++) {
      Token token = at(i);
      depth += Words.isOpening(token.getType()) ? 1 : Words.isClosing(token.getType()) ? -1 : 0;
      boolean isMark = depth == 0 || depth == 1 && (token.getType() == NetLexer.COMMA || marks.isEmpty());
      if (isMark) {
        marks.add(token);
      }
      if (STATEMENT_ENDS.contains(token.getType()) || marks.get(0).getType() != NetLexer.LEFT_PARENTHESIS) {
        return Hint.advice(text);
      }
    }
    Token open = marks.get(0);
    Token close = marks.get(marks.size() - 1);
    int before = at(label.getTokenIndex() - 1).getType();
    boolean isWhole = (before == NetLexer.EQUALS || before == NetLexer.NEWLINE || before == NetLexer.LEFT_BRACE)
        && STATEMENT_ENDS.contains(at(close.getTokenIndex() + 1).getType());
    Span first = between(open, marks.get(1));
    if (!isWhole || first.text().isBlank() || first.text().contains("=")) {
      return Hint.advice(text);
    }
    String rest = marks.size() == 2 ? "" : "(" + between(marks.get(1), close).text().strip() + ")";
    String written = first.text().strip() + " -> " + label.getText() + ": " + at(callee).getText() + rest;
    return Hint.fix("a label follows ->: " + written, complaints.span(label, close), written);
  }

  private Span between(Token left, Token right) {
    return complaints.span(left).after().to(complaints.span(right).before());
  }

  /** {@code a | b}, or {@code a || b}. */
  private Hint bar(Token found, boolean isCondition) {
    Token next = at(found.getTokenIndex() + 1);
    Span bars = complaints.span(found, next.getType() == NetLexer.BAR ? next : found);
    return isCondition ? Hint.fix("or joins conditions", bars, bars.spaced("or"))
        : Hint.advice("or joins conditions; | stands before a reduction's guards");
  }
}
