package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Fault;
import dev.netgrad.source.Part;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Parse tree to syntax tree: files, declarations and statements. What has an error is {@link Unread}. */
final class AstBuilder {
  private final Map<Integer, String> documentation;
  private final Unread unread;
  private final Complaints complaints;
  private final ExpressionBuilder expressions;

  AstBuilder(Layout layout, Unread unread, Complaints complaints) {
    this.documentation = layout.documentation();
    this.unread = unread;
    this.complaints = complaints;
    this.expressions = new ExpressionBuilder(complaints);
  }

  Ast.File file(NetParser.FileContext context) {
    List<Ast.Gap> gaps = new ArrayList<>(unread.parts().toList());
    List<Ast.Import> imports = new ArrayList<>();
    for (NetParser.ImportLineContext line : context.importLine()) {
      if (line.exception != null) {
        gaps.add(unread.part(line));
      } else {
        String text = line.STRING().getText();
        boolean closed = text.length() > 1 && text.endsWith("\"");
        imports.add(new Ast.Import(complaints.span(line.start, line.STRING().getSymbol()),
            text.substring(1, closed ? text.length() - 1 : text.length())));
      }
    }
    List<Ast.Declaration> declarations = new ArrayList<>();
    List<Example> examples = new ArrayList<>();
    for (NetParser.DeclarationLineContext line : context.declarationLine()) {
      NetParser.DeclarationContext declaration = line.declaration();
      if (line.example() != null && !unread.contains(line)) {
        examples.add(new ExampleBuilder(complaints).example(line.example()));
        continue;
      }
      if (declaration == null || declaration.exception != null) {
        gaps.add(unread.part(line));
        continue;
      }
      Ast.Declaration built = declaration(declaration);
      // Only now are all errors of the head known.
      if (unread.containsHead(declaration)) {
        gaps.add(new Ast.Gap(built.span(), Optional.of(built.name())));
      } else {
        declarations.add(built);
      }
    }
    SourceFile file = complaints.file();
    return new Ast.File(new Span(file, 0, file.text().length()), List.copyOf(imports), List.copyOf(declarations),
        List.copyOf(examples), List.copyOf(gaps));
  }

  private Ast.Declaration declaration(NetParser.DeclarationContext context) {
    Ast.Kind kind = switch (context.kind.getType()) {
      case NetLexer.LAYER -> Ast.Kind.LAYER;
      case NetLexer.BLOCK -> Ast.Kind.BLOCK;
      case NetLexer.NETWORK -> Ast.Kind.NETWORK;
      default -> Ast.Kind.OPTIMIZER;
    };
    List<Ast.Statement> body = new ArrayList<>(unread.lines(context.body()).toList());
    context.body().line().forEach(line -> body.add(line(line)));
    body.sort(Comparator.comparingInt(s -> s.span().start()));
    return new Ast.Declaration(span(context), kind, name(context.NAME().getSymbol()),
        context.formal().stream().map(this::formal).toList(), List.copyOf(body),
        documentation.getOrDefault(context.start.getStartIndex(), ""));
  }

  private Ast.Statement line(NetParser.LineContext line) {
    if (line.exception != null) {
      return unread.statement(line);
    }
    Ast.Statement statement = Fault.at(Part.of("", List.of(span(line))), () -> statement(line.statement()));
    return unread.contains(line) ? unread.statement(line) : statement;
  }

  private Ast.Formal formal(NetParser.FormalContext context) {
    Optional<Ast.Expr> expression = Optional.ofNullable(context.expression()).map(expressions::expression);
    boolean classes = context.CLASS() != null;
    Ast.FormalType type = classes ? Ast.FormalType.CLASS
        : context.SCALAR() != null ? Ast.FormalType.SCALAR
        : context.STEP() != null ? Ast.FormalType.STEP
        : context.KEY() != null ? Ast.FormalType.KEY : Ast.FormalType.PLAIN;
    return new Ast.Formal(span(context), name(context.NAME().getSymbol()),
        Optional.ofNullable(context.dimensions()).map(this::dimensions), type,
        classes ? Optional.empty() : expression, classes ? expression : Optional.empty());
  }

  /** Dimensions; none written is rank 0. */
  private List<Ast.Dimension> dimensions(NetParser.DimensionsContext context) {
    return context == null ? List.of() : context.dimension().stream().map(this::dimension).toList();
  }

  private Ast.Dimension dimension(NetParser.DimensionContext context) {
    boolean pack = context.ELLIPSIS() != null;
    Ast.Expr size = expressions.expression(context.expression());
    if (pack && !(size instanceof Ast.Reference)) {
      complaints.add(Diagnostic.of(Code.PACK_NAME, span(context), "... stands after a name, as in I..."));
    }
    return new Ast.Dimension(span(context), size, pack);
  }

