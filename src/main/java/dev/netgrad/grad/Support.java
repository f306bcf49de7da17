package dev.netgrad.grad;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where an adjoint may be other than 0: outside the branches that are not taken, and where something reads at all. What
 * is multiplied by an adjoint stands under this condition if it may be infinite, whether the branch has a name or not.
 * Worked out when it is asked for, which is seldom.
 */
final class Support {
  static final Support EVERYWHERE = new Support(List.of(), () -> Condition.TRUE);

  private final List<Axis> axes;
  private Supplier<Condition> source;
  private Condition condition;

  /** @param source gives a condition on the axes */
  Support(List<Axis> axes, Supplier<Condition> source) {
    this.axes = axes;
    this.source = source;
  }

  boolean isEverywhere() {
    return this == EVERYWHERE;
  }

  /** The condition on other axes of the same extents. */
  Condition at(List<Axis> others) {
    return axes.isEmpty() ? known() : Substitution.renaming(axes, others).apply(known());
  }

  private Condition known() {
    if (source != null) {
      condition = source.get();
      source = null;
    }
    return condition;
  }

  /** The condition at a place; none where class numbers tell the place. */
  Condition atPlace(List<Index> place) {
    return axes.isEmpty() ? known() : !place.stream().allMatch(Index::isQuotient) ? Condition.TRUE
        : Substitution.of(axes, place).apply(known());
  }

  /** Where one of several adjoints may be other than 0. */
  static Support any(List<Axis> axes, List<Support> parts) {
    return parts.stream().anyMatch(Support::isEverywhere) ? EVERYWHERE
        : parts.size() == 1 ? parts.get(0)
        : new Support(axes, () -> new Condition.Any(parts.stream().map(part -> part.at(axes)).distinct().toList()));
  }

  /** The value under the condition, 0 elsewhere. */
  static Scalar mask(Condition condition, Scalar value) {
    return condition instanceof Condition.Not not ? new Scalar.Select(not.condition(), Scalar.ZERO, value)
        : condition.equals(Condition.TRUE) ? value : new Scalar.Select(condition, value, Scalar.ZERO);
  }

  /** Where a value may be other than 0, as its selects say. */
  static Condition of(Scalar value) {
    return value.match(
        constant -> constant.isConstant(0) ? NOWHERE : Condition.TRUE,
        batchSize -> Condition.TRUE,
        position -> Condition.TRUE,
        read -> Condition.TRUE,
        Support::of,
        select -> either(both(select.condition(), of(select.yes())), both(not(select.condition()), of(select.no()))));
  }

  private static Condition of(Scalar.Apply apply) {
    Scalar first = apply.operands().get(0);
    return switch (apply.operator()) {
      case ADD -> either(of(first), of(apply.operands().get(1)));
      case MULTIPLY, DIVIDE, NEGATE -> of(first);
      default -> Condition.TRUE;
    };
  }

  private static final Condition NOWHERE = new Condition.Any(List.of());

  private static Condition not(Condition condition) {
    return condition instanceof Condition.Not not ? not.condition() : new Condition.Not(condition);
  }

  private static Condition either(Condition a, Condition b) {
    return a.equals(NOWHERE) ? b : b.equals(NOWHERE) ? a : a.equals(Condition.TRUE) || b.equals(Condition.TRUE)
        || a.equals(not(b)) ? Condition.TRUE : new Condition.Any(List.of(a, b));
  }

  private static Condition both(Condition a, Condition b) {
    if (a.equals(NOWHERE) || b.equals(NOWHERE)) {
      return NOWHERE;
    }
    List<Condition> all = new ArrayList<>(parts(a));
    parts(b).stream().filter(part -> !all.contains(part)).forEach(all::add);
    return Condition.all(all);
  }

  /** The conditions of which a condition is the conjunction. */
  static List<Condition> parts(Condition condition) {
    return condition instanceof Condition.All all ? all.conditions() : List.of(condition);
  }
}
