package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Parse tree to syntax tree: expressions. */
final class ExpressionBuilder extends NetBaseVisitor<Ast.Expr> {
  /** Words that stand for a value. */
  static final Set<String> CONSTANTS = Set.of("infinity", "training", "true", "false");

  private final Complaints complaints;

  ExpressionBuilder(Complaints complaints) {
    this.complaints = complaints;
  }

  Ast.Expr expression(NetParser.ExpressionContext context) {
    return visit(context);
  }

  List<Ast.Argument> arguments(NetParser.ArgumentsContext context) {
    return context == null ? List.of() : context.argument().stream().map(this::argument).toList();
  }

  Ast.Argument argument(NetParser.ArgumentContext context) {
    return new Ast.Argument(span(context), optionalName(context.NAME()), visit(context.readIndex()));
  }

  Ast.OutputIndex outputIndex(NetParser.OutputIndexContext context) {
    return new Ast.OutputIndex(span(context), name(context.NAME().getSymbol()),
        Optional.ofNullable(context.expression()).map(this::visit), context.ELLIPSIS() != null);
  }

  @Override
  public Ast.Expr visitAtomExpression(NetParser.AtomExpressionContext context) {
    return visit(context.atom());
  }

  @Override
  public Ast.Expr visitAccess(NetParser.AccessContext context) {
    return new Ast.Access(span(context), visit(context.expression()),
        context.readIndex().stream().map(this::visitReadIndex).toList());
  }

  @Override
  public Ast.Expr visitReadIndex(NetParser.ReadIndexContext context) {
    Ast.Expr index = visit(context.expression());
    if (context.ELLIPSIS() == null) {
      return index;
    }
    if (index instanceof Ast.Reference reference) {
      return new Ast.Pack(span(context), reference.name());
    }
    complaints.add(Diagnostic.of(Code.PACK_NAME, span(context), "... stands after a name, as in i..."));
    return index;
  }

  @Override
  public Ast.Expr visitPower(NetParser.PowerContext context) {
    return binary(Ast.BinaryOperator.POWER, context.expression(), context);
  }

  @Override
  public Ast.Expr visitNegation(NetParser.NegationContext context) {
    return new Ast.Negate(span(context), visit(context.expression()));
  }

  @Override
  public Ast.Expr visitProduct(NetParser.ProductContext context) {
    Ast.BinaryOperator operator = switch (context.operator.getType()) {
      case NetLexer.TIMES -> Ast.BinaryOperator.MULTIPLY;
      case NetLexer.DIVIDE -> Ast.BinaryOperator.DIVIDE;
      default -> Ast.BinaryOperator.REMAINDER;
    };
    return binary(operator, context.expression(), context);
  }

  @Override
  public Ast.Expr visitReduction(NetParser.ReductionContext context) {
    List<NetParser.ExpressionContext> expressions = context.expression();
    int guards = expressions.size() - 1;
    return new Ast.Reduce(span(context), Words.reducer(context.reducer.getType()),
        context.outputIndex().stream().map(this::outputIndex).toList(),
        expressions.subList(0, guards).stream().map(this::visit).toList(), visit(expressions.get(guards)));
  }

  @Override
  public Ast.Expr visitSum(NetParser.SumContext context) {
    return binary(context.operator.getType() == NetLexer.PLUS ? Ast.BinaryOperator.ADD : Ast.BinaryOperator.SUBTRACT,
        context.expression(), context);
  }

  /** A chain of comparisons, which the grammar gives as comparisons of comparisons, leftmost innermost. */
  @Override
  public Ast.Expr visitComparison(NetParser.ComparisonContext context) {
    List<Ast.Expr> operands = new ArrayList<>();
    List<Relation> relations = new ArrayList<>();
    NetParser.ExpressionContext left = context;
    while (left instanceof NetParser.ComparisonContext comparison) {
      relations.add(0, relation(comparison.operator));
      operands.add(0, visit(comparison.expression(1)));
      left = comparison.expression(0);
    }
    operands.add(0, visit(left));
    return new Ast.Comparison(span(context), List.copyOf(operands), List.copyOf(relations));
  }