  private Ast.Statement statement(NetParser.StatementContext context) {
    Span span = span(context);
    if (context instanceof NetParser.ParameterStatementContext parameter) {
      return new Ast.ParameterStatement(span, name(parameter.NAME().getSymbol()), dimensions(parameter.dimensions()),
          expressions.expression(parameter.expression()),
          parameter.argument().stream().map(expressions::argument).toList());
    } else if (context instanceof NetParser.StateStatementContext state) {
      return new Ast.StateStatement(span, name(state.NAME().getSymbol()), dimensions(state.dimensions()),
          expressions.expression(state.expression()));
    } else if (context instanceof NetParser.NextStatementContext next) {
      List<Ast.OutputIndex> indices = next.outputIndices() == null ? List.of()
          : next.outputIndices().outputIndex().stream().map(expressions::outputIndex).toList();
      return new Ast.NextStatement(span, name(next.NAME().getSymbol()), indices,
          expressions.expression(next.expression()));
    } else if (context instanceof NetParser.ScanStatementContext scan) {
      return new Ast.DefinitionStatement(span, name(scan.NAME().getSymbol()),
          Optional.of(scan.outputIndices().outputIndex().stream().map(expressions::outputIndex).toList()),
          expressions.expression(scan.expression()), true);
    } else if (context instanceof NetParser.OutputStatementContext output) {
      return new Ast.OutputStatement(span, output.NAME().stream().map(n -> name(n.getSymbol())).toList());
    } else if (context instanceof NetParser.RequireStatementContext require) {
      return new Ast.RequireStatement(span, expressions.expression(require.expression()));
    } else if (context instanceof NetParser.AsideStatementContext aside) {
      return new Ast.AsideStatement(span,
          aside.word.getType() == NetParser.METRIC ? Aside.METRIC : Aside.DERIVATIVE,
          name(aside.NAME().getSymbol()), expressions.expression(aside.expression()));
    } else if (context instanceof NetParser.OptimizerStatementContext optimizer) {
      return new Ast.OptimizerStatement(span, name(optimizer.NAME().getSymbol()),
          expressions.arguments(optimizer.arguments()));
    }
    return definitionOrResult(span, (NetParser.DefinitionOrResultContext) context);
  }

  private Ast.Statement definitionOrResult(Span span, NetParser.DefinitionOrResultContext context) {
    Ast.Expr first = expressions.expression(context.expression(0));
    if (context.EQUALS() == null) {
      return new Ast.ResultStatement(span, first);
    }
    Ast.Expr value = expressions.expression(context.expression(1));
    if (context.start.getType() == NetLexer.NAME) {
      Ast.Name name = name(context.start);
      if (first instanceof Ast.Reference) {
        return new Ast.DefinitionStatement(span, name, Optional.empty(), value, false);
      }
      if (first instanceof Ast.Access access && access.base() instanceof Ast.Reference) {
        return new Ast.DefinitionStatement(span, name,
            Optional.of(access.indices().stream().map(this::declaredIndex).toList()), value, false);
      }
    }
    complaints.add(Diagnostic.of(Code.LEFT_SIDE, first.span(),
        "expected a name or a name with indices to the left of =").advice("as in f = … or y[h < H, w] = …"));
    return new Ast.ResultStatement(span, value);
  }

  /** An index to the left of {@code =}, which was read as an expression. */
  private Ast.OutputIndex declaredIndex(Ast.Expr index) {
    if (index instanceof Ast.Pack pack) {
      return new Ast.OutputIndex(pack.span(), new Ast.Name(pack.span(), pack.name()), Optional.empty(), true);
    }
    Optional<Ast.OutputIndex> declared = index instanceof Ast.Comparison comparison
        && comparison.relations().equals(List.of(Relation.LESS))
        ? declared(index.span(), comparison.operands().get(0), Optional.of(comparison.operands().get(1)))
        : declared(index.span(), index, Optional.empty());
    return declared.orElseGet(() -> {
      complaints.add(Diagnostic.of(Code.LEFT_INDEX, index.span(),
          "expected an index, as in h or h < H/2, to the left of =")
          .advice("a formula gives all points of its domain at once"));
      return new Ast.OutputIndex(index.span(), new Ast.Name(index.span(), "?"), Optional.empty(), false);
    });
  }

  /** An index by its name; empty where no name is written, or that of a constant. */
  private static Optional<Ast.OutputIndex> declared(Span span, Ast.Expr name, Optional<Ast.Expr> extent) {
    return name instanceof Ast.Reference r && !ExpressionBuilder.CONSTANTS.contains(r.name())
        ? Optional.of(new Ast.OutputIndex(span, new Ast.Name(r.span(), r.name()), extent, false)) : Optional.empty();
  }

  private Ast.Name name(Token token) {
    return new Ast.Name(complaints.span(token), token.getText());
  }

  private Span span(ParserRuleContext context) {
    return complaints.span(context.start, context.stop);
  }
}
