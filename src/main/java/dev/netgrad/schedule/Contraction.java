package dev.netgrad.schedule;

import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Scatter;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A group of statements as forms for vectors see it: axes by their roles, what is read, and what guards terms.
 *
 * @param formula the first statement's, whose guards are constraints that do not hold anyway; positions are counted
 *     down, as {@code Code.Winner} wants them
 * @param row the axis along which vectors run
 * @param sample the axis of the batch
 * @param outer the loops that all statements share within a sample, outermost first; none of a sum over the batch
 * @param reduced the reduced axes but the sample
 * @param overwrites whether an array is read where it is written, at the same place
 */
public record Contraction(Kind kind, List<Statement> statements, Definition.Formula formula, Axis row, Axis sample,
    List<Axis> outer, List<Axis> reduced, boolean overwrites) {
  public Contraction {
    statements = List.copyOf(statements);
    outer = List.copyOf(outer);
    reduced = List.copyOf(reduced);
  }

  /** The kinds of nests, each with forms of its own. */
  enum Kind {
    /** A reduction for each element, with what follows it element by element. */
    REDUCTION,
    /** A sum over the batch into one array, such as a weight's gradient. */
    BATCH_SUM,
    /** Formulas without reductions of their own, and their sums over a sample. */
    ROWS
  }

  /** Two reads that are multiplied: the one that is a number for all of the row, and the one along the row. */
  public record Product(Scalar.Read number, Scalar.Read vector) {}

  /**
   * The statements of a group.
   *
   * @param arrays the tensor whose array a tensor has
   */
  public static Match<Contraction> of(List<Statement> statements, UnaryOperator<Tensor> arrays) {
    Statement first = statements.get(0);
    Optional<Axis> row = first.schedule().row();
    if (statements.stream().anyMatch(Contraction::guardsRow)) {
      return Match.no("a guard along the row");
    } else if (statements.stream().anyMatch(s -> Scatter.of(s.formula()).isPresent())) {
      return Match.no("terms that go where an array tells");
    } else if (row.isEmpty()) {
      return Match.no("no row");
    }
    Kind kind = kind(first);
    if (kind != Kind.ROWS && statements.stream().flatMap(s -> s.reads().stream()).anyMatch(r -> !r.isByAxes())) {
      return Match.no("places that an array tells");
    }
    return several(kind, statements).<Match<Contraction>>map(Match::no)
        .orElseGet(() -> of(kind, statements, row.get(), arrays));
  }

  private static Match<Contraction> of(Kind kind, List<Statement> statements, Axis row, UnaryOperator<Tensor> arrays) {
    Statement first = statements.get(0);
    List<Axis> outer = kind == Kind.BATCH_SUM ? List.of() : first.schedule().outer();
    List<Axis> reduced = new ArrayList<>(first.formula().reduction().axes());
    Optional<Axis> sample = kind == Kind.BATCH_SUM
        ? reduced.stream().filter(a -> a.extent().isBatch()).findFirst()
        : outer.stream().findFirst().filter(a -> a.extent().isBatch());
    if (sample.isEmpty()) {
      return Match.no("no batch");
    }
    reduced.remove(sample.get());
    return constraints(first.formula().reduction()).then(guards -> overwrites(kind, statements, arrays).then(
        overwrites -> Match.fits(new Contraction(kind, statements, formula(first.formula(), guards), row, sample.get(),
            outer.isEmpty() ? outer : outer.subList(1, outer.size()), reduced, overwrites))));
  }

  private static boolean guardsRow(Statement s) {
    return s.formula().reduction().guards().stream().flatMap(guard -> Scalars.axes(guard).stream())
        .anyMatch(axis -> s.schedule().row().equals(Optional.of(axis)));
  }

  private static Kind kind(Statement first) {
    boolean across = first.schedule().acrossOuter();
    return across && !first.sumsBySample() ? Kind.BATCH_SUM
        : across || first.formula().reduction().isNone() ? Kind.ROWS : Kind.REDUCTION;
  }

  /** What stands against several statements of a group. */
  private static Optional<String> several(Kind kind, List<Statement> statements) {
    List<Statement> others = statements.subList(kind == Kind.REDUCTION ? 1 : 0, statements.size());
    if (kind == Kind.BATCH_SUM) {
      return statements.size() == 1 ? Optional.empty() : Optional.of("several sums over the batch");
    }
    return others.stream().allMatch(s -> s.sumsBySample() || s.formula().reduction().isNone()) ? Optional.empty()
        : Optional.of(kind == Kind.ROWS ? "a reduction among the formulas" : "several reductions");
  }

  private static Match<List<Condition>> constraints(Reduction reduction) {
    List<Condition> flat = new ArrayList<>();
    for (Condition guard : reduction.guards()) {
      flat.addAll(guard instanceof Condition.All all ? all.conditions() : List.of(guard));
    }
    if (!flat.stream().allMatch(Condition.Constraint.class::isInstance)) {
      return Match.no("a guard that is no constraint");
    }
    flat.removeIf(g -> g instanceof Condition.AtLeastZero c && c.affine().minimum() >= 0);
    return Match.fits(flat);
  }

  private static Definition.Formula formula(Definition.Formula formula, List<Condition> guards) {
    Reduction reduction = formula.reduction();
    Substitution order = order(reduction);
    return new Definition.Formula(formula.axes(),
        new Reduction(reduction.kind(), reduction.axes(), guards.stream().map(order::apply).toList()),
        order.apply(formula.body()));
  }

  /** Has loops over the axes of positions run from the last point to the first. */
  private static Substitution order(Reduction reduction) {
    return !reduction.kind().isOrdered() ? Taps.NONE : Substitution.of(reduction.axes(), reduction.axes().stream()
        .map(a -> Index.of(Affine.of(a.extent().size() - 1).minus(Affine.of(a)))).toList());
  }

  /** Of a sum over the batch, no array is read whose elements are written at another time. */
  private static Match<Boolean> overwrites(Kind kind, List<Statement> statements, UnaryOperator<Tensor> arrays) {
    if (kind == Kind.BATCH_SUM) {
      return Match.fits(false);
    }
    Set<Tensor> targets = statements.stream().map(Statement::target).collect(Collectors.toSet());
    Set<Tensor> written = statements.stream().filter(s -> !s.sumsBySample()).map(s -> arrays.apply(s.target()))
        .collect(Collectors.toSet());
    boolean overwrites = false;
    for (Statement s : statements) {
      for (Scalar.Read read : s.reads()) {
        if (!targets.contains(read.tensor()) && written.contains(arrays.apply(read.tensor()))) {
          if (!Scalars.isIdentity(read, s.formula().axes())) {
            return Match.no("an array that is read and written at different places");
          }
          overwrites = true;
        }
      }
    }
    return Match.fits(overwrites);
  }

  public Statement first() {
    return statements.get(0);
  }

  /** Statements that add up over a sample what is computed at its points. */
  public List<Statement> sums() {
    return statements.stream().filter(Statement::sumsBySample).toList();
  }

  /** The position of a point of the reduction, in the order in which the formula's loops come to it. */
  public Affine position() {
    Reduction reduction = formula.reduction();
    return order(reduction).apply(reduction.position()).numerator();
  }

  /** The formula's body as a product of two reads, if it is a sum of such. */
  public Optional<Product> product() {
    if (formula.reduction().kind() != Reduction.Kind.SUM || !(formula.body() instanceof Scalar.Apply apply)
        || apply.operator() != Operator.MULTIPLY
        || !(apply.operands().get(0) instanceof Scalar.Read a) || !(apply.operands().get(1) instanceof Scalar.Read b)) {
      return Optional.empty();
    }
    return Optional.of(Scalars.axes(a).contains(row) ? new Product(b, a) : new Product(a, b));
  }

  /** The axis along which a read's elements are next to each other. */
  static Optional<Axis> contiguous(Scalar.Read read) {
    return read.indices().stream().reduce((before, last) -> last).filter(Index::isAxis)
        .map(last -> last.numerator().axis());
  }

  /** Points of some axes. */
  public static long points(List<Axis> axes) {
    return axes.stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact);
  }

  /** Vectors of a row, the last one perhaps not full. */
  long rowVectors(int lanes) {
    return (row.extent().size() + lanes - 1) / lanes;
  }

  /** Vectors of terms that a sample has: of each row of the output, at each point of the reduction. */
  double terms(int lanes) {
    List<Axis> axes = new ArrayList<>(formula.axes());
    axes.removeIf(a -> a == row || a.extent().isBatch());
    return (double) points(axes) * points(reduced) * rowVectors(lanes);
  }
}
