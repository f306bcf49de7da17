package dev.netgrad.tensor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces axes by quotients of affine expressions. Every quotient is exact wherever the domain's guards hold, so that
 * {@code affine ≥ 0} may be multiplied by the divisor.
 */
public record Substitution(Map<Axis, Index> values) {

  /** Axis by axis, {@code from[i] → to[i]}. */
  public static Substitution renaming(List<Axis> from, List<Axis> to) {
    Map<Axis, Index> values = new LinkedHashMap<>();
    for (int i = 0; i < from.size(); i++) {
      values.put(from.get(i), Index.of(to.get(i)));
    }
    return new Substitution(values);
  }

  /** {@code from[i] → indices[i]}. */
  public static Substitution of(List<Axis> from, List<Index> indices) {
    Map<Axis, Index> values = new LinkedHashMap<>();
    for (int i = 0; i < from.size(); i++) {
      values.put(from.get(i), indices.get(i));
    }
    return new Substitution(values);
  }

  public Index apply(Affine affine) {
    long common = 1;
    for (Axis axis : affine.terms().keySet()) {
      Index value = values.get(axis);
      if (value != null) {
        common = Math.multiplyExact(common, value.divisor() / Affine.gcd(common, value.divisor()));
      }
    }
    Affine numerator = Affine.of(Math.multiplyExact(affine.constant(), common));
    for (Map.Entry<Axis, Long> term : affine.terms().entrySet()) {
      Index value = values.getOrDefault(term.getKey(), Index.of(term.getKey()));
      numerator = numerator.plus(
          value.numerator().times(Math.multiplyExact(term.getValue(), common / value.divisor())));
    }
    return new Index(numerator, common);
  }

  public Index apply(Index index) {
    Index value = apply(index.numerator());
    return new Index(value.numerator(), Math.multiplyExact(value.divisor(), index.divisor()));
  }

  public Scalar apply(Scalar scalar) {
    return scalar.match(
        constant -> constant,
        batchSize -> batchSize,
        this::position,
        read -> new Scalar.Read(read.tensor(), read.indices().stream().map(this::apply).toList()),
        apply -> Scalars.mapChildren(apply, this::apply),
        select -> new Scalar.Select(apply(select.condition()), apply(select.yes()), apply(select.no())));
  }

  public Condition apply(Condition condition) {
    return condition.match(
        bound -> new Condition.AtLeastZero(apply(bound.affine()).numerator()),
        this::divisible,
        compare -> Scalars.mapScalars(compare, this::apply),
        all -> new Condition.All(all.conditions().stream().map(this::apply).toList()),
        any -> new Condition.Any(any.conditions().stream().map(this::apply).toList()),
        not -> new Condition.Not(apply(not.condition())));
  }

  private Scalar position(Scalar.Position position) {
    Index value = apply(position.affine());
    Scalar numerator = new Scalar.Position(value.numerator());
    return value.divisor() == 1 ? numerator : numerator.over(Scalar.constant((double) value.divisor()));
  }

  private Condition divisible(Condition.Divisible c) {
    Index value = apply(c.affine());
    return new Condition.Divisible(value.numerator(), Math.multiplyExact(c.modulus(), value.divisor()));
  }
}
