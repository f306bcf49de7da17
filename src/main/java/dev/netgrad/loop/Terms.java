package dev.netgrad.loop;

import dev.netgrad.plan.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
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

  private record Term(Code.Local accumulator, Affine start, Factor along) {}

  private final Reduction.Kind kind;
  private final Scalar number;
  private final Scalar along;
  private final Map<Scalar, List<Term>> byNumber = new LinkedHashMap<>();
  private final Map<Code.Place, Code.Local> packed = new HashMap<>();

  /** Splits a reduction's body into a factor that is a number for all lanes, or 1, and one along the row. */
  Terms(Statement s, Axis row) {
    this.kind = s.formula().reduction().kind();
    Scalar body = s.formula().body();
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
    this.kind = like.kind;
    this.number = like.number;
    this.along = like.along;
  }

  /** The same factors, no term yet. */
  Terms empty() {
    return new Terms(this);
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

  /** The factor along the row. */
  Scalar along() {
    return along;
  }

  void add(Code.Local accumulator, Substitution point, Affine start) {
    Scalar at = point.apply(along);
    add(accumulator, point, start, (scope, values) -> values.local(at, start, "b"));
  }

  /** A term whose factor along the row was packed: {@code at} is where. */
  void add(Code.Local accumulator, Substitution point, Affine start, Code.Place at) {
    add(accumulator, point, start, (scope, values) -> packed.computeIfAbsent(at, place -> {
      Code.Local local = scope.lanes("b");
      scope.add(new Code.Let(local, new Value.Lanes(scope.at(place.buffer(), place.offset()), values.all())));
      return local;
    }));
  }

  private void add(Code.Local accumulator, Substitution point, Affine start, Factor along) {
    byNumber.computeIfAbsent(point.apply(number), n -> new ArrayList<>()).add(new Term(accumulator, start, along));
  }

  void write(Scope scope, LaneValues values) {
    boolean product = !number.equals(Scalar.ONE);
    byNumber.values().forEach(terms -> terms.forEach(t -> t.along().in(scope, values)));
    byNumber.forEach((n, terms) -> {
      for (Term t : terms) {
        // Where both factors run along the row, as a depthwise convolution's do, each vector has its own.
        Value factor = product ? new Value.Use(values.local(n, t.start(), "a")) : null;
        Value value = new Value.Use(t.along().in(scope, values));
        scope.add(new Code.Update(t.accumulator(), kind,
            product ? new Value.Apply(Operator.MULTIPLY, List.of(factor, value)) : value));
      }
    });
  }
}
