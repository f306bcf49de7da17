package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ANTLRErrorStrategy;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * One error for each line or declaration that has any: the first ends the line, and parsing goes on with the next. No
 * token is guessed, except for a forgotten {@code }}, which the next declaration stands in for.
 */
final class Recovery implements ANTLRErrorStrategy {
  private final Complaints complaints;
  private final List<Skipped> skipped = new ArrayList<>();
  private int reported = -1;

  /** Tokens that are in no part of the parse tree: a line of a body, or a part of a file. */
  record Skipped(Token first, Token last, boolean isLine) {}

  Recovery(Complaints complaints) {
    this.complaints = complaints;
  }

  /** What was skipped before anything of it was read, in the order of the text. */
  List<Skipped> skipped() {
    return skipped;
  }

  @Override
  public void reset(Parser parser) {
    reported = -1;
  }

  @Override
  public boolean inErrorRecoveryMode(Parser parser) {
    return false;
  }

  @Override
  public void reportMatch(Parser parser) {}

  @Override
  public Token recoverInline(Parser parser) {
    Token found = parser.getCurrentToken();
    ParserRuleContext context = parser.getContext();
    if (context instanceof NetParser.BodyContext && context.getChildCount() > 0) {
      Token brace = context.getStart();
      report(found, Unexpected.unclosed(parser, found, brace, complaints));
      return new CommonToken(NetLexer.RIGHT_BRACE);
    }
    if (context instanceof NetParser.DeclarationLineContext && found.getTokenIndex() == reported) {
      return new CommonToken(NetLexer.NEWLINE);
    }
    throw new InputMismatchException(parser);
  }

  @Override
  public void reportError(Parser parser, RecognitionException error) {
    IntervalSet expected = error instanceof InputMismatchException
        || error.getOffendingToken() == parser.getCurrentToken() ? error.getExpectedTokens() : new IntervalSet();
    report(error.getOffendingToken(),
        Unexpected.diagnostic(parser, error.getOffendingToken(), expected, complaints));
  }

  private void report(Token found, Diagnostic diagnostic) {
    if (found.getTokenIndex() != reported) {
      reported = found.getTokenIndex();
      if (!complaints.isMisread(found)) {
        complaints.add(diagnostic);
      }
    }
  }

  /** Passes the error up to the line or declaration that it is in, and skips the rest of that. */
  @Override
  public void recover(Parser parser, RecognitionException error) {
    ParserRuleContext context = parser.getContext();
    if (context instanceof NetParser.LineContext || context instanceof NetParser.ImportLineContext) {
      skipLine(parser);
    } else if (context instanceof NetParser.DeclarationLineContext) {
      if (context.getStart().getType() == NetParser.EXAMPLE) {
        skipLine(parser);
      } else {
        skipDeclaration(parser);
      }
    } else if (context instanceof NetParser.FileContext) {
      while (type(parser) != Token.EOF) {
        skip(parser);
      }
    } else {
      throw error;
    }
  }

  /** Before each line of a body and each part of a file: skips what cannot start one. */
  @Override
  public void sync(Parser parser) {
    ParserRuleContext context = parser.getContext();
    if (context instanceof NetParser.BodyContext) {
      IntervalSet starts = parser.getATN().nextTokens(parser.getATN().ruleToStartState[NetParser.RULE_statement]);
      for (int type = type(parser); !starts.contains(type) && !endsBody(type); type = type(parser)) {
        Token found = parser.getCurrentToken();
        report(found, Unexpected.diagnostic(parser, found, "a statement", complaints));
        skipLine(parser);
        skipped.add(new Skipped(found, parser.getInputStream().LT(-1), true));
      }
    } else if (context instanceof NetParser.FileContext) {
      int parts = context.getChildCount();
      boolean declarations = parts > 0 && context.getChild(parts - 1) instanceof NetParser.DeclarationLineContext;
      for (int type = type(parser);
          type != Token.EOF && !Words.startsPart(type) && (type != NetLexer.IMPORT || declarations);
          type = type(parser)) {
        Token found = parser.getCurrentToken();
        strayPart(parser, found);
        skipped.add(new Skipped(found, parser.getInputStream().LT(-1), false));
      }
    }
  }

  private void strayPart(Parser parser, Token found) {
    if (found.getType() == NetLexer.IMPORT) {
      report(found, Diagnostic.of(Code.UNEXPECTED, complaints.span(found), "imports stand before all declarations"));
      skip(parser);
      skipLine(parser);
      return;
    }
    report(found, Unexpected.diagnostic(parser, found, "layer, block, network or optimizer", complaints));
    skip(parser);
    skipDeclaration(parser);
  }

  private static boolean endsBody(int type) {
    return type == NetLexer.RIGHT_BRACE || type == Token.EOF || Words.startsDeclarationOnly(type);
  }

  /** Skips to the next line; not past the end of the body. */
  private static void skipLine(Parser parser) {
    int depth = 0;
    while (type(parser) != Token.EOF && !atDeclaration(parser, false)) {
      int type = type(parser);
      if (type == NetLexer.RIGHT_BRACE && depth == 0) {
        return;
      }
      depth += type == NetLexer.LEFT_BRACE ? 1 : type == NetLexer.RIGHT_BRACE ? -1 : 0;
      skip(parser);
      if (type == NetLexer.NEWLINE && depth == 0) {
        return;
      }
    }
  }

  /** Skips to the end of the body of this declaration if that is still to come, else to the next declaration. */
  private static void skipDeclaration(Parser parser) {
    int depth = 0;
    while (type(parser) != Token.EOF && !atDeclaration(parser, depth == 0)) {
      int type = type(parser);
      depth = Math.max(0, depth + (type == NetLexer.LEFT_BRACE ? 1 : type == NetLexer.RIGHT_BRACE ? -1 : 0));
      skip(parser);
      if (type == NetLexer.RIGHT_BRACE && depth == 0) {
        skipLine(parser);
        return;
      }
    }
  }

  /** Whether a declaration or, outside of all bodies, an import starts here, at the start of a line. */
  private static boolean atDeclaration(Parser parser, boolean outside) {
    Token before = parser.getInputStream().LT(-1);
    int type = type(parser);
    return before != null && before.getType() == NetLexer.NEWLINE
        && (Words.startsDeclarationOnly(type) || outside && (type == NetLexer.OPTIMIZER || type == NetLexer.IMPORT));
  }

  /** Consumes a token, which stays out of the parse tree. */
  private static void skip(Parser parser) {
    parser.getInputStream().consume();
  }

  private static int type(Parser parser) {
    return parser.getCurrentToken().getType();
  }
}
