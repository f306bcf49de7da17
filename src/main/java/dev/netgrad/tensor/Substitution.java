package dev.netgrad.tensor;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Replaces axes by quotients of affine expressions, or by elements of integer tensors. Every quotient is exact wherever
 * the domain's guards hold, so that {@code affine ≥ 0} may be multiplied by the divisor.
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

  /**
   * Whether this can be applied: where an axis becomes an element of another tensor, it has to stand alone, as an index
   * of a read or compared.
   */
  public boolean isDefined(Scalar scalar) {
    Set<Axis> elements = new HashSet<>(values.keySet());
    elements.removeIf(axis -> values.get(axis).isQuotient());
    return elements.isEmpty() || isDefined(scalar, elements);
  }

  private static boolean isDefined(Scalar scalar, Set<Axis> elements) {
    return scalar.match(
        constant -> true,
        batchSize -> true,
        position -> Collections.disjoint(position.affine().terms().keySet(), elements),
        read -> read.indices().stream().allMatch(index -> index.match(
            quotient -> quotient.isAxis() || Collections.disjoint(quotient.axes(), elements),
            element -> isDefined(element.read(), elements))),
        apply -> apply.operands().stream().allMatch(operand -> isDefined(operand, elements)),
        select -> isDefined(select.condition(), elements) && isDefined(select.yes(), elements)
            && isDefined(select.no(), elements));
  }

  private static boolean isDefined(Condition condition, Set<Axis> elements) {
    return condition.match(
        bound -> Collections.disjoint(bound.affine().terms().keySet(), elements),
        divisible -> Collections.disjoint(divisible.affine().terms().keySet(), elements),
        compare -> Stream.of(compare.left(), compare.right()).allMatch(side ->
            side instanceof Scalar.Position position && position.affine().isAxis() || isDefined(side, elements)),
        all -> all.conditions().stream().allMatch(part -> isDefined(part, elements)),
        any -> any.conditions().stream().allMatch(part -> isDefined(part, elements)),
        not -> isDefined(not.condition(), elements));
  }

  public Index apply(Affine affine) {
    if (affine.isAxis()) {
      return values.getOrDefault(affine.axis(), Index.of(affine));
    }
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
    return Index.of(numerator, common);
  }

  public Index apply(Index index) {
    return index.match(this::apply, element -> new Index.Element((Scalar.Read) apply(element.read())));
  }

  private Index apply(Index.Quotient index) {
    Index value = apply(index.numerator());
    return index.divisor() == 1 ? value
        : Index.of(value.numerator(), Math.multiplyExact(value.divisor(), index.divisor()));
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
    if (value instanceof Index.Element element) {
      return element.read();
    }
    Scalar numerator = new Scalar.Position(value.numerator());
    return value.divisor() == 1 ? numerator : numerator.over(Scalar.constant((double) value.divisor()));
  }

  private Condition divisible(Condition.Divisible c) {
    Index value = apply(c.affine());
    return new Condition.Divisible(value.numerator(), Math.multiplyExact(c.modulus(), value.divisor()));
  }
}
