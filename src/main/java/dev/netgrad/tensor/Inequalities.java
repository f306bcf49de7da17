package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Affine inequalities {@code affine ≥ 0} over whole numbers, from which axes are eliminated one after the other, as
 * Fourier and Motzkin do: each lower bound of an axis is at most each upper one.
 *
 * @param all what holds together
 * @param exact whether these hold wherever, and not only if, there are values of the axes eliminated so far for which the
 *     inequalities at the start hold: between bounds of a coefficient of 1 there is a whole number, between others maybe none
 */
public record Inequalities(Set<Affine> all, boolean exact) {
  /** With more of them, nothing is found. */
  private static final int MOST = 128;

  public static Inequalities of(Iterable<Affine> affines) {
    Set<Affine> all = new LinkedHashSet<>();
    affines.forEach(affine -> all.add(tightened(affine)));
    return new Inequalities(all, true);
  }

  /** Divided by what divides all coefficients; whole numbers leave nothing of the rest. */
  private static Affine tightened(Affine affine) {
    long divisor = new Affine(affine.terms(), 0).content();
    return divisor < 2 ? affine
        : new Affine(new Affine(affine.terms(), 0).dividedBy(divisor).terms(), Math.floorDiv(affine.constant(), divisor));
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

  /** What is left of these if any value of an axis will do. */
  private Inequalities without(Axis axis) {
    Set<Affine> rest = new LinkedHashSet<>();
    List<Affine> lower = new ArrayList<>();
    List<Affine> upper = new ArrayList<>();
    Affine equation = null;
    for (Affine affine : all) {
      long k = affine.coefficient(axis);
      if (k == 0) {
        rest.add(affine);
      } else {
        (k > 0 ? lower : upper).add(affine);
        equation = k > 0 && all.contains(affine.times(-1))
            && (equation == null || k < equation.coefficient(axis)) ? affine : equation;
      }
    }
    boolean whole = exact;
    for (Affine low : lower) {
      for (Affine high : upper) {
        // What an equation gives is put in place of the axis, and there is nothing else to be said.
        if (equation == null || equation == low || high.equals(equation.times(-1))) {
          long up = low.coefficient(axis);
          long down = -high.coefficient(axis);
          whole &= up == 1 || down == 1;
          Affine meeting = tightened(low.times(down).plus(high.times(up)));
          if (!meeting.isConstant() || meeting.constant() < 0) {
            rest.add(meeting);
          }
        }
      }
    }
    return new Inequalities(rest, whole);
  }

  /** Without several axes: those first that go exactly and, of these, the one that leaves the fewest inequalities. */
  public Inequalities without(Set<Axis> axes) {
    Inequalities left = this;
    Set<Axis> open = new LinkedHashSet<>(axes);
    while (left.all.size() <= MOST && !left.isContradictory()) {
      Axis next = null;
      Inequalities best = null;
      open.retainAll(left.axes());
      for (Axis axis : open) {
        Inequalities rest = left.without(axis);
        if (best == null || rest.exact != best.exact ? best == null || rest.exact : rest.all.size() < best.all.size()) {
          next = axis;
          best = rest;
        }
      }
      if (best == null) {
        return left;
      }
      open.remove(next);
      left = best;
    }
    return new Inequalities(left.all, false);
  }

  private boolean isContradictory() {
    return all.stream().anyMatch(affine -> affine.isConstant() && affine.constant() < 0);
  }

  /** Whether it is found that {@code claim ≥ 0} wherever all that is known is at least 0: its contrary contradicts that. */
  public static boolean imply(List<Affine> known, Affine claim) {
    Set<Axis> axes = new LinkedHashSet<>(claim.terms().keySet());
    List<Affine> related = new ArrayList<>();
    List<Affine> others = new ArrayList<>(known);
    for (boolean more = true; more;) {
      List<Affine> found = others.stream().filter(k -> !Collections.disjoint(k.terms().keySet(), axes)).toList();
      found.forEach(k -> axes.addAll(k.terms().keySet()));
      related.addAll(found);
      more = others.removeAll(found);
    }
    try {
      related.add(claim.times(-1).plus(-1));
      return of(related).without(axes).isContradictory();
    } catch (ArithmeticException tooLarge) {
      return false;
    }
  }
}
