package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.schedule.Blocks;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Reductions of which a row is added to at once, {@code out[…, k] += …}, in plain loops. What sums have more terms than
 * a block ({@link Blocks}) is added to a {@link Compensated} sum, block by block.
 */
final class RowSums {
  private final Statement s;
  private final Axis row;
  private final List<Index> place;
  private final boolean guarded;

  RowSums(Statement statement) {
    this.s = statement;
    this.row = statement.schedule().row().orElseThrow();
    this.place = Nest.indices(statement.formula().axes());
    this.guarded = s.formula().reduction().guards().stream().anyMatch(guard -> Scalars.axes(guard).contains(row));
  }

  /**
   * Whether a sum over the batch that grows in one array has beside it what rounding takes from it. Products of one
   * number each and a row have not: they are added for some samples at a time, in a thread's own memory.
   */
  static boolean keepsRests(Statement s) {
    Reduction reduction = s.formula().reduction();
    return s.schedule().acrossOuter() && s.partial().isEmpty() && reduction.kind() == Reduction.Kind.SUM
        && !(reduction.axes().size() == 1 && s.isContraction());
  }

  /** Adds all terms of the points inside to a row of the output, which has its start already. */
  void alongRow(Scope scope) {
    long steps = guarded ? 1 : Unrolling.steps(s);
    Reduction reduction = s.formula().reduction();
    Rows.Element element = new Rows.Element(s.target(), place, reduction.kind(), Unrolling.unrolled(scope, s, steps));
    List<Axis> inner = s.schedule().inner();
    Blocks blocks = Blocks.of(List.of(), inner, List.of(), reduction.guards(), steps, 1, 1);
    if (reduction.kind() != Reduction.Kind.SUM || blocks.isOne()) {
      add(scope, element, steps);
      return;
    }
    Closed closed = new Closed();
    closed.start(scope);
    new BlockLoops(blocks).write(scope, false, in -> {}, (in, left) -> add(in, left, element), closed::close);
    closed.finish(scope);
  }

  /** Adds an element's value at all points inside. */
  void add(Scope scope, Rows.Element element, long steps) {
    List<Condition> guards = s.formula().reduction().guards();
    Loops.nest(scope, s.schedule().inner(), without(row, guards), steps, in -> add(in, of(row, guards), element));
  }

  private static List<Condition> of(Axis axis, List<Condition> guards) {
    return guards.stream().filter(guard -> Scalars.axes(guard).contains(axis)).toList();
  }

  private static List<Condition> without(Axis axis, List<Condition> guards) {
    return guards.stream().filter(guard -> !Scalars.axes(guard).contains(axis)).toList();
  }

  /**
   * Blocks that are closed: the sum of a row, which starts with what the row has at first, and its rest, in a thread's
   * own memory. Guards may leave out every block.
   */
  private final class Closed {
    private Compensated sums(Scope scope) {
      ScratchMemory.Region own = scope.buffers().own(2 * row.extent().size());
      return new Compensated(own.at(scope, Affine.of(row)), own.at(scope, Affine.of(row).plus(row.extent().size())), 1);
    }

    void start(Scope scope) {
      Loops.row(scope, row, in -> {
        Code.Place block = in.place(s.target(), place);
        in.add(new Code.Store(sums(in).sum(), new Value.Load(block)));
        in.add(new Code.Store(sums(in).rest(), new Value.Number(0)));
        in.add(new Code.Store(block, new Value.Number(0)));
      });
    }

    void close(Scope scope) {
      Loops.row(scope, row, in -> {
        Code.Place block = in.place(s.target(), place);
        sums(in).add(in, new Value.Load(block));
        in.add(new Code.Store(block, new Value.Number(0)));
      });
    }

    void finish(Scope scope) {
      Loops.row(scope, row, in -> in.add(new Code.Store(in.place(s.target(), place), sums(in).total(in))));
    }
  }

