package dev.netgrad.loop.vector;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.loop.plain.Scope;
import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.Factors;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private final Factors factors;
  private final Map<Scalar, List<Term>> byNumber = new LinkedHashMap<>();
  private final Map<Affine, Code.Local> packed = new HashMap<>();

  Terms(Factors factors) {
    this.factors = factors;
  }

  void add(Accumulation accumulation, Substitution point, Affine start) {
    Scalar at = point.apply(factors.along());
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
    byNumber.computeIfAbsent(point.apply(factors.number()), n -> new ArrayList<>())
        .add(new Term(accumulation, start, along));
  }

  void write(Scope scope, LaneValues values) {
    boolean product = factors.isProduct();
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
