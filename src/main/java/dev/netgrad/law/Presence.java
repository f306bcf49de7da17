package dev.netgrad.law;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.check.Facts;
import dev.netgrad.tensor.check.Inequalities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a guarded sum has a term at all. A term that a guard leaves out is absent, whatever its factors are: one that
 * is taken out of the sum may be read, and may count, only where there is a term.
 */
final class Presence {
  private Presence() {}

  /**
   * What has to hold of the other axes so that there is a term: the guards without the axes that are summed over.
   * Nothing if that is not known exactly.
   */
  static Optional<List<Condition>> of(Reduction reduction) {
    List<Condition> where = new ArrayList<>();
    List<Affine> inside = new ArrayList<>();
    for (Condition guard : flat(reduction.guards())) {
      boolean free = Collections.disjoint(Scalars.axes(guard), reduction.axes());
      if (free && guard instanceof Condition.Constraint) {
        where.add(guard);
      } else if (!free && guard instanceof AtLeastZero bound) {
        inside.add(bound.affine());
      } else {
        return Optional.empty();
      }
    }
    if (!inside.isEmpty()) {
      reduction.axes().forEach(axis -> inside.addAll(Inequalities.box(axis)));
      Inequalities left = Inequalities.of(inside).without(new LinkedHashSet<>(reduction.axes()));
      if (!left.exact()) {
        return Optional.empty();
      }
      left.all().forEach(affine -> where.add(new AtLeastZero(affine)));
    }
    where.removeIf(condition -> Facts.BOX.decide(condition).orElse(false));
    return Optional.of(where);
  }

  /**
   * The reduction, of which only terms are asked for, without guards that neither its axes nor its body's have to do
   * with.
   */
  static Reduction given(Reduction reduction, Scalar body) {
    List<Condition> guards = new ArrayList<>();
    List<Condition> free = new ArrayList<>();
    flat(reduction.guards()).forEach(guard ->
        (Collections.disjoint(Scalars.axes(guard), reduction.axes()) ? free : guards).add(guard));
    Set<Axis> used = Scalars.axes(body);
    guards.forEach(guard -> used.addAll(Scalars.axes(guard)));
    free.removeIf(guard -> Collections.disjoint(Scalars.axes(guard), used));
    guards.addAll(0, free);
    return new Reduction(reduction.kind(), reduction.axes(), guards);
  }

  private static List<Condition> flat(List<Condition> guards) {
    return guards.stream()
        .flatMap(g -> g instanceof Condition.All all ? flat(all.conditions()).stream() : List.of(g).stream())
        .toList();
  }
}
