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
  private record Term(Code.Local accumulator, Affine start, Scalar along) {}

  private final Reduction.Kind kind;
  private final Scalar number;
  private final Scalar along;
  private final Map<Scalar, List<Term>> byNumber = new LinkedHashMap<>();

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

  void add(Code.Local accumulator, Substitution point, Affine start) {
    byNumber.computeIfAbsent(point.apply(number), n -> new ArrayList<>())
        .add(new Term(accumulator, start, point.apply(along)));
  }

  void write(Scope scope, LaneValues values) {
    if (number.equals(Scalar.ONE)) {
      byNumber.values().forEach(terms -> terms.forEach(t ->
          scope.add(new Code.Update(t.accumulator(), kind, values.of(t.along(), t.start())))));
      return;
    }
    byNumber.values().forEach(terms -> terms.forEach(t -> values.local(t.along(), t.start(), "b")));
    byNumber.forEach((n, terms) -> {
      Code.Local factor = values.local(n, terms.get(0).start(), "a");
      for (Term t : terms) {
        scope.add(new Code.Update(t.accumulator(), kind, new Value.Apply(Operator.MULTIPLY,
            List.of(new Value.Use(factor), new Value.Use(values.local(t.along(), t.start(), "b"))))));
      }
    });
  }
}
