package dev.netgrad.syntax;

import dev.netgrad.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/**
 * What could not be read, and what can be told of it all the same: what a statement was to define, what a declaration
 * was to declare. So those that use it are not told that there is no such name.
 *
 * @param skipped what no part of the parse tree stands for
 */
record Unread(CommonTokenStream tokens, List<Recovery.Skipped> skipped, Complaints complaints) {

  /** Whether there is an error in a part of the tree. */
  boolean contains(ParserRuleContext context) {
    return context.exception != null || complaints.isWithin(context.start.getStartIndex(), end(context.stop));
  }

  /** Whether there is an error in the head of a declaration. */
  boolean containsHead(NetParser.DeclarationContext context) {
    return complaints.isWithin(context.start.getStartIndex(), context.body().start.getStartIndex() - 1);
  }

  /** The statements of a body for which there is nothing in its tree. */
  Stream<Ast.Statement> lines(NetParser.BodyContext body) {
    return skipped.stream().filter(s -> s.isLine() && s.first().getTokenIndex() > body.start.getTokenIndex()
        && s.first().getTokenIndex() < body.stop.getTokenIndex()).map(s -> statement(s.first(), s.last()));
  }

  /** The parts of a file for which there is nothing in its tree. */
  Stream<Ast.Gap> parts() {
    return skipped.stream().filter(s -> !s.isLine()).map(s -> part(s.first(), s.last()));
  }

  /** A statement of which some is in the tree. */
  Ast.Statement statement(ParserRuleContext line) {
    return statement(line.start, line.stop);
  }

  /** A declaration of which some is in the tree. */
  Ast.Gap part(ParserRuleContext declaration) {
    return part(declaration.start, declaration.stop);
  }

  private Ast.Statement statement(Token first, Token last) {
    Ast.Purpose purpose = switch (first.getType()) {
      case NetParser.SCAN -> Ast.Purpose.DEFINITION;
      case NetLexer.PARAMETER, NetLexer.STATE -> Ast.Purpose.PARAMETER_OR_STATE;
      case NetLexer.OUTPUT -> Ast.Purpose.OUTPUT;
      case NetLexer.NEXT, NetLexer.REQUIRE, NetLexer.OPTIMIZER, NetParser.DERIVATIVE, NetParser.METRIC ->
          Ast.Purpose.OTHER;
      default -> isDefinition(first, last) ? Ast.Purpose.DEFINITION : Ast.Purpose.RESULT;
    };
    Optional<Token> name = switch (purpose) {
      case PARAMETER_OR_STATE -> Optional.of(tokens.get(first.getTokenIndex() + 1));
      case DEFINITION -> Optional.of(
          first.getType() == NetParser.SCAN ? tokens.get(first.getTokenIndex() + 1) : first);
      case RESULT, OUTPUT, OTHER -> Optional.empty();
    };
    return new Ast.BrokenStatement(span(first, last), purpose, name(name));
  }

  /** Whether an {@code =} gives something a name, and is not that of an argument. */
  private boolean isDefinition(Token first, Token last) {
    int open = 0;
    for (int i = first.getTokenIndex(); i <= last.getTokenIndex(); i++) {
      switch (tokens.get(i).getType()) {
        case NetLexer.LEFT_PARENTHESIS -> open++;
        case NetLexer.RIGHT_PARENTHESIS -> open = Math.max(0, open - 1);
        // Of the indices left of =, even where a parenthesis among them has been forgotten.
        case NetLexer.RIGHT_BRACKET -> open = tokens.get(i + 1).getType() == NetLexer.EQUALS ? 0 : open;
        case NetLexer.ARROW -> {
          return false;
        }
        case NetLexer.EQUALS -> {
          if (open == 0) {
            return true;
          }
        }
        default -> { }
      }
    }
    return false;
  }

  /** {@code layer name …}, even where the first word is misspelt. */
  private Ast.Gap part(Token first, Token last) {
    Token second = tokens.get(Math.min(first.getTokenIndex() + 1, tokens.size() - 1));
    boolean isImport = first.getType() == NetLexer.IMPORT;
    return new Ast.Gap(span(first, last), isImport ? Optional.empty() : name(Optional.of(second)));
  }

  private Optional<Ast.Name> name(Optional<Token> token) {
    return token.filter(t -> t.getType() == NetLexer.NAME).map(t -> new Ast.Name(complaints.span(t), t.getText()));
  }

  /** Without the end of its line. */
  private Span span(Token first, Token last) {
    Token end = last.getType() == NetLexer.NEWLINE && last != first ? tokens.get(last.getTokenIndex() - 1) : last;
    return complaints.span(first, end);
  }

  private static int end(Token token) {
    return token.getType() == NetLexer.NEWLINE ? token.getStartIndex() - 1 : token.getStopIndex();
  }
}
