package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Extents;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Formulas as tensors. One that reads samples gets a leading axis over the batch. */
public final class Formulas {
  private final Frame frame;

  public Formulas(Frame frame) {
    this.frame = frame;
  }

  /** {@code name[indices] = value}. */
  public Tensor indexed(String name, List<Ast.OutputIndex> indices, Ast.Expr value, Span span) {
    for (Ast.OutputIndex index : indices) {
      if (index.name().text().equals("n")) {
        throw frame.fail(Diagnostic.of(Code.INDEX, index.span(),
            "`n` is the index over the batch, and goes without saying").advice("a formula is written for one sample"));
      }
    }
    Environment names = new Environment(frame.scope());
    List<Axis> axes = new Extents(frame, names).declare(indices, Set.of());
    return assemble(Domain.of(frame, names, name, axes), value, span);
  }

  /** An expression of whole tensors, element by element. */
  public Tensor elementwise(String name, Ast.Expr value, Span span) {
    return assemble(Domain.elementwise(frame, name), value, span);
  }

  private Tensor assemble(Domain domain, Ast.Expr value, Span span) {
    Ast.Expr e = domain.sizes().decided(value);
    ReductionExpressions.Parts parts = e instanceof Ast.Reduce r && !domain.sizes().isStatic(r)
        ? new ReductionExpressions(domain).outermost(r)
        : new ReductionExpressions.Parts(Reduction.NONE, new ScalarExpressions(domain).scalar(e));
    Set<Axis> used = new LinkedHashSet<>(Scalars.axes(parts.body()));
    parts.reduction().guards().forEach(g -> used.addAll(Scalars.axes(g)));
    List<Axis> axes = new ArrayList<>();
    used.stream().filter(a -> domain.batch().is(a)).forEach(axes::add);
    axes.addAll(domain.axes());
    return new GraphBuilder(frame).add(
        domain.name(), new Definition.Formula(axes, parts.reduction(), parts.body()), span);
  }

  /** A number of an initialiser or an attribute. */
  public double constant(Ast.Expr e) {
    Scalar value = new ScalarExpressions(Domain.of(frame, frame.scope(), "", List.of())).scalar(e);
    if (value instanceof Scalar.Constant c) {
      return c.value();
    }
    throw frame.fail(Code.NO_SIZE, e.span(), "a number known when compiling is needed here");
  }
}