  /** Adds the terms of all samples: a few at a time, then those that are left, one by one. */
  void overSamples(Scope scope) {
    Axis sample = s.schedule().outer().get(0);
    Axis groups = scope.offset("blocks", Affine.of(Kernel.BATCH), Unrolling.SAMPLES);
    Axis group = new Axis("block", sample.extent());
    Scalar several = Unrolling.sum(
        scope, s.formula().body(), sample, Affine.of(group).times(Unrolling.SAMPLES), Unrolling.SAMPLES);
    Affine left = Affine.of(groups).times(Unrolling.SAMPLES);
    if (keepsRests(s)) {
      loop(scope, group, Affine.ZERO, List.of(Code.Bound.of(Affine.of(groups))), in -> overPoints(in, several));
      loop(scope, sample, left, List.of(scope.extent(sample)), in -> overPoints(in, s.formula().body()));
      return;
    }
    List<Condition> guards = s.formula().reduction().guards();
    Loops.nest(scope, s.schedule().inner(), without(row, guards), in -> {
      Affine most = Affine.of(Blocks.TERMS - 1 - Unrolling.SAMPLES);
      Test many = new Test.AtLeastZero(Affine.of(groups).minus(most).plus(-1));
      Closed closed = new Closed();
      when(in, many, closed::start);
      Axis first = new Axis("first", sample.extent());
      Scope blocks = in.inner(List.of(first), false);
      loop(blocks, group, Affine.of(first),
          List.of(Code.Bound.of(Affine.of(groups)), Code.Bound.of(Affine.of(first).plus(most))),
          each -> add(each, of(row, guards), new Rows.Element(s.target(), place, Reduction.Kind.SUM, several)));
      when(blocks, new Test.AtLeastZero(Affine.of(groups).minus(Affine.of(first)).minus(most).plus(-1)), closed::close);
      in.add(blocks.loop(first, List.of(Code.Bound.of(Affine.ZERO)), List.of(Code.Bound.of(Affine.of(groups))),
          most.constant(), Affine.ZERO));
      loop(in, sample, left, List.of(scope.extent(sample)), each ->
          add(each, of(row, guards), new Rows.Element(s.target(), place, Reduction.Kind.SUM, s.formula().body())));
      when(in, many, at -> {
        closed.close(at);
        closed.finish(at);
      });
    });
  }

  private static void loop(Scope scope, Axis axis, Affine from, List<Code.Bound> to, Consumer<Scope> body) {
    Scope inner = scope.inner(List.of(axis), false);
    body.accept(inner);
    scope.add(inner.loop(axis, List.of(Code.Bound.of(from)), to, 1, Affine.ZERO));
  }

  private static void when(Scope scope, Test test, Consumer<Scope> body) {
    Scope inner = scope.inner(List.of(), false);
    body.accept(inner);
    scope.add(new Code.When(test, inner.code()));
  }

  /**
   * Adds the terms of a sample's points, or of some samples' together, to the output, which has a rest.
   *
   * @param body the term at a point
   */
  void overPoints(Scope scope, Scalar body) {
    List<Axis> inner = s.schedule().inner();
    List<Axis> summed = inner.stream().filter(s.formula().reduction().axes()::contains).toList();
    if (summed.isEmpty()) {
      add(scope, new Rows.Element(s.target(), place, Reduction.Kind.SUM, body,
          Optional.of(new Scalar.Read(rest(scope), place))), 1);
      return;
    }
    int first = inner.indexOf(summed.get(0));
    List<Axis> others = new ArrayList<>(inner.subList(first, inner.size()));
    others.removeAll(summed);
    Tensor block = scope.buffers().scratch(s.target(), row);
    Rows.Element element = new Rows.Element(block, List.of(Index.of(row)), Reduction.Kind.SUM, body);
    Blocks blocks = Blocks.of(inner.subList(0, first), summed, others, s.formula().reduction().guards(), 1, 1, 1);
    new BlockLoops(blocks).write(scope, false,
        in -> Loops.row(in, row, at -> at.add(new Code.Store(at.place(block, element.at()), new Value.Number(0)))),
        (in, left) -> add(in, left, element),
        in -> Loops.row(in, row, at -> new Compensated(at.place(s.target(), place), at.place(rest(in), place), 1)
            .add(at, new Value.Load(at.place(block, element.at())))));
  }

  private Tensor rest(Scope scope) {
    return scope.buffers().rest(s.target());
  }

  /** Adds to a row, as far as guards on it let it go. */
  private void add(Scope scope, List<Condition> guards, Rows.Element element) {
    if (!guarded) {
      write(new Rows(scope, Optional.of(row)), element);
      return;
    }
    Loops.nest(scope, List.of(row), guards, in -> write(in.variables().equals(List.of(row)) && readsAnyway()
        ? Rows.within(in) : new Rows(in, Optional.empty()), element));
  }

  private static void write(Rows rows, Rows.Element element) {
    rows.add(element);
    rows.write();
  }

  /** Whether what a row does not change can be read even where guards leave nothing of the row. */
  private boolean readsAnyway() {
    Facts facts = Facts.of(without(row, s.formula().reduction().guards()));
    return Scalars.reads(s.formula().body()).stream().filter(read -> !Scalars.axes(read).contains(row))
        .allMatch(read -> IntStream.range(0, read.indices().size())
            .allMatch(d -> facts.provesWithin(read.indices().get(d), read.tensor().shape().get(d))));
  }
}
