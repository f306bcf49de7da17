package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** Parse tree to syntax tree: examples, and the tensors in them. */
final class ExampleBuilder {
  private final Complaints complaints;

  ExampleBuilder(Complaints complaints) {
    this.complaints = complaints;
  }

  Example example(NetParser.ExampleContext context) {
    return new Example(complaints.span(context.start, context.stop), name(context.NAME().getSymbol()),
        context.given().stream().map(g -> new Example.Given(complaints.span(g.start, g.stop),
            Optional.ofNullable(g.NAME()).map(n -> name(n.getSymbol())), literal(g.literal()))).toList(),
        literal(context.literal()),
        context.setting().stream().map(s -> new Example.Given(complaints.span(s.start, s.stop),
            Optional.of(name(s.NAME().getSymbol())), literal(s.literal()))).toList());
  }

  private Ast.Name name(Token token) {
    return new Ast.Name(complaints.span(token), token.getText());
  }

  private Example.Literal literal(NetParser.LiteralContext context) {
    List<Integer> shape = new ArrayList<>();
    List<Example.Digits> numbers = new ArrayList<>();
    if (context.LEFT_BRACKET() == null) {
      numbers.add(number(context));
    } else {
      List<Example.Literal> rows = context.literal().stream().map(this::literal).toList();
      rows.forEach(row -> numbers.addAll(row.numbers()));
      shape.add(rows.size());
      shape.addAll(rows.isEmpty() ? List.of() : rows.get(0).shape());
      rows.stream().filter(row -> !row.shape().equals(rows.get(0).shape())).findFirst().ifPresent(odd ->
          complaints.add(Diagnostic.of(Code.EXAMPLE, odd.span(), "this has the shape " + odd.shape()
              + ", and what stands before it " + rows.get(0).shape()).advice("all rows of a tensor have one shape")));
    }
    return new Example.Literal(complaints.span(context.start, context.stop), shape, numbers);
  }

  private static Example.Digits number(NetParser.LiteralContext context) {
    if (context.NUMBER() != null) {
      BigDecimal written = new BigDecimal(context.NUMBER().getText());
      return Example.Digits.of(context.MINUS() == null ? written : written.negate());
    }
    double value = context.INFINITY() == null ? context.TRUE() == null ? 0 : 1 : Double.POSITIVE_INFINITY;
    return new Example.Digits(context.MINUS() == null ? value : -value, 0);
  }
}
