package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known at a point of a domain: the axes' extents, conditions that hold there, and what comparisons gave that
 * were asked already. {@code a ≥ 0} follows if it holds on the whole box, or if {@code a < 0} contradicts the
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
    return condition.match(
        this::and,
        divisible -> new Facts(nonNegative, congruences.and(divisible), asked),
        compare -> answered(compare, true),
        all -> {
          Facts facts = this;
          for (Condition part : all.conditions()) {
            facts = facts.and(part);
          }
          return facts;
        },
        any -> this,
        not -> andNot(not.condition()));
  }

  private Facts and(Condition.AtLeastZero bound) {
    List<Affine> more = new ArrayList<>(nonNegative);
    more.add(bound.affine());
    return new Facts(more, congruences, asked);
  }

  /** These facts and that a condition does not hold; the negation of a congruence or a conjunction says nothing. */
  public Facts andNot(Condition condition) {
    return condition.match(
        bound -> and(bound.negated()),
        divisible -> this,
        compare -> answered(compare, false),
        all -> this,
        any -> {
          Facts facts = this;
          for (Condition part : any.conditions()) {
            facts = facts.andNot(part);
          }
          return facts;
        },
        not -> and(not.condition()));
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
    if (index instanceof Index.Element element) {
      return !extent.isBatch() && element.classes() > 0 && element.classes() <= extent.size();
    } else if (extent.isBatch()) {
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
    return condition.match(
        bound -> provesNonNegative(bound.affine()) ? Optional.of(true)
            : provesNonNegative(bound.negated().affine()) ? Optional.of(false) : Optional.empty(),
        divisible -> provesDivisible(divisible.affine(), divisible.modulus()) ? Optional.of(true)
            : divisible.affine().isConstant() ? Optional.of(false) : Optional.empty(),
        compare -> compare.left() instanceof Scalar.Constant left && compare.right() instanceof Scalar.Constant right
            ? Optional.of(compare.relation().holds(left.value(), right.value()))
            : Optional.ofNullable(asked.get(compare)),
        all -> decide(all.conditions(), false),
        any -> decide(any.conditions(), true),
        not -> decide(not.condition()).map(holds -> !holds));
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
