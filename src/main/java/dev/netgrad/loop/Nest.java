package dev.netgrad.loop;

import dev.netgrad.plan.Statement;
import dev.netgrad.plan.Step;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Facts;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Writes the loops of one group: first what starts sums over the outer loops, then the nest, then what ends them. */
final class Nest {
  private final List<Statement> statements;
  private final List<Axis> outer;
  private Rows pending;

  private Nest(Step.Group group) {
    this.statements = group.statements();
    this.outer = statements.get(0).schedule().outer();
  }

  static List<Code> build(Step.Group group, Buffers buffers, Names names) {
    Scope scope = Scope.outermost(buffers, names);
    new Nest(group).write(scope);
    return scope.code();
  }

  private void write(Scope scope) {
    List<Statement> across = statements.stream().filter(s -> s.schedule().acrossOuter()).toList();
    statements.get(0).shared().ifPresent(scope::share);
    List<Statement> bySample = across.stream().filter(Statement::sumsBySample).toList();
    across.stream().filter(s -> !s.sumsBySample()).forEach(s -> fill(scope, s.target(), s));
    Optional<Transposition> transposition = statements.size() == 1 ? Transposition.of(statements.get(0)) : Optional.empty();
    if (transposition.isPresent()) {
      transposition.get().write(scope);
    } else if (statements.size() == 1 && Unrolling.takesSeveralSamples(statements.get(0))) {
      severalSamples(scope, statements.get(0));
    } else {
      nest(scope, 0, bySample);
    }
    bySample.forEach(s -> total(scope, s));
    for (Statement s : across) {
      s.epilogue().ifPresent(e -> finish(scope, s, e));
    }
  }

  private void nest(Scope scope, int depth, List<Statement> bySample) {
    if (depth == outer.size()) {
      members(scope);
      return;
    }
    Axis axis = outer.get(depth);
    Scope inner = scope.inner(List.of(axis), false);
    if (depth == 0) {
      bySample.forEach(s -> elementwise(inner, s.target(), axes -> new Rows.Element(s.partial().orElseThrow(),
          ofSample(axis, axes), Reduction.Kind.NONE, neutral(s))));
    }
    List<Statement> inTurn = depth > 0 ? List.of() : statements.stream()
        .filter(s -> s.schedule().acrossOuter() && !s.sumsBySample() && s.partial().isPresent()).toList();
    inTurn.forEach(s -> fill(inner, s.partial().orElseThrow(), s));
    nest(inner, depth + 1, bySample);
    inTurn.forEach(s -> flushPartial(inner, s));
    scope.add(inner.loop(axis, List.of(Code.Bound.of(Affine.ZERO)), List.of(scope.extent(axis)), 1, Affine.ZERO));
  }

  /** Adds up the samples' sums in their order, whichever threads computed them. */
  static void total(Scope scope, Statement s) {
    fill(scope, s.target(), s);
    Axis sample = Axis.batch();
    Scope inner = scope.inner(List.of(sample), false);
    elementwise(inner, s.target(), axes -> new Rows.Element(s.target(), indices(axes), s.formula().reduction().kind(),
        new Scalar.Read(s.partial().orElseThrow(), ofSample(sample, axes))));
    scope.add(inner.loop(sample, List.of(Code.Bound.of(Affine.ZERO)), List.of(scope.extent(sample)), 1, Affine.ZERO));
  }

  private static List<Index> ofSample(Axis sample, List<Axis> axes) {
    List<Index> indices = new ArrayList<>(List.of(Index.of(sample)));
    indices.addAll(indices(axes));
    return indices;
  }

  /** A few samples at a time, then those that are left, one by one. */
  private void severalSamples(Scope scope, Statement s) {
    Axis sample = outer.get(0);
    Axis blocks = scope.offset("blocks", Affine.of(Kernel.BATCH), Unrolling.SAMPLES);
    Axis block = new Axis("block", sample.extent());
    Affine first = Affine.of(block).times(Unrolling.SAMPLES);
    Scalar several = Unrolling.sum(s.formula().body(), sample, first, Unrolling.SAMPLES);
    samples(scope, s, block, Affine.ZERO, Code.Bound.of(Affine.of(blocks)), several);
    samples(scope, s, sample, Affine.of(blocks).times(Unrolling.SAMPLES), scope.extent(sample), s.formula().body());
  }

  private void samples(Scope scope, Statement s, Axis axis, Affine from, Code.Bound to, Scalar body) {
    Scope inner = scope.inner(List.of(axis), false);
    s.partial().ifPresent(p -> fill(inner, p, s));
    Rows.Element element = new Rows.Element(s.partial().orElse(s.target()), indices(s.formula().axes()),
        Reduction.Kind.SUM, body);
    rows(inner, s, element);
    s.partial().ifPresent(p -> flushPartial(inner, s));
    scope.add(inner.loop(axis, List.of(Code.Bound.of(from)), List.of(to), 1, Affine.ZERO));
  }

