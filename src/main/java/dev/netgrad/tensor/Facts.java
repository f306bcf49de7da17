package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known at a point of a domain: the axes' extents, and conditions that hold there. Proofs are by intervals, with
 * at most one condition added in: {@code a ≥ 0} follows if {@code a ≥ 0} on the whole box, or if {@code a − c·k ≥ 0} on the
 * box for a known {@code c ≥ 0} and a positive {@code k}.
 */
public final class Facts {
  private final List<Affine> nonNegative;
  private final List<Condition.Divisible> divisible;

  private Facts(List<Affine> nonNegative, List<Condition.Divisible> divisible) {
    this.nonNegative = nonNegative;
    this.divisible = divisible;
  }

  /** Only the extents. */
  public static final Facts BOX = new Facts(List.of(), List.of());

  public static Facts of(List<Condition> conditions) {
    Facts facts = BOX;
    for (Condition condition : conditions) {
      facts = facts.and(condition);
    }
    return facts;
  }

  /** These facts and the constraints that a condition is a conjunction of. */
  public Facts and(Condition condition) {
    List<Affine> lower = new ArrayList<>(nonNegative);
    List<Condition.Divisible> moduli = new ArrayList<>(divisible);
    collect(condition, lower, moduli);
    return new Facts(lower, moduli);
  }

  /** These facts and that a condition does not hold; only the negation of a single bound says anything. */
  public Facts andNot(Condition condition) {
    return condition instanceof Condition.AtLeastZero c
        ? and(new Condition.AtLeastZero(c.affine().times(-1).plus(-1)))
        : condition instanceof Condition.Not not ? and(not.condition()) : this;
  }

  private static void collect(Condition condition, List<Affine> lower, List<Condition.Divisible> moduli) {
    if (condition instanceof Condition.AtLeastZero c) {
      lower.add(c.affine());
    } else if (condition instanceof Condition.Divisible c) {
      moduli.add(c);
    } else if (condition instanceof Condition.All all) {
      all.conditions().forEach(c -> collect(c, lower, moduli));
    }
  }

  /** Whether {@code affine ≥ 0} follows. */
  public boolean provesNonNegative(Affine affine) {
    if (affine.minimum() >= 0) {
      return true;
    }
    for (Affine known : nonNegative) {
      for (Axis axis : known.terms().keySet()) {
        long ours = affine.coefficient(axis);
        long theirs = known.coefficient(axis);
        // Scale both so that this axis cancels; both scales must be positive.
        if (ours != 0 && Long.signum(ours) == Long.signum(theirs)
            && affine.times(Math.abs(theirs)).minus(known.times(Math.abs(ours))).minimum() >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether {@code affine ≡ 0 (mod modulus)} follows. */
  public boolean provesDivisible(Affine affine, long modulus) {
    return provesDivisible(affine, modulus, 0);
  }

  /** Takes the known numbers from one on away, each so often that the term of an axis is a multiple of the modulus. */
  private boolean provesDivisible(Affine affine, long modulus, int from) {
    if (multiple(affine, modulus)) {
      return true;
    }
    for (int i = from; i < divisible.size(); i++) {
      Affine known = divisible.get(i).affine();
      for (long times = 1; divisible.get(i).modulus() % modulus == 0 && times < modulus; times++) {
        Affine rest = affine.minus(known.times(times));
        boolean gone = known.terms().keySet().stream()
            .anyMatch(axis -> affine.coefficient(axis) % modulus != 0 && rest.coefficient(axis) % modulus == 0);
        if (gone && provesDivisible(rest, modulus, i + 1)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean multiple(Affine affine, long modulus) {
    return affine.content() % modulus == 0;
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
