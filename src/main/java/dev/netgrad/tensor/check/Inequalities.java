package dev.netgrad.tensor.check;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Extent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Affine inequalities {@code affine ≥ 0} over whole numbers, from which axes are eliminated one after the other, as
 * Fourier and Motzkin do: each lower bound of an axis is at most each upper one.
 *
 * @param all what holds together
 * @param exact whether these hold wherever, and not only if, there are values of the axes eliminated so far for which
 *     the inequalities at the start hold: between bounds of a coefficient of 1 there is a whole number, between others
 *     maybe none
 */
public record Inequalities(Set<Affine> all, boolean exact) {
  /** With more of them, nothing is found. */
  private static final int MOST = 500;

  /** An axis with more values is not tried with each. */
  private static final int MOST_VALUES = 16;

  /** After so many cases, the first among them, nothing is found. */
  private static final int MOST_CASES = 500;

  private static final long LARGEST = Integer.MAX_VALUE;

  public static Inequalities of(Collection<Affine> affines) {
    return new Inequalities(tightest(affines), true);
  }

  /** Of those that differ in the constant alone, the one that says most. */
  private static Set<Affine> tightest(Collection<Affine> affines) {
    Map<Affine, Affine> tightest = new LinkedHashMap<>();
    for (Affine affine : affines) {
      Affine tight = tightened(affine);
      if (!tight.isConstant() || tight.constant() < 0) {
        tightest.merge(tight.plus(-tight.constant()), tight, (a, b) -> a.constant() <= b.constant() ? a : b);
      }
    }
    return new LinkedHashSet<>(tightest.values());
  }

  /** Divided by what divides all coefficients; whole numbers leave nothing of the rest. */
  private static Affine tightened(Affine affine) {
    long divisor = new Affine(affine.terms(), 0).content();
    return divisor < 2 ? affine
        : new Affine(new Affine(affine.terms(), 0).dividedBy(divisor).terms(),
            Math.floorDiv(affine.constant(), divisor));
  }

  /** {@code 0 ≤ axis < extent}; of the batch, the first alone. */
  public static List<Affine> box(Axis axis) {
    Affine itself = Affine.of(axis);
    return axis.extent().isBatch() ? List.of(itself)
        : List.of(itself, Affine.of(axis.extent().size() - 1).minus(itself));
  }

  /** {@code affine = modulus·q}, for some q. */
  public static List<Affine> multiple(Affine affine, long modulus) {
    Affine zero = affine.minus(Affine.of(new Axis("q", Extent.BATCH)).times(modulus));
    return List.of(zero, zero.times(-1));
  }

  Set<Axis> axes() {
    Set<Axis> axes = new LinkedHashSet<>();
    all.forEach(affine -> axes.addAll(affine.terms().keySet()));
    return axes;
  }

  /** The bounds that these are for an axis. */
  private record Bounds(List<Affine> lower, List<Affine> upper, Optional<Affine> equation) {
    /** How many meet; what an equation gives is put in place of the axis, and nothing else is to be said. */
    long pairs() {
      return equation.isPresent() ? lower.size() + upper.size() : (long) lower.size() * upper.size();
    }

    boolean meetExactly(Axis axis) {
      return equation.map(e -> Math.abs(e.coefficient(axis)) == 1).orElseGet(() ->
          lower.stream().allMatch(low -> low.coefficient(axis) == 1)
              || upper.stream().allMatch(high -> high.coefficient(axis) == -1));
    }

    /** The lower, the sooner: equations put in place lose nothing, and what is rounded after them says more. */
    int rank(Axis axis) {
      return !meetExactly(axis) ? 2 : equation.isPresent() ? 0 : 1;
    }
  }

  private Bounds bounds(Axis axis) {
    List<Affine> lower = new ArrayList<>();
    List<Affine> upper = new ArrayList<>();
    Affine equation = null;
    for (Affine affine : all) {
      long k = affine.coefficient(axis);
      if (k != 0) {
        (k > 0 ? lower : upper).add(affine);
        boolean better = equation == null || k > 0 && k < equation.coefficient(axis);
        equation = k > 0 && better && all.contains(affine.times(-1)) ? affine : equation;
      }
    }
    return new Bounds(lower, upper, Optional.ofNullable(equation));
  }

