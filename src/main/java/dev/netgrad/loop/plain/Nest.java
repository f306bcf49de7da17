package dev.netgrad.loop.plain;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Names;
import dev.netgrad.loop.code.Value;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes the loops of one group: first what starts sums over the outer loops, then the nest, then what ends them. */
public final class Nest {
  private final List<Statement> statements;
  private final List<Axis> outer;
  private final Optional<Step.Direction> scan;
  private final OpenRows open = new OpenRows();

  private Nest(Step.Group group) {
    this.statements = group.statements();
    this.outer = statements.get(0).schedule().outer();
    this.scan = group.scan();
  }

  public static List<Code> build(Step.Group group, Buffers buffers, Names names, Rewriting rewriting) {
    Scope scope = Scope.outermost(buffers, names, rewriting);
    new Nest(group).write(scope);
    return scope.code();
  }

  private void write(Scope scope) {
    Optional<ScatterNest> scatter = scan.isPresent() ? Optional.empty() : ScatterNest.of(statements.get(0));
    if (scatter.isPresent()) {
      scatter.get().write(scope);
      return;
    }
    List<Statement> across = statements.stream().filter(s -> s.schedule().acrossOuter()).toList();
    statements.get(0).shared().ifPresent(scope::share);
    List<Statement> bySample = across.stream().filter(Statement::sumsBySample).toList();
    List<Statement> inTurn = across.stream().filter(s -> !s.sumsBySample()).toList();
    for (Statement s : inTurn) {
      fill(scope, s.target(), s, neutral(s));
      if (RowSums.keepsRests(s)) {
        fill(scope, scope.buffers().rest(s.target()), s, Scalar.ZERO);
      }
    }
    Optional<Transposition> transposition =
        statements.size() == 1 && scan.isEmpty() ? Transposition.of(statements.get(0)) : Optional.empty();
    if (transposition.isPresent()) {
      transposition.get().write(scope);
    } else if (statements.size() == 1 && scan.isEmpty() && Unrolling.takesSeveralSamples(statements.get(0))) {
      new RowSums(statements.get(0)).overSamples(scope);
    } else {
      nest(scope, 0, bySample);
    }
    bySample.forEach(s -> SampleSums.join(scope, s));
    inTurn.forEach(s -> end(scope, s));
  }

  private void nest(Scope scope, int depth, List<Statement> bySample) {
    if (depth == outer.size()) {
      members(scope);
      return;
    } else if (depth == 1 && scan.isPresent()) {
      scan(scope, outer.get(1));
      return;
    }
    Axis axis = outer.get(depth);
    Scope inner = scope.inner(List.of(axis), false);
    if (depth == 0) {
      bySample.forEach(s -> SampleSums.start(inner, s, axis));
    }
    nest(inner, depth + 1, bySample);
    scope.add(inner.loop(axis, List.of(Code.Bound.of(Affine.ZERO)), List.of(scope.extent(axis)), 1, Affine.ZERO));
  }

  /** The points of a scan, in its direction: at each point one statement after the other. */
  private void scan(Scope scope, Axis along) {
    boolean ascending = scan.equals(Optional.of(Step.Direction.ASCENDING));
    Axis counter = ascending ? along : new Axis(along.name() + "Left", along.extent());
    Scope point = scope.inner(List.of(counter), false);
    if (!ascending) {
      point.define(along, Affine.of(along.extent().size() - 1).minus(Affine.of(counter)), 1);
    }
    for (Statement s : statements) {
      List<Axis> others = new ArrayList<>(s.formula().axes());
      others.removeAll(outer);
      s.schedule().row().ifPresent(others::remove);
      List<Axis> inner = new ArrayList<>(s.schedule().inner());
      inner.removeAll(others);
      Statement there = new Statement(s.target(), s.formula(), s.reduced(), s.epilogue(), s.inPlace(), s.steps(),
          s.partial(), new Statement.Schedule(outer, inner, s.schedule().row(), false));
      Loops.nest(point, others, List.of(), at -> new Nest(new Step.Group(List.of(there))).members(at));
    }
    scope.add(point.loop(counter, List.of(Code.Bound.of(Affine.ZERO)), List.of(scope.extent(along)), 1, Affine.ZERO));
  }

  private static Scalar neutral(Statement s) {
    return Scalar.constant(SampleSums.neutral(s));
  }

  static void fill(Scope scope, Tensor array, Statement s, Scalar value) {
    elementwise(scope, array, s, axes -> new Rows.Element(array, indices(axes), Reduction.Kind.NONE, value));
  }

  /** What follows a sum over the batch into one array: its rest, if it has one, is added first. */
  private static void end(Scope scope, Statement s) {
    if (!RowSums.keepsRests(s)) {
      s.epilogue().ifPresent(e -> finish(scope, s, e));
      return;
    }
    List<Index> at = indices(s.formula().axes());
    Loops.nest(scope, s.formula().axes(), List.of(), inner -> SampleSums.finish(inner, s,
        new Compensated(inner.place(s.target(), at), inner.place(inner.buffers().rest(s.target()), at), 1).wide(inner),
        at));
  }

  public static void finish(Scope scope, Statement s, Scalar epilogue) {
    elementwise(scope, s.target(), s, axes -> new Rows.Element(s.target(), indices(axes), Reduction.Kind.NONE,
        Substitution.renaming(s.formula().axes(), axes).apply(Epilogues.inPlaceOfReduced(s, epilogue))));
  }

  /** Loops over an array of the shape of a statement's output, shared by threads as the statement's own are. */
  static void elementwise(Scope scope, Tensor over, Statement s, Function<List<Axis>, Rows.Element> element) {
    elementwise(scope, over, axes -> {
      s.shared().map(s.formula().axes()::indexOf).filter(i -> i >= 0).ifPresent(i -> scope.share(axes.get(i)));
      return element.apply(axes);
    });
  }