  private void flushPartial(Scope scope, Statement s) {
    elementwise(scope, s.partial().orElseThrow(), s, axes -> new Rows.Element(s.target(), indices(axes),
        Reduction.Kind.SUM, s.partial().get().at(axes)));
  }

  private static Scalar neutral(Statement s) {
    return Scalar.constant(s.formula().reduction().kind() == Reduction.Kind.MAX ? Double.NEGATIVE_INFINITY : 0);
  }

  static void fill(Scope scope, Tensor array, Statement s) {
    elementwise(scope, array, s, axes -> new Rows.Element(array, indices(axes), Reduction.Kind.NONE, neutral(s)));
  }

  static void finish(Scope scope, Statement s, Scalar epilogue) {
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

  private static List<Index> indices(List<Axis> axes) {
    return axes.stream().map(Index::of).toList();
  }

  private void members(Scope scope) {
    for (Statement s : statements) {
      Reduction.Kind kind = s.formula().reduction().kind();
      if (s.schedule().acrossOuter()) {
        across(scope, s);
      } else if (kind == Reduction.Kind.NONE) {
        element(scope, s.schedule().row(), new Rows.Element(s.target(), indices(s.formula().axes()), kind,
            s.formula().body()));
      } else if (kind != Reduction.Kind.ARGMAX && runsAlongRow(s)) {
        alongRow(scope, s);
      } else {
        flush();
        pointwise(scope, s);
      }
    }
    flush();
  }

  private void element(Scope scope, Optional<Axis> row, Rows.Element element) {
    if (pending != null && !(pending.row().equals(row) && pending.takes(element))) {
      flush();
    }
    if (pending == null) {
      pending = new Rows(scope, row);
    }
    pending.add(element);
  }

  private void flush() {
    if (pending != null) {
      pending.write();
      pending = null;
    }
  }

  /** Whether some operand is contiguous along the row, so that the reduction's loops are best outside the row's. */
  private static boolean runsAlongRow(Statement s) {
    return s.schedule().row().filter(row -> isInterval(s, row)).isPresent() && Scalars.reads(s.formula().body()).stream()
        .anyMatch(r -> !r.indices().isEmpty()
            && r.indices().get(r.indices().size() - 1).divisor() == 1
            && r.indices().get(r.indices().size() - 1).numerator().coefficient(s.schedule().row().get()) == 1);
  }

  /** Whether guards leave of a row a piece without gaps. */
  private static boolean isInterval(Statement s, Axis row) {
    return s.formula().reduction().guards().stream().filter(guard -> Scalars.axes(guard).contains(row))
        .allMatch(guard -> guard instanceof Condition.AtLeastZero
            || guard instanceof Condition.All all && all.conditions().stream().allMatch(Condition.AtLeastZero.class::isInstance));
  }

  private void across(Scope scope, Statement s) {
    Definition.Formula formula = s.formula();
    Tensor sum = s.partial().orElse(s.target());
    List<Axis> inner = s.schedule().inner();
    List<Index> at = s.sumsBySample() ? ofSample(outer.get(0), formula.axes()) : indices(formula.axes());
    Rows.Element element = new Rows.Element(sum, at, formula.reduction().kind(), formula.body());
    if (inner.isEmpty() && formula.reduction().guards().isEmpty()) {
      element(scope, s.schedule().row(), element);
      return;
    }
    flush();
    if (s.schedule().row().isEmpty() && formula.axes().isEmpty()) {
      accumulate(scope, s, sum, at, false);
      return;
    }
    rows(scope, s, element);
  }

  /** The element for every point of the inner loops, along the row, as far as guards let it go. */
  private static void rows(Scope scope, Statement s, Rows.Element element) {
    List<Axis> axes = new ArrayList<>(s.schedule().inner());
    Optional<Axis> guarded = s.schedule().row().filter(axis -> isGuarded(s, axis));
    guarded.ifPresent(axes::add);
    Loops.nest(scope, axes, s.formula().reduction().guards(), inner -> {
      if (guarded.isPresent() && inner.variables().equals(List.of(guarded.get())) && readsAnyway(s, guarded.get())) {
        Rows rows = Rows.within(inner);
        rows.add(element);
        rows.write();
      } else {
        row(inner, guarded.isPresent() ? Optional.empty() : s.schedule().row(), element);
      }
    });
  }

  /** Whether what a row does not change can be read even where guards leave nothing of the row. */
  private static boolean readsAnyway(Statement s, Axis row) {
    Facts facts = Facts.of(s.formula().reduction().guards().stream()
        .filter(guard -> !Scalars.axes(guard).contains(row)).toList());
    return Scalars.reads(s.formula().body()).stream().filter(read -> !Scalars.axes(read).contains(row))
        .allMatch(read -> IntStream.range(0, read.indices().size())
            .allMatch(d -> facts.provesWithin(read.indices().get(d), read.tensor().shape().get(d))));
  }

  private static boolean isGuarded(Statement s, Axis axis) {
    return s.formula().reduction().guards().stream().anyMatch(guard -> Scalars.axes(guard).contains(axis));
  }

  private static void row(Scope scope, Optional<Axis> row, Rows.Element element) {
    Rows rows = new Rows(scope, row);
    rows.add(element);
    rows.write();
  }

  /** {@code out[…, k] += …} for every point of the reduction, the row innermost. */
  private void alongRow(Scope scope, Statement s) {
    Definition.Formula formula = s.formula();
    Optional<Axis> row = s.schedule().row();
    List<Index> at = indices(formula.axes());
    Optional<Scalar> addend = s.epilogue().flatMap(e -> Epilogues.addend(s, e));
    element(scope, row, new Rows.Element(s.target(), at, Reduction.Kind.NONE, addend.orElse(neutral(s))));
    flush();
    if (isGuarded(s, row.get())) {
      rows(scope, s, new Rows.Element(s.target(), at, formula.reduction().kind(), formula.body()));
    } else {
      long steps = Unrolling.steps(s);
      Scalar body = Unrolling.unrolled(s, steps);
      Loops.nest(scope, s.schedule().inner(), formula.reduction().guards(), steps,
          inner -> row(inner, row, new Rows.Element(s.target(), at, formula.reduction().kind(), body)));
    }
    if (addend.isEmpty()) {
      s.epilogue().ifPresent(e -> element(scope, row,
          new Rows.Element(s.target(), at, Reduction.Kind.NONE, Epilogues.inPlaceOfReduced(s, e))));
    }
  }

  /** One element after the other, each reduced in a local variable. */
  private void pointwise(Scope scope, Statement s) {
    Loops.nest(scope, s.schedule().row().stream().toList(), List.of(), inner -> accumulate(inner, s, s.target(),
        indices(s.formula().axes()), true));
  }

  /** @param set whether the reduction is the element's value, rather than added to it */
  private void accumulate(Scope scope, Statement s, Tensor target, List<Index> at, boolean set) {
    Definition.Formula formula = s.formula();
    Reduction reduction = formula.reduction();
    boolean position = reduction.kind() == Reduction.Kind.ARGMAX;
    Code.Local sum = scope.local(position ? "best" : reduction.kind().symbol(), false);
    Scalar start = position ? Scalar.constant(Double.NEGATIVE_INFINITY) : neutral(s);
    scope.add(new Code.Start(sum, new Value.Number(((Scalar.Constant) start).value())));
    Code.Local winner = position ? scope.local("winner", true) : null;
    if (position) {
      scope.add(new Code.Start(winner, new Value.Number(-1)));
    }
    Loops.nest(scope, s.schedule().inner(), reduction.guards(), inner -> {
      Map<Scalar, Integer> uses = new HashMap<>();
      Value value = new Values(inner, Optional.empty(), uses, new LinkedHashMap<>()).of(formula.body(), true);
      inner.add(position ? new Code.Winner(sum, winner, value, position(reduction.axes()))
          : new Code.Update(sum, reduction.kind(), value));
    });
    Value result = new Value.Use(position ? winner : sum);
    if (!set) {
      scope.add(new Code.Accumulate(scope.place(target, at), reduction.kind(), result));
      return;
    }
    if (s.epilogue().isPresent()) {
      Map<Scalar, Code.Local> known = new LinkedHashMap<>();
      known.put(new Scalar.Read(s.reduced(), at), sum);
      result = new Values(scope, Optional.empty(), Map.of(), known).of(s.epilogue().get(), true);
    }
    scope.add(new Code.Store(scope.place(target, at), result));
  }

  /** Has loops over the axes of a reduction run from the last point to the first, as {@link Code.Winner} wants lanes to. */
  static Substitution countedDown(List<Axis> axes) {
    return Substitution.of(axes,
        axes.stream().map(a -> Index.of(Affine.of(a.extent().size() - 1).minus(Affine.of(a)))).toList());
  }

  /** The position of a point of the reduction, row by row. */
  static Affine position(List<Axis> axes) {
    Affine position = Affine.ZERO;
    for (Axis axis : axes) {
      position = position.times(axis.extent().size()).plus(Affine.of(axis));
    }
    return position;
  }
}
