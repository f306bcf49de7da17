package dev.netgrad.model.formula;

import dev.netgrad.model.names.Definitions;
import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Extents;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.model.scope.ScanNames;
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
    return indexed(name, indices, value, span, frame.scope(), false);
  }

  /**
   * {@code scan name[t < T, …] = value}, which may read itself and the other scans of the body at points before its
   * own.
   */
  public Tensor scan(String name, Ast.DefinitionStatement scan) {
    if (frame.declaration().kind() == Ast.Kind.OPTIMIZER) {
      throw frame.fail(Code.STATEMENT, scan.span(), "an optimizer's formulas are of one element each, and no scans");
    }
    ScanNames scans = frame.body().scans();
    Environment known = new Environment(frame.scope());
    for (Ast.DefinitionStatement other : Definitions.scans(frame.declaration())) {
      if (frame.scope().place(other.name().text()).isEmpty()) {
        List<Axis> axes = new Extents(frame, new Environment(frame.scope())).declare(indices(other), Set.of());
        Tensor standIn = scans.standIn(other.name().text(), axes, frame.origin(other.span()));
        known.define(other.name().text(), new Meaning.Whole(standIn), other.name().span());
      }
    }
    try {
      Tensor tensor = indexed(name, indices(scan), scan.value(), scan.span(), known, true);
      if (tensor.isInteger()) {
        throw frame.fail(Diagnostic.of(Code.SCAN, scan.span(), "a scan passes on numbers, and `" + scan.name().text()
            + "` is a position").advice("have the next point ask for the position itself"));
      } else if (!tensor.isPerSample() && scans.isReadBefore(scan.name().text())) {
        throw frame.fail(Diagnostic.of(Code.SCAN, scan.span(), "a scan goes through samples, and `"
            + scan.name().text() + "` is the same for all of them").advice("leave out `scan` here, and put this "
            + "formula above those that read it"));
      }
      scans.define(scan.name().text(), tensor, frame.graph()::previous);
      return tensor;
    } finally {
      scans.end();
    }
  }

  private List<Ast.OutputIndex> indices(Ast.DefinitionStatement scan) {
    List<Ast.OutputIndex> indices = scan.indices().orElse(List.of());
    if (indices.isEmpty() || indices.get(0).pack()) {
      throw frame.fail(Diagnostic.of(Code.SCAN, scan.name().span(), "a scan goes along its first index, and `"
          + scan.name().text() + "` has none").advice("scan " + scan.name().text() + "[t < T, …] = …"));
    }
    return indices;
  }

  private Tensor indexed(String name, List<Ast.OutputIndex> indices, Ast.Expr value, Span span, Environment known,
      boolean isScan) {
    for (Ast.OutputIndex index : indices) {
      if (index.name().text().equals("n")) {
        throw frame.fail(Diagnostic.of(Code.INDEX, index.span(),
            "`n` is the index over the batch, and goes without saying").advice("a formula is written for one sample"));
      }
    }
    Environment names = new Environment(known);
    List<Axis> axes = new Extents(frame, names).declare(indices, Set.of());
    if (isScan) {
      frame.body().scans().begin(axes.get(0));
    }
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