  static void elementwise(Scope scope, Tensor over, Function<List<Axis>, Rows.Element> element) {
    List<Axis> axes = over.freshAxes();
    if (axes.isEmpty()) {
      Rows rows = new Rows(scope, Optional.empty());
      rows.add(element.apply(axes));
      rows.write();
      return;
    }
    Loops.nest(scope, axes.subList(0, axes.size() - 1), List.of(), inner -> {
      Rows rows = new Rows(inner, Optional.of(axes.get(axes.size() - 1)));
      rows.add(element.apply(axes));
      rows.write();
    });
  }

  public static List<Index> indices(List<Axis> axes) {
    return axes.stream().map(Index::of).toList();
  }

  private void members(Scope scope) {
    for (Statement s : statements) {
      Reduction.Kind kind = s.formula().reduction().kind();
      if (s.schedule().acrossOuter()) {
        across(scope, s);
      } else if (kind == Reduction.Kind.NONE) {
        open.add(scope, s.schedule().row(), new Rows.Element(s.target(), indices(s.formula().axes()), kind,
            s.formula().body()));
      } else if (isAddedToRows(kind) && runsAlongRow(s)) {
        alongRow(scope, s);
      } else {
        open.write();
        pointwise(scope, s);
      }
    }
    open.write();
  }

  /** Whether a row of results may take up one value each at a time; a product then has too few digits in between. */
  private static boolean isAddedToRows(Reduction.Kind kind) {
    return switch (kind) {
      case SUM, MIN, MAX -> true;
      case NONE, PROD, ARGMAX -> false;
    };
  }

  /** Whether some operand is contiguous along the row, so that the reduction's loops are best outside the row's. */
  private static boolean runsAlongRow(Statement s) {
    return s.schedule().row().filter(row -> isInterval(s, row)).isPresent()
        && Scalars.reads(s.formula().body()).stream().anyMatch(r -> !r.indices().isEmpty()
            && r.indices().get(r.indices().size() - 1).match(
                last -> last.divisor() == 1 && last.numerator().coefficient(s.schedule().row().get()) == 1,
                element -> false));
  }

  /** Whether guards leave of a row a piece without gaps. */
  private static boolean isInterval(Statement s, Axis row) {
    return s.formula().reduction().guards().stream().filter(guard -> Scalars.axes(guard).contains(row))
        .allMatch(guard -> guard instanceof Condition.AtLeastZero
            || guard instanceof Condition.All all
                && all.conditions().stream().allMatch(Condition.AtLeastZero.class::isInstance));
  }

  private void across(Scope scope, Statement s) {
    Definition.Formula formula = s.formula();
    List<Axis> inner = s.schedule().inner();
    if (RowSums.keepsRests(s)) {
      open.write();
      new RowSums(s).overPoints(scope, formula.body());
      return;
    }
    List<Index> place = indices(formula.axes());
    Index sample = Index.of(outer.get(0));
    Tensor partial = s.partial().orElse(s.target());
    List<Index> at = s.sumsBySample() ? SampleSums.at(s, sample, 0, place) : place;
    Rows.Element element = new Rows.Element(partial, at, formula.reduction().kind(), formula.body(),
        s.hasRest() ? Optional.of(new Scalar.Read(partial, SampleSums.at(s, sample, 1, place))) : Optional.empty());
    if (inner.isEmpty() && formula.reduction().guards().isEmpty()) {
      open.add(scope, s.schedule().row(), element);
      return;
    }
    open.write();
    if (s.schedule().row().isEmpty() && formula.axes().isEmpty()) {
      accumulate(scope, s, element);
      return;
    }
    new RowSums(s).add(scope, element, 1);
  }

  /** {@code out[…, k] += …} for every point of the reduction, the row innermost. */
  private void alongRow(Scope scope, Statement s) {
    Definition.Formula formula = s.formula();
    Optional<Axis> row = s.schedule().row();
    List<Index> at = indices(formula.axes());
    Optional<Scalar> addend = s.epilogue().flatMap(e -> Epilogues.addend(s, e));
    open.add(scope, row, new Rows.Element(s.target(), at, Reduction.Kind.NONE, addend.orElse(neutral(s))));
    open.write();
    new RowSums(s).alongRow(scope);
    if (addend.isEmpty()) {
      s.epilogue().ifPresent(e -> open.add(scope, row,
          new Rows.Element(s.target(), at, Reduction.Kind.NONE, Epilogues.inPlaceOfReduced(s, e))));
    }
  }

  /** One element after the other, each reduced in a local variable. */
  private void pointwise(Scope scope, Statement s) {
    List<Index> at = indices(s.formula().axes());
    Loops.nest(scope, s.schedule().row().stream().toList(), List.of(), inner ->
        SampleSums.finish(inner, s, reduce(inner, s), at));
  }

  /** Adds what is reduced here to an element. */
  private void accumulate(Scope scope, Statement s, Rows.Element to) {
    Value result = new Value.Use(reduce(scope, s));
    Code.Place place = scope.place(to.tensor(), to.at());
    if (to.rest().isPresent()) {
      Code.Place rest = scope.place(to.rest().get().tensor(), to.rest().get().indices());
      new Compensated(place, rest, 1).add(scope, result);
    } else {
      scope.add(new Code.Accumulate(place, s.formula().reduction().kind(), result));
    }
  }

  private static Code.Local reduce(Scope scope, Statement s) {
    Reduced reduced = new Reduced(scope, s.formula().reduction(), s.formula().body());
    Loops.nest(scope, s.schedule().inner(), s.formula().reduction().guards(), Reduced.at(List.of(reduced)));
    return reduced.result();
  }
}
