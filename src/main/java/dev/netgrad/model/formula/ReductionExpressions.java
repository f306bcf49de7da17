package dev.netgrad.model.formula;

import dev.netgrad.model.scope.Environment;
import dev.netgrad.model.scope.Extents;
import dev.netgrad.model.scope.Frame;
import dev.netgrad.model.scope.GraphBuilder;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Reducer;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reductions. A tensor of the IR has one, outermost; a reduction inside a formula becomes a tensor of its own, over
 * those indices of the formula that it uses, so that what does not depend on an index is computed once.
 */
final class ReductionExpressions {
  private final Domain domain;
  private final Frame frame;

  ReductionExpressions(Domain domain) {
    this.domain = domain;
    this.frame = domain.frame();
  }

  /** A reduction and what it reduces; without axes and guards, just that. */
  record Parts(Reduction reduction, Scalar body) {}

  /** A reduction that is the whole of a formula. */
  Parts outermost(Ast.Reduce r) {
    return simplest(parts(r, false, new Domain.Edge[1]));
  }

  /** A reduction inside a formula, as the read of the tensor that it becomes. */
  Scalar scalar(Ast.Reduce r) {
    if (r.reducer() == Reducer.ARGMAX) {
      throw frame.fail(Diagnostic.of(Code.CLASS_NUMBERS, r.span(), "a position may only be compared, or be an index")
          .advice("[k == argmax[…] …]"));
    }
    return lifted(r);
  }

  /** A position, which may stand only in a comparison. */
  Scalar integer(Ast.Reduce r) {
    return lifted(r);
  }

  private Scalar lifted(Ast.Reduce r) {
    Domain.Edge[] edge = new Domain.Edge[1];
    Parts parts = simplest(parts(r, true, edge));
    if (parts.reduction().isNone() && edge[0].needed().isEmpty()) {
      return parts.body();
    }
    List<Condition> guards = new ArrayList<>(edge[0].needed());
    guards.addAll(parts.reduction().guards());
    Set<Axis> used = new LinkedHashSet<>(Scalars.axes(parts.body()));
    guards.forEach(g -> used.addAll(Scalars.axes(g)));
    List<Axis> free = new ArrayList<>();
    used.stream().filter(a -> domain.batch().is(a)).forEach(free::add);
    domain.axes().stream().filter(used::contains).forEach(free::add);
    List<Axis> own = free.stream().map(Axis::fresh).toList();
    Substitution renaming = Substitution.renaming(free, own);
    Reduction.Kind kind = parts.reduction().isNone() ? Reduction.Kind.SUM : parts.reduction().kind();
    Reduction reduction = new Reduction(kind, parts.reduction().axes(),
        guards.stream().map(renaming::apply).toList());
    Tensor tensor = new GraphBuilder(frame).add(domain.partName(reduction.kind().symbol()),
        new Definition.Formula(own, reduction, renaming.apply(parts.body())), r.span());
    return new Scalar.Read(tensor, free.stream().map(Index::of).toList());
  }

  private Parts parts(Ast.Reduce r, boolean ownFormula, Domain.Edge[] edge) {
    Environment names = new Environment(domain.scope());
    Set<String> taken = new HashSet<>();
    domain.axes().forEach(a -> taken.add(a.name()));
    List<Axis> axes = new ArrayList<>();
    Domain.Batch over = null;
    List<Ast.OutputIndex> declared = new ArrayList<>();
    for (Ast.OutputIndex index : r.indices()) {
      if (new Extents(frame, names).isBatch(index) && over == null) {
        over = new Domain.Batch(frame.graph().batchName());
        axes.add(over.axis());
        declared.add(index);
      } else if (!index.name().text().equals("n")) {
        declared.add(index);
      } else if (over != null || index.extent().isPresent() || index.pack()) {
        throw frame.fail(Code.INDEX, index.span(), "`n` is the index over the batch; it stands once and alone");
      } else if (frame.declaration().kind() == Ast.Kind.OPTIMIZER) {
        throw frame.fail(Code.INDEX, index.span(), "an optimizer has no batch");
      } else {
        over = new Domain.Batch(frame.graph().batchName());
        axes.add(over.axis());
      }
    }
    axes.addAll(new Extents(frame, names).declare(declared, taken));
    List<Axis> seen = axes.stream().filter(a -> !a.extent().isBatch()).toList();
    Domain inner = domain.inner(r.reducer(), names, seen, over, ownFormula);
    edge[0] = inner.edge();
    List<Condition> guards = new ArrayList<>();
    for (Ast.Expr guard : r.guards()) {
      Condition condition = Conditions.of(guard, inner);
      boolean mayFail = inner.sizes().isStatic(guard) || !inner.proves(condition);
      frame.run().guards().use(guard, GuardNeed.isNeeded(mayFail, inner));
      inner = inner.where(condition, true);
      if (!condition.equals(Condition.TRUE)) {
        guards.add(condition);
      }
    }
    Ast.Expr body = inner.sizes().decided(r.body());
    if (body instanceof Ast.Reduce next && next.reducer() == r.reducer() && r.reducer() != Reducer.ARGMAX
        && !inner.sizes().isStatic(next)) {
      Parts rest = new ReductionExpressions(inner).parts(next, false, new Domain.Edge[1]);
      axes.addAll(rest.reduction().axes());
      guards.addAll(rest.reduction().guards());
      return new Parts(new Reduction(rest.reduction().kind(), axes, guards), rest.body());
    }
    return new Parts(new Reduction(kind(r.reducer()), axes, guards), new ScalarExpressions(inner).scalar(body));
  }

  private static Reduction.Kind kind(Reducer reducer) {
    return switch (reducer) {
      case SUM -> Reduction.Kind.SUM;
      case PROD -> Reduction.Kind.PROD;
      case MIN -> Reduction.Kind.MIN;
      case MAX -> Reduction.Kind.MAX;
      case ARGMAX -> Reduction.Kind.ARGMAX;
    };
  }

  /** Over constants and without guards, a sum is a product with the number of points, an extreme the constant. */
  private static Parts simplest(Parts parts) {
    Reduction reduction = parts.reduction();
    boolean plain = reduction.guards().isEmpty() && !reduction.kind().isPosition();
    if (plain && reduction.axes().isEmpty()) {
      return new Parts(Reduction.NONE, parts.body());
    } else if (!plain || !(parts.body() instanceof Scalar.Constant)) {
      return parts;
    }
    return switch (reduction.kind()) {
      case SUM -> new Parts(Reduction.NONE, times(reduction.axes(), parts.body()));
      case NONE, MIN, MAX -> new Parts(Reduction.NONE, parts.body());
      case PROD, ARGMAX -> parts;
    };
  }

  private static Scalar times(List<Axis> points, Scalar value) {
    Scalar total = value;
    for (Axis axis : points) {
      Scalar count = axis.extent().isBatch() ? new Scalar.BatchSize() : Scalar.constant((double) axis.extent().size());
      total = total.isConstant(1) ? count : Folded.fold(Operator.MULTIPLY, List.of(count, total));
    }
    return total;
  }
}
