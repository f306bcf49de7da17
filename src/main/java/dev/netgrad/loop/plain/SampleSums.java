package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Value;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reductions over the batch that are kept by sample and joined at the end, in the order of the samples, whichever
 * threads computed them. A sample's sum may have a rest, as {@link Compensated} sums have: {@code partial[n, 0, …]} is
 * the sum then, {@code partial[n, 1, …]} the rest.
 */
public final class SampleSums {
  private SampleSums() {}

  /** What starts a reduction. */
  public static double neutral(Statement s) {
    return s.formula().reduction().kind().identity();
  }

  /** Sets a sample's part, and its rest, to their start. */
  public static void start(Scope scope, Statement s, Axis sample) {
    Tensor partial = s.partial().orElseThrow();
    Axis i = new Axis("i", partial.elementsPerSample());
    Affine first = Affine.of(sample).times(i.extent().size());
    if (i.extent().size() == 1) {
      scope.add(new Code.Store(scope.element(partial, first), new Value.Number(neutral(s))));
      return;
    }
    Loops.row(scope, i, inner -> inner.add(new Code.Store(inner.element(partial, first.plus(Affine.of(i))),
        new Value.Number(neutral(s)))));
  }

  /** Where a sample's part is in the partial array: 0 for the sum, 1 for its rest. */
  public static List<Index> at(Statement s, Index sample, int part, List<Index> place) {
    List<Index> indices = new ArrayList<>(List.of(sample));
    if (s.hasRest()) {
      indices.add(Index.of(Affine.of(part)));
    }
    indices.addAll(place);
    return indices;
  }

  /** A sample's sum with its rest. */
  public static Compensated compensated(Scope scope, Statement s, Index sample, List<Index> place, int lanes) {
    Tensor partial = s.partial().orElseThrow();
    return new Compensated(scope.place(partial, at(s, sample, 0, place)), scope.place(partial, at(s, sample, 1, place)),
        lanes);
  }

  /** Joins the samples' parts, and does what follows the reduction. */
  public static void join(Scope scope, Statement s) {
    if (s.formula().reduction().kind() != Reduction.Kind.SUM) {
      Nest.fill(scope, s.target(), s, Scalar.constant(neutral(s)));
      Axis sample = Axis.batch();
      Scope inner = scope.inner(List.of(sample), false);
      Nest.elementwise(inner, s.target(), axes -> new Rows.Element(s.target(), Nest.indices(axes),
          s.formula().reduction().kind(), new Scalar.Read(s.partial().orElseThrow(),
              at(s, Index.of(sample), 0, Nest.indices(axes)))));
      scope.add(samples(inner, sample, 0));
      s.epilogue().ifPresent(e -> Nest.finish(scope, s, e));
    } else if (s.formula().axes().isEmpty()) {
      number(scope, s);
    } else {
      row(scope, s);
    }
  }

  private static Code samples(Scope inner, Axis sample, long from) {
    return inner.loop(sample, List.of(Code.Bound.of(Affine.of(from))), List.of(inner.extent(sample)), 1, Affine.ZERO);
  }

  /** A sum that is one number: in double precision. */
  private static void number(Scope scope, Statement s) {
    Axis sample = Axis.batch();
    Code.Local sum = scope.wide(Reduction.Kind.SUM.symbol());
    scope.add(new Code.Start(sum, new Value.Number(0)));
    Scope inner = scope.inner(List.of(sample), false);
    Code.Place part = inner.place(s.partial().orElseThrow(), at(s, Index.of(sample), 0, List.of()));
    inner.add(new Code.Update(sum, Reduction.Kind.SUM, new Value.Load(part)));
    if (s.hasRest()) {
      inner.add(new Code.Update(sum, Reduction.Kind.SUM,
          compensated(inner, s, Index.of(sample), List.of(), 1).finiteRest(inner)));
    }
    scope.add(samples(inner, sample, 0));
    finish(scope, s, sum, List.of());
  }

  /** A row of sums: the first sample's take up the others'. */
  private static void row(Scope scope, Statement s) {
    Axis sample = Axis.batch();
    Index firstSample = Index.of(Affine.ZERO);
    List<Index> place = Nest.indices(s.formula().axes());
    Scope each = scope.inner(List.of(sample), false);
    Loops.row(each, s.formula().axes().get(0), inner -> {
      Compensated first = compensated(inner, s, firstSample, place, 1);
      Compensated other = compensated(inner, s, Index.of(sample), place, 1);
      first.add(inner, other);
    });
    scope.add(samples(each, sample, 1));
    Loops.nest(scope, s.formula().axes(), List.of(), inner -> {
      finish(inner, s, compensated(inner, s, firstSample, place, 1).wide(inner), place);
    });
  }

  /** Stores what follows the sum, computed of all its digits. */
  public static void finish(Scope scope, Statement s, Code.Local sum, List<Index> at) {
    Map<Scalar, Code.Local> known = new LinkedHashMap<>();
    known.put(new Scalar.Read(s.reduced(), at), sum);
    Value result = s.epilogue().isEmpty() ? new Value.Use(sum)
        : new Values(scope, Optional.empty(), Map.of(), known).of(s.epilogue().get(), true);
    scope.add(new Code.Store(scope.place(s.target(), at), result));
  }
}
