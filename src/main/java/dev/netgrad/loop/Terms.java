package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The terms that one body of a loop adds to the accumulators of a tile. A product's factors are loaded once for all
 * terms that have them in common: those along the row first, then, one after the other, those that are a number for
 * all lanes, each followed by the multiply-adds that it takes part in.
 */
final class Terms {
  /** The local variable of a factor along the row, loaded where it is first asked for. */
  private interface Factor {
    Code.Local in(Scope scope, LaneValues values);
  }

  /** How a term is added to what was accumulated. */
  interface Accumulation {
    Code of(Value term);
  }

  private record Term(Accumulation accumulation, Affine start, Factor along) {}

  private final Axis row;
  private final Reduction.Kind kind;
  private final Scalar number;
  private final Scalar along;
  private final Map<Scalar, List<Term>> byNumber = new LinkedHashMap<>();
  private final Map<Affine, Code.Local> packed = new HashMap<>();

  /** Splits a reduction's body into a factor that is a number for all lanes, or 1, and one along the row. */
  Terms(Definition.Formula formula, Axis row) {
    this.row = row;
    this.kind = formula.reduction().kind();
    Scalar body = formula.body();
    if (kind == Reduction.Kind.SUM && body instanceof Scalar.Apply product
        && product.operator() == Operator.MULTIPLY) {
      boolean firstIsNumber = !Scalars.axes(product.operands().get(0)).contains(row);
      number = product.operands().get(firstIsNumber ? 0 : 1);
      along = product.operands().get(firstIsNumber ? 1 : 0);
    } else {
      number = Scalar.ONE;
      along = body;
    }
  }

  private Terms(Terms like) {
    this.row = like.row;
    this.kind = like.kind;
    this.number = like.number;
    this.along = like.along;
  }

  /** The same factors, no term yet. */
  Terms empty() {
    return new Terms(this);
  }

  /**
   * Operations on vectors that one term takes beside its loads: a multiply-add of two reads is one, a choice four, with
   * the comparison and what is compared and chosen otherwise.
   */
  long operations() {
    long[] count = {kind.isPosition() ? 4 : 1};
    Stream.of(along, number).forEach(s -> Scalars.forEach(s, part -> {
      int operations = part.match(constant -> 0, batchSize -> 1, position -> 1, read -> 0, apply -> 1, select -> 4);
      count[0] += operations > 0 && Scalars.axes(part).contains(row) ? operations : 0;
    }));
    return count[0];
  }

  /** Operations on vectors in an expression, loads among them. */
  static long operations(Scalar s, Axis row) {
    long[] count = {0};
    Scalars.forEach(s, part -> count[0] +=
        !(part instanceof Scalar.Constant) && Scalars.axes(part).contains(row) ? 1 : 0);
    return count[0];
  }

  /** Distinct loads for terms at some points: of numbers, and of vectors along the row. */
  long[] loads(List<Substitution> points) {
    Set<Scalar> numbers = new HashSet<>();
    Set<Scalar> vectors = new HashSet<>();
    for (Substitution point : points) {
      numbers.add(point.apply(number));
      vectors.add(point.apply(along));
    }
    return new long[] {number.equals(Scalar.ONE) ? 0 : numbers.size(), vectors.size()};
  }

  /**
   * Numbers that lie in lines of memory which a set of the cache has no room for together, as where the points are a
   * power of two apart: each is loaded from further away.
   */
  long conflicts(List<Substitution> points) {
    Map<Long, Set<Long>> linesBySet = new HashMap<>();
    for (Scalar.Read read : Scalars.reads(number)) {
      Affine origin = LaneValues.address((Scalar.Read) points.get(0).apply(read));
      for (Substitution point : points) {
        Affine apart = LaneValues.address((Scalar.Read) point.apply(read)).minus(origin);
        long line = Math.floorDiv(apart.constant(), Machine.LINE);
        linesBySet.computeIfAbsent(Math.floorMod(line, Machine.SETS), s -> new HashSet<>()).add(line);
      }
    }
    return linesBySet.values().stream().mapToLong(Set::size).filter(lines -> lines >= Machine.WAYS).sum();
  }

  /** The factor along the row. */
  Scalar along() {
    return along;
  }

  void add(Accumulation accumulation, Substitution point, Affine start) {
    Scalar at = point.apply(along);
    add(accumulation, point, start, (scope, values) -> values.local(at, start, "b"));
  }

  /** A term whose factor along the row was packed: {@code at} is where in what is packed, one region for all terms. */
  void add(Accumulation accumulation, Substitution point, Affine start, ScratchMemory.Region in, Affine at) {
    add(accumulation, point, start, (scope, values) -> packed.computeIfAbsent(at, element -> {
      Code.Local local = scope.lanes("b");
      scope.add(new Code.Let(local, new Value.Lanes(in.at(scope, element), values.all())));
      return local;
    }));
  }

  private void add(Accumulation accumulation, Substitution point, Affine start, Factor along) {
    byNumber.computeIfAbsent(point.apply(number), n -> new ArrayList<>()).add(new Term(accumulation, start, along));
  }

  void write(Scope scope, LaneValues values) {
    boolean product = !number.equals(Scalar.ONE);
    if (product) {
      byNumber.values().forEach(terms -> terms.forEach(t -> t.along().in(scope, values)));
    }
    byNumber.forEach((n, terms) -> {
      for (Term t : terms) {
        // Where both factors run along the row, as a depthwise convolution's do, each vector has its own.
        Value factor = product ? new Value.Use(values.local(n, t.start(), "a")) : null;
        Value value = new Value.Use(t.along().in(scope, values));
        scope.add(t.accumulation().of(product ? new Value.Apply(Operator.MULTIPLY, List.of(factor, value)) : value));
      }
    });
  }
}
