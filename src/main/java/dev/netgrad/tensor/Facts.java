package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known at a point of a domain: the axes' extents, conditions that hold there, and what comparisons gave that were
 * asked already. {@code a ≥ 0} follows if it holds on the whole box, or if {@code a < 0} contradicts the
 * {@linkplain Inequalities inequalities} that are known.
 */
public final class Facts {
  private final List<Affine> nonNegative;
  private final Congruences congruences;
  private final Map<Condition.Compare, Boolean> asked;

  private Facts(List<Affine> nonNegative, Congruences congruences, Map<Condition.Compare, Boolean> asked) {
    this.nonNegative = nonNegative;
    this.congruences = congruences;
    this.asked = asked;
  }

  /** Only the extents. */
  public static final Facts BOX = new Facts(List.of(), Congruences.NONE, Map.of());

  public static Facts of(List<Condition> conditions) {
    Facts facts = BOX;
    for (Condition condition : conditions) {
      facts = facts.and(condition);
    }
    return facts;
  }

  /** These facts and the constraints that a condition is a conjunction of. */
  public Facts and(Condition condition) {
    if (condition instanceof Condition.AtLeastZero c) {
      List<Affine> more = new ArrayList<>(nonNegative);
      more.add(c.affine());
      return new Facts(more, congruences, asked);
    } else if (condition instanceof Condition.Divisible c) {
      return new Facts(nonNegative, congruences.and(c), asked);
    } else if (condition instanceof Condition.Compare c) {
      return answered(c, true);
    } else if (condition instanceof Condition.Not not) {
      return andNot(not.condition());
    }
    Facts facts = this;
    for (Condition part : condition instanceof Condition.All all ? all.conditions() : List.<Condition>of()) {
      facts = facts.and(part);
    }
    return facts;
  }

  /** These facts and that a condition does not hold; the negation of a congruence or a conjunction says nothing. */
  public Facts andNot(Condition condition) {
    if (condition instanceof Condition.AtLeastZero c) {
      return and(c.negated());
    } else if (condition instanceof Condition.Not not) {
      return and(not.condition());
    } else if (condition instanceof Condition.Compare c) {
      return answered(c, false);
    }
    Facts facts = this;
    for (Condition part : condition instanceof Condition.Any any ? any.conditions() : List.<Condition>of()) {
      facts = facts.andNot(part);
    }
    return facts;
  }

  private Facts answered(Condition.Compare comparison, boolean holds) {
    Map<Condition.Compare, Boolean> answers = new LinkedHashMap<>(asked);
    answers.put(comparison, holds);
    return new Facts(nonNegative, congruences, answers);
  }

  /** Of comparisons that were asked, the answers. */
  Map<Condition.Compare, Boolean> asked() {
    return asked;
  }

  /** Whether {@code affine ≥ 0} follows. */
  public boolean provesNonNegative(Affine affine) {
    if (affine.minimum() >= 0) {
      return true;
    }
    if (nonNegative.isEmpty() && congruences.all().isEmpty()) {
      return false;
    }
    List<Affine> known = new ArrayList<>(nonNegative);
    Set<Axis> axes = new LinkedHashSet<>(affine.terms().keySet());
    nonNegative.forEach(c -> axes.addAll(c.terms().keySet()));
    for (Condition.Divisible d : congruences.all()) {
      axes.addAll(d.affine().terms().keySet());
      known.addAll(Inequalities.multiple(d.affine(), d.modulus()));
    }
    axes.forEach(axis -> known.addAll(Inequalities.box(axis)));
    return Inequalities.imply(known, affine);
  }

  /** Whether {@code affine ≡ 0 (mod modulus)} follows. */
  public boolean provesDivisible(Affine affine, long modulus) {
    return congruences.prove(affine, modulus);
  }

  /** Whether the read {@code [index]} of a dimension lies within it. */
  public boolean provesWithin(Index index, Extent extent) {
    if (extent.isBatch()) {
      return index.isAxis() && index.numerator().axis().extent().isBatch();
    }
    // An exact quotient is at least 0 if it is above -1, and below the extent if it is not at it.
    Affine end = Affine.of(Math.multiplyExact(index.divisor(), extent.size()) - 1);
    return provesDivisible(index.numerator(), index.divisor())
        && provesNonNegative(index.numerator().plus(index.divisor() - 1))
        && provesNonNegative(end.minus(index.numerator()));
  }

  /** What a condition must be: true, false, or unknown. */
  public Optional<Boolean> decide(Condition condition) {
    if (condition instanceof Condition.AtLeastZero c) {
      return provesNonNegative(c.affine()) ? Optional.of(true)
          : provesNonNegative(c.affine().times(-1).plus(-1)) ? Optional.of(false) : Optional.empty();
    } else if (condition instanceof Condition.Divisible c) {
      return provesDivisible(c.affine(), c.modulus()) ? Optional.of(true)
          : c.affine().isConstant() ? Optional.of(false) : Optional.empty();
    } else if (condition instanceof Condition.Not not) {
      return decide(not.condition()).map(holds -> !holds);
    } else if (condition instanceof Condition.All all) {
      return decide(all.conditions(), false);
    } else if (condition instanceof Condition.Any any) {
      return decide(any.conditions(), true);
    } else if (condition instanceof Condition.Compare c
        && c.left() instanceof Scalar.Constant l && c.right() instanceof Scalar.Constant r) {
      return Optional.of(c.relation().holds(l.value(), r.value()));
    } else if (condition instanceof Condition.Compare c) {
      return Optional.ofNullable(asked.get(c));
    }
    return Optional.empty();
  }

  private Optional<Boolean> decide(List<Condition> conditions, boolean dominant) {
    boolean known = true;
    for (Condition condition : conditions) {
      Optional<Boolean> value = decide(condition);
      if (value.isPresent() && value.get() == dominant) {
        return value;
      }
      known &= value.isPresent();
    }
    return known ? Optional.of(!dominant) : Optional.empty();
  }
}