  private static Relation relation(Token token) {
    return switch (token.getType()) {
      case NetLexer.EQUAL -> Relation.EQUAL;
      case NetLexer.NOT_EQUAL -> Relation.NOT_EQUAL;
      case NetLexer.LESS -> Relation.LESS;
      case NetLexer.LESS_EQUAL -> Relation.LESS_EQUAL;
      case NetLexer.GREATER -> Relation.GREATER;
      default -> Relation.GREATER_EQUAL;
    };
  }

  @Override
  public Ast.Expr visitNot(NetParser.NotContext context) {
    return new Ast.Not(span(context), visit(context.expression()));
  }

  @Override
  public Ast.Expr visitAnd(NetParser.AndContext context) {
    return new Ast.And(span(context), visit(context.expression(0)), visit(context.expression(1)));
  }

  @Override
  public Ast.Expr visitOr(NetParser.OrContext context) {
    return new Ast.Or(span(context), visit(context.expression(0)), visit(context.expression(1)));
  }

  @Override
  public Ast.Expr visitChain(NetParser.ChainContext context) {
    NetParser.StageContext stage = context.stage();
    return new Ast.Stage(span(context), visit(context.expression()),
        Optional.ofNullable(stage.label).map(this::name), Optional.ofNullable(stage.expression()).map(this::visit),
        name(stage.callee), arguments(stage.arguments()));
  }

  @Override
  public Ast.Expr visitConditional(NetParser.ConditionalContext context) {
    return new Ast.If(span(context), visit(context.expression(0)), visit(context.expression(1)),
        visit(context.expression(2)));
  }

  @Override
  public Ast.Expr visitNumber(NetParser.NumberContext context) {
    String text = context.getText();
    return new Ast.Number(span(context), Scan.isSensible(text) ? new BigDecimal(text) : BigDecimal.ZERO);
  }

  @Override
  public Ast.Expr visitWord(NetParser.WordContext context) {
    return new Ast.Reference(span(context), context.word.getText());
  }

  @Override
  public Ast.Expr visitNameOrCall(NetParser.NameOrCallContext context) {
    Ast.Name name = name(context.NAME().getSymbol());
    return context.arguments() == null ? new Ast.Reference(name.span(), name.text())
        : new Ast.Call(span(context), name, arguments(context.arguments()));
  }

  @Override
  public Ast.Expr visitMaxCall(NetParser.MaxCallContext context) {
    return new Ast.Call(span(context), name(context.MAX().getSymbol()), arguments(context.arguments()));
  }

  @Override
  public Ast.Expr visitParentheses(NetParser.ParenthesesContext context) {
    Ast.Expr value = visit(context.expression(0));
    if (context.ELSE() == null) {
      return value;
    }
    Ast.Expr otherwise = visit(context.expression(1));
    if (value instanceof Ast.Access read) {
      return new Ast.Guarded(span(context), read, otherwise);
    }
    complaints.add(Diagnostic.of(Code.GUARDED_VALUE, value.span(),
        "expected a read before else, as in (x[i - 1] else 0)")
        .and(complaints.span(context.ELSE().getSymbol()), "what lies outside"));
    return value;
  }

  @Override
  public Ast.Expr visitBracket(NetParser.BracketContext context) {
    return new Ast.Bracket(span(context), visit(context.expression()));
  }

  private Ast.Expr binary(Ast.BinaryOperator operator, List<NetParser.ExpressionContext> operands,
      ParserRuleContext context) {
    return new Ast.Binary(span(context), operator, visit(operands.get(0)), visit(operands.get(1)));
  }

  private Optional<Ast.Name> optionalName(TerminalNode node) {
    return Optional.ofNullable(node).map(n -> name(n.getSymbol()));
  }

  private Ast.Name name(Token token) {
    return new Ast.Name(complaints.span(token), token.getText());
  }

  private Span span(ParserRuleContext context) {
    return complaints.span(context.start, context.stop);
  }
}
