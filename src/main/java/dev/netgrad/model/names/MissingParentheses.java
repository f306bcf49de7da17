package dev.netgrad.model.names;

import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sums behind a reduction, which goes over a product and does not reach them: in {@code max[j] a[j] + b[j]} the second
 * {@code j} is unknown.
 */
final class MissingParentheses {
  private final String index;
  private final Span place;
  private Ast.Reduce reduction;
  private Ast.Binary sum;

  private MissingParentheses(String index, Span place) {
    this.index = index;
    this.place = place;
  }

  /** The brackets that are missing if an unknown name is an index of a reduction before it. */
  static Optional<Hint> hint(List<Ast.Expr> roots, String name, Span place) {
    MissingParentheses unreached = new MissingParentheses(name, place);
    roots.forEach(root -> Trees.all(root, unreached::look));
    return unreached.reduction == null ? Optional.empty() : Optional.of(unreached.hint());
  }

  private void look(Ast.Expr e) {
    if (!(e instanceof Ast.Binary b)
        || b.operator() != Ast.BinaryOperator.ADD && b.operator() != Ast.BinaryOperator.SUBTRACT) {
      return;
    }
    // From the outside in: the longest sum whose every term beside the first has the index.
    List<Ast.Expr> terms = new ArrayList<>();
    Ast.Expr first = b;
    while (first instanceof Ast.Binary s
        && (s.operator() == Ast.BinaryOperator.ADD || s.operator() == Ast.BinaryOperator.SUBTRACT)) {
      terms.add(s.right());
      first = s.left();
    }
    Ast.Reduce before = atTheEnd(first);
    if (reduction == null && before != null && terms.stream().allMatch(this::has)
        && terms.stream().anyMatch(t -> t.span().contains(place))) {
      reduction = before;
      sum = b;
    }
  }

  /** The reduction that declares the index and ends a product. */
  private Ast.Reduce atTheEnd(Ast.Expr product) {
    Ast.Expr last = product instanceof Ast.Binary b ? b.right() : product;
    return last instanceof Ast.Reduce r && r.indices().stream().anyMatch(i -> i.name().text().equals(index)) ? r : null;
  }

  private boolean has(Ast.Expr term) {
    boolean[] found = {false};
    Trees.references(term, r -> found[0] |= r.name().equals(index));
    return found[0];
  }

  private Hint hint() {
    Span body = new Span(place.file(), reduction.body().span().start(), sum.span().end());
    String head = new Span(place.file(), reduction.span().start(), body.start()).onOneLine();
    return Hint.fix("a reduction goes over a product; what it is to add stands in parentheses: " + head + " ("
        + body.onOneLine() + ")", body, "(" + body.text() + ")");
  }
}
