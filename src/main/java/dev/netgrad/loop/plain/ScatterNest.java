package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scatter;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A {@link Scatter}: the output is cleared, and then each term is added where its class number says, in the order of
 * the samples, and of a sample's in that of the reduced axes. Threads share what all of that is done for again, such as
 * the samples; where there is nothing, they share the rows of the output: each goes through all terms, and adds those
 * of its own rows. Rows that follow each other are of several threads, as small class numbers may be frequent.
 *
 * <p>Where the output still has what was written when the kernel ran before, marks tell which rows that were, a number
 * for each block of rows and one for each row, and the others need not be cleared.
 *
 * <p>A row is added to in the output itself: with its rests, another array as large as a table would be needed.
 */
public final class ScatterNest {
  /** So many threads have rows. */
  private static final int PARTS = 8;
  /** An output with fewer rows has them one by one in turns. */
  private static final int FEW = PARTS * Statement.BLOCK_OF_ROWS;

  private final Statement s;
  private final Scatter scatter;
  private final List<Index> at;
  private final List<Axis> rest;
  private final Optional<Axis> row;

  private ScatterNest(Statement statement, Scatter scatter) {
    this.s = statement;
    this.scatter = scatter;
    this.row = s.schedule().row();
    this.at = Nest.indices(s.formula().axes());
    this.rest = new ArrayList<>(s.formula().axes());
    rest.removeAll(scatter.outer());
    row.ifPresent(rest::remove);
  }

  public static Optional<ScatterNest> of(Statement statement) {
    return Scatter.of(statement.formula()).map(scatter -> new ScatterNest(statement, scatter));
  }

  void write(Scope scope) {
    if (!scatter.outer().isEmpty()) {
      scope.share(scatter.outer().get(0));
      Loops.nest(scope, scatter.outer(), List.of(), in -> {
        Loops.nest(in, rest, List.of(), this::clear);
        terms(in, this::add);
        s.epilogue().ifPresent(e -> Loops.nest(in, rest, List.of(), each -> finish(each, e)));
      });
      return;
    }
    Axis first = scatter.places().keySet().iterator().next();
    Rowwise rows = new Rowwise(first, new Axis("part", PARTS),
        first.extent().size() < FEW ? 1 : Statement.BLOCK_OF_ROWS);
    scope.share(rows.part);
    Loops.nest(scope, List.of(rows.part), List.of(), in -> {
      s.partial().ifPresentOrElse(marks -> rows.clearMarked(in, marks), () -> rows.each(in, this::clear));
      terms(in, rows::add);
      s.epilogue().ifPresent(e -> rows.each(in, each -> finish(each, e)));
    });
  }

  /** The rows of an output that a thread has: of each so many blocks one. */
  private final class Rowwise {
    private final Axis first;
    private final Axis part;
    private final long block;

    Rowwise(Axis first, Axis part, long block) {
      this.first = first;
      this.part = part;
      this.block = block;
    }

    private Affine apart(Axis number) {
      return Affine.of(number).minus(Affine.of(part));
    }

    /** Does something at each point of a part's rows, but for those along a row. */
    void each(Scope scope, Consumer<Scope> body) {
      List<Axis> axes = new ArrayList<>(rest);
      if (block == 1) {
        axes.remove(first);
        axes.add(0, first);
        Loops.nest(scope, axes, List.of(new Condition.Divisible(apart(first), PARTS)), body);
        return;
      }
      Axis number = new Axis("block", blocks());
      Affine inside = Affine.of(first).minus(Affine.of(number).times(block));
      axes.remove(first);
      axes.addAll(0, List.of(number, first));
      Loops.nest(scope, axes, List.of(new Condition.Divisible(apart(number), PARTS),
          new Condition.AtLeastZero(inside), new Condition.AtLeastZero(inside.times(-1).plus(block - 1))), body);
    }

    /** Clears what is marked in a part's rows, and takes the marks off. */
    void clearMarked(Scope scope, Tensor marks) {
      Axis number = new Axis("block", blocks());
      Affine inside = Affine.of(first).minus(Affine.of(number).times(block));
      List<Axis> others = new ArrayList<>(rest);
      others.remove(first);
      Loops.nest(scope, List.of(number), List.of(new Condition.Divisible(apart(number), PARTS)), in ->
          whenMarked(in, marks, Affine.of(number), ofBlock -> Loops.nest(ofBlock, List.of(first),
              List.of(new Condition.AtLeastZero(inside),
                  new Condition.AtLeastZero(inside.times(-1).plus(block - 1))),
              each -> whenMarked(each, marks, Affine.of(first).plus(blocks()), at ->
                  Loops.nest(at, others, List.of(), ScatterNest.this::clear)))));
    }

    private void whenMarked(Scope scope, Tensor marks, Affine at, Consumer<Scope> body) {
      Test isMarked = new Test.Compare(Condition.Relation.EQUAL, new Value.Load(scope.element(marks, at)),
          new Value.Number(1));
      when(scope, isMarked, in -> {
        body.accept(in);
        in.add(new Code.Store(in.element(marks, at), new Value.Number(0)));
      });
    }

    private long blocks() {
      return (first.extent().size() + block - 1) / block;
    }

    /** Adds a term if it is at one of a part's rows. */
    void add(Scope scope) {
      Axis number = block == 1 ? first : scope.offset("block", Affine.of(first), block);
      when(scope, new Test.Divisible(apart(number), PARTS), in -> {
        s.partial().ifPresent(marks -> Stream.of(Affine.of(number), Affine.of(first).plus(blocks()))
            .forEach(at -> in.add(new Code.Store(in.element(marks, at), new Value.Number(1)))));
        ScatterNest.this.add(in);
      });
    }
  }

  /** All terms, each where its class numbers are known. */
  private void terms(Scope scope, Consumer<Scope> add) {
    List<Axis> reduced = new ArrayList<>(s.formula().reduction().axes());
    reduced.sort(Comparator.comparing(axis -> !axis.extent().isBatch()));
    Loops.nest(scope, reduced, scatter.guards(), in -> {
      List<Test> inside = new ArrayList<>();
      scatter.places().forEach((axis, number) -> {
        in.pick(axis, number);
        if (number.tensor().classes() > axis.extent().size()) {
          inside.add(new Test.AtLeastZero(Affine.of(axis.extent().size() - 1).minus(Affine.of(axis))));
        }
      });
      if (inside.isEmpty()) {
        add.accept(in);
      } else {
        when(in, new Test.All(inside), add);
      }
    });
  }

  private static void when(Scope scope, Test test, Consumer<Scope> body) {
    Scope inner = scope.inner(List.of(), false);
    body.accept(inner);
    scope.add(new Code.When(test, inner.code()));
  }

  private void clear(Scope scope) {
    element(scope, Reduction.Kind.NONE, Scalar.constant(s.formula().reduction().kind().identity()));
  }

  private void add(Scope scope) {
    List<Axis> others = new ArrayList<>(rest);
    others.removeAll(scatter.places().keySet());
    Loops.nest(scope, others, List.of(), in -> element(in, s.formula().reduction().kind(), s.formula().body()));
  }

  private void finish(Scope scope, Scalar epilogue) {
    element(scope, Reduction.Kind.NONE, Epilogues.inPlaceOfReduced(s, epilogue));
  }

  private void element(Scope scope, Reduction.Kind kind, Scalar value) {
    Rows rows = new Rows(scope, row);
    rows.add(new Rows.Element(s.target(), at, kind, value));
    rows.write();
  }
}
