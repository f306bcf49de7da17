package dev.netgrad.model.network;

import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A product whose factors are apart: a sum's terms may all be multiplied by the first before they are added, or their
 * sum after.
 *
 * @param count what depends on nothing but how many samples there are, such as {@code 1/N}
 * @param rest all others
 */
record Factors(Scalar count, Scalar rest) {

  /** Those of what a formula sums; of another reduction, all together. */
  static Factors of(Formula joined) {
    return joined.reduction().kind() == Reduction.Kind.SUM ? of(joined.body()) : none(joined.body());
  }

  private static Factors of(Scalar product) {
    if (count(product) && Scalars.tensors(product).isEmpty() && Scalars.axes(product).isEmpty()) {
      return new Factors(product, Scalar.ONE);
    }
    if (!(product instanceof Scalar.Apply apply)) {
      return none(product);
    }
    List<Factors> parts = apply.operands().stream().map(Factors::of).toList();
    Factors first = parts.get(0);
    return switch (apply.operator()) {
      case MULTIPLY -> new Factors(times(first.count, parts.get(1).count), times(first.rest, parts.get(1).rest));
      case DIVIDE -> new Factors(over(first.count, parts.get(1).count), over(first.rest, parts.get(1).rest));
      case NEGATE -> new Factors(first.count, first.rest.negated());
      default -> none(product);
    };
  }

  private static Factors none(Scalar product) {
    return new Factors(Scalar.ONE, product);
  }

  private static Scalar times(Scalar a, Scalar b) {
    return a.isConstant(1) ? b : b.isConstant(1) ? a : a.times(b);
  }

  private static Scalar over(Scalar a, Scalar b) {
    return b.isConstant(1) ? a : a.over(b);
  }

  boolean hasCount() {
    return !count.isConstant(1);
  }

  /** A sum of the others, times the first. */
  Scalar times(Scalar sum) {
    return count instanceof Scalar.Apply ratio && ratio.operator() == Operator.DIVIDE
        && ratio.operands().get(0).isConstant(1) ? sum.over(ratio.operands().get(1)) : times(sum, count);
  }

  /** Whether a formula needs to know how many samples there are. */
  static boolean count(Formula formula) {
    return count(formula.body()) || formula.reduction().guards().stream().anyMatch(guard -> {
      Set<Scalar> nodes = new HashSet<>();
      Scalars.forEach(guard, nodes::add);
      return nodes.contains(new Scalar.BatchSize());
    });
  }

  private static boolean count(Scalar scalar) {
    Set<Scalar> nodes = new HashSet<>();
    Scalars.forEach(scalar, nodes::add);
    return nodes.contains(new Scalar.BatchSize());
  }
}
