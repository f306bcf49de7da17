package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The tokens of a file as the parser wants them: of the line ends only those that end a statement, one before each
 * {@code }} and one at the end of the file; brackets nested no deeper and statements no longer than the parser's
 * recursion bears.
 *
 * @param documentation the {@code ///} text before a token, by the token's place
 */
record Layout(List<Token> tokens, Map<Integer, String> documentation) {
  /** How deep brackets may be nested. */
  static final int DEEPEST = 100;
  /** How many operators a statement may have. */
  static final int MOST_OPERATORS = 1_000;

  /** The layout of a file; nothing if it is beyond a limit, which is then complained about. */
  static Optional<Layout> of(SourceFile file, Complaints complaints) {
    Optional<Scan> scan = Scan.of(file, complaints);
    if (scan.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<Token>> tokens = new Lines(scan.get().tokens(), complaints).joined();
    return tokens.map(list -> new Layout(list, scan.get().documentation()));
  }

  /**
   * A bracket or brace.
   *
   * @param isPrefix whether an operand follows it when it is closed, as in {@code sum[i] x} and {@code repeat(3) f}
   */
  private record Bracket(int type, boolean isPrefix) {}

  /** Decides which line ends stay. */
  private static final class Lines {
    private final List<Token> in;
    private final Complaints complaints;
    private final List<Token> out = new ArrayList<>();
    private final Deque<Bracket> open = new ArrayDeque<>();
    /** The bracket that was closed last. */
    private Bracket closed = new Bracket(Token.EOF, false);
    private int operators;

    Lines(List<Token> in, Complaints complaints) {
      this.in = in;
      this.complaints = complaints;
    }

    /** The tokens; nothing if a limit is passed. */
    Optional<List<Token>> joined() {
      for (int i = 0; i < in.size(); i++) {
        Token token = in.get(i);
        int type = token.getType();
        if (type == NetLexer.NEWLINE) {
          if (endsStatement(i)) {
            end(token);
          }
          continue;
        }
        if (type == NetLexer.RIGHT_BRACE || type == Token.EOF) {
          endBefore(token);
        }
        if (!count(token)) {
          return Optional.empty();
        }
        out.add(token);
      }
      return Optional.of(out);
    }

    private boolean endsStatement(int at) {
      int before = last();
      int after = type(at + 1);
      if (before == NetLexer.NEWLINE || before == Token.EOF || after == Token.EOF || after == NetLexer.RIGHT_BRACE) {
        return false;
      }
      if (before == NetLexer.LEFT_BRACE) {
        return false;
      }
      return startsStatement(before, at + 1)
          || !inBrackets() && !Words.continuesAfter(before) && !Words.continuesBefore(after);
    }

    /**
     * Whether the next line is a new statement although a bracket is open or an operand is missing: it starts as no
     * statement could go on. What was forgotten then spoils one statement, not the next one or the rest of the file.
     */
    private boolean startsStatement(int before, int at) {
      int after = type(at);
      if (Words.startsLine(after)) {
        return true;
      }
      boolean isOperand = before == NetLexer.NAME || before == NetLexer.NUMBER
          || Words.isClosing(before) && !closed.isPrefix();
      boolean operands = isOperand && (after == NetLexer.NAME || after == NetLexer.NUMBER);
      boolean definition = after == NetLexer.NAME && type(at + 1) == NetLexer.EQUALS;
      return operands || isIndexed(at)
          || definition && (Words.demandsExpression(before) || !Words.continuesAfter(before));
    }

    /** Whether a name with indices is defined here, {@code y[h < H, w] =}; no argument's name has any. */
    private boolean isIndexed(int at) {
      if (type(at) != NetLexer.NAME || type(at + 1) != NetLexer.LEFT_BRACKET) {
        return false;
      }
      int depth = 0;
      for (int i = at + 1; type(i) != NetLexer.NEWLINE && type(i) != Token.EOF; i++) {
        depth += Words.isOpening(type(i)) ? 1 : Words.isClosing(type(i)) ? -1 : 0;
        if (depth == 0) {
          return type(i + 1) == NetLexer.EQUALS;
        }
      }
      return false;
    }

    private void end(Token newline) {
      out.add(newline);
      operators = 0;
      closeBrackets();
    }

    private void closeBrackets() {
      while (inBrackets()) {
        open.pop();
      }
    }

    /** Ends a statement that a {@code }} or the end of the file cuts off, with a line end of no length. */
    private void endBefore(Token token) {
      if (last() != NetLexer.NEWLINE && last() != NetLexer.LEFT_BRACE && last() != Token.EOF) {
        CommonToken newline = new CommonToken(token);
        newline.setType(NetLexer.NEWLINE);
        newline.setStopIndex(token.getStartIndex() - 1);
        end(newline);
      }
    }

    /** Keeps account of brackets and operators; whether both are within their limits. */
    private boolean count(Token token) {
      int type = token.getType();
      if (Words.startsDeclarationOnly(type) && last() == NetLexer.NEWLINE) {
        open.clear();
      }
      boolean chained = type == NetLexer.LEFT_BRACKET && Words.isClosing(last());
      if (Words.deepens(type) || chained) {
        operators++;
        if (operators > MOST_OPERATORS) {
          complaints.add(Diagnostic.of(Code.STATEMENT_LENGTH, complaints.span(token),
              String.format(Locale.ROOT, "the statement is too long: it has more than %,d operators", MOST_OPERATORS))
              .advice("name parts of it in statements of their own"));
          return false;
        }
      }
      if (type == NetLexer.LEFT_BRACE) {
        // A body stands in no bracket; one that is open in the head has been forgotten.
        closeBrackets();
      }
      if (Words.isOpening(type) || type == NetLexer.LEFT_BRACE) {
        open.push(new Bracket(type, Words.isReducer(last()) || last() == NetLexer.REPEAT));
        if (open.size() > DEEPEST) {
          complaints.add(Diagnostic.of(Code.NESTING, complaints.span(token),
              "brackets are nested more than " + DEEPEST + " deep")
              .advice("name parts of it in statements of their own"));
          return false;
        }
      } else if (Words.isClosing(type) && inBrackets()) {
        closed = open.pop();
      } else if (type == NetLexer.RIGHT_BRACE && !open.isEmpty()) {
        open.pop();
      }
      if (type == NetLexer.LEFT_BRACE || type == NetLexer.RIGHT_BRACE) {
        operators = 0;
      }
      return true;
    }

    private boolean inBrackets() {
      return !open.isEmpty() && Words.isOpening(open.peek().type());
    }

    private int last() {
      return out.isEmpty() ? Token.EOF : out.get(out.size() - 1).getType();
    }

    private int type(int at) {
      return at < in.size() ? in.get(at).getType() : Token.EOF;
    }
  }
}