  /** What is left of these if any value of an axis will do. */
  private Inequalities without(Axis axis, Bounds bounds) {
    List<Affine> rest = new ArrayList<>(all);
    rest.removeAll(bounds.lower);
    rest.removeAll(bounds.upper);
    for (Affine low : bounds.lower) {
      for (Affine high : bounds.upper) {
        if (bounds.equation.map(e -> e == low || high.equals(e.times(-1))).orElse(true)) {
          rest.add(low.times(-high.coefficient(axis)).plus(high.times(low.coefficient(axis))));
        }
      }
    }
    return new Inequalities(tightest(rest), exact && bounds.meetExactly(axis));
  }

  /** Without several axes: those first that go exactly and, of these, the one with the fewest bounds to meet. */
  public Inequalities without(Set<Axis> axes) {
    Inequalities left = this;
    Set<Axis> open = new LinkedHashSet<>(axes);
    while (left.all.size() <= MOST && !left.isContradictory()) {
      Axis next = null;
      Bounds best = null;
      open.retainAll(left.axes());
      for (Axis axis : open) {
        Bounds bounds = left.bounds(axis);
        if (best == null || bounds.rank(axis) < best.rank(next)
            || bounds.rank(axis) == best.rank(next) && bounds.pairs() < best.pairs()) {
          next = axis;
          best = bounds;
        }
      }
      if (best == null) {
        return left;
      }
      open.remove(next);
      left = left.without(next, best);
    }
    return new Inequalities(left.all, false);
  }

  private boolean isContradictory() {
    return all.stream().anyMatch(affine -> affine.isConstant() && affine.constant() < 0);
  }

  /**
   * Whether it is found that {@code claim ≥ 0} wherever all that is known is at least 0: its contrary contradicts that.
   */
  public static boolean imply(List<Affine> known, Affine claim) {
    List<Affine> all = new ArrayList<>(known);
    all.add(claim.times(-1).plus(-1));
    try {
      return of(all).isImpossible();
    } catch (ArithmeticException tooLarge) {
      return false;
    }
  }

  /**
   * Whether it is found that these hold nowhere. Where axes could not be eliminated exactly, no contradiction says
   * nothing: then each value of an axis that has few is looked at, and so on, depth first, until all contradict
   * themselves or one holds somewhere.
   */
  private boolean isImpossible() {
    Deque<Inequalities> open = new ArrayDeque<>(List.of(this));
    for (int looked = 0; !open.isEmpty() && looked < MOST_CASES; looked++) {
      Inequalities next = open.pop();
      Inequalities left = next.without(next.axes());
      if (!left.isContradictory()) {
        List<Inequalities> cases = left.exact ? List.of() : next.cases();
        if (cases.isEmpty()) {
          return false;
        }
        cases.forEach(open::push);
      }
    }
    return open.isEmpty();
  }

  /** These for each value of the axis that has fewest, of those that meet others; nothing if none has few. */
  private List<Inequalities> cases() {
    Set<Axis> meeting = new LinkedHashSet<>();
    all.stream().filter(affine -> affine.terms().size() > 1).forEach(affine -> meeting.addAll(affine.terms().keySet()));
    return meeting.stream().map(this::values).filter(values -> values.count() <= MOST_VALUES)
        .min(Comparator.comparingLong(Values::count)).map(values -> LongStream.rangeClosed(values.least, values.most)
            .mapToObj(value -> with(values.axis, value)).toList()).orElse(List.of());
  }

  /** Between which values, inclusive, an axis is said to be without regard to others. */
  private record Values(Axis axis, long least, long most) {
    long count() {
      return most - least + 1;
    }
  }

  private Values values(Axis axis) {
    long least = -LARGEST;
    long most = LARGEST;
    for (Affine affine : all) {
      long k = affine.coefficient(axis);
      if (k != 0 && affine.terms().size() == 1) {
        // Tightened, its coefficient is 1 or −1.
        least = k > 0 ? Math.max(least, -affine.constant()) : least;
        most = k < 0 ? Math.min(most, affine.constant()) : most;
      }
    }
    return new Values(axis, least, most);
  }

  private Inequalities with(Axis axis, long value) {
    Affine change = Affine.of(value).minus(Affine.of(axis));
    return of(all.stream().map(affine -> affine.plus(change.times(affine.coefficient(axis)))).toList());
  }
}
