package dev.netgrad.law;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums over an index that a guard fixes by an equation: there is one term at most, and no need to look for it. */
final class Equations {
  private Equations() {}

  /** {@code axis = value}, of which a guard is the equation. */
  private record Solution(Axis axis, Affine value, List<Condition> rest) {}

  /** The formula without the sum over an index that an equation fixes. */
  static Optional<Formula> solved(Formula formula) {
    Reduction reduction = formula.reduction();
    return reduction.kind() == Reduction.Kind.SUM ? solution(reduction).map(s -> solved(formula, s)) : Optional.empty();
  }

  private static Formula solved(Formula formula, Solution solution) {
    Substitution solved = new Substitution(Map.of(solution.axis(), Index.of(solution.value())));
    List<Condition> guards = new ArrayList<>(solution.rest().stream().map(solved::apply).toList());
    guards.add(new AtLeastZero(solution.value()));
    guards.add(new AtLeastZero(Affine.of(solution.axis().extent().size() - 1).minus(solution.value())));
    guards.removeIf(guard -> Facts.BOX.decide(guard).orElse(false));
    List<Axis> axes = formula.reduction().axes().stream().filter(axis -> axis != solution.axis()).toList();
    Scalar body = solved.apply(formula.body());
    if (axes.isEmpty()) {
      return new Formula(formula.axes(), Reduction.NONE,
          guards.isEmpty() ? body : new Scalar.Select(Condition.all(guards), body, Scalar.ZERO));
    }
    return new Formula(formula.axes(), Reduction.sum(axes, guards), body);
  }

  /**
   * A guard {@code e ≥ 0} and {@code −e ≥ 0}, another one or by the extents, and an axis of the reduction that has the
   * coefficient ±1 in e.
   */
  private static Optional<Solution> solution(Reduction reduction) {
    List<Condition> guards = new ArrayList<>();
    reduction.guards().forEach(g -> guards.addAll(g instanceof Condition.All all ? all.conditions() : List.of(g)));
    for (Condition guard : guards) {
      if (guard instanceof AtLeastZero one && (guards.contains(new AtLeastZero(one.affine().times(-1)))
          || one.affine().maximum() <= 0)) {
        for (Axis axis : reduction.axes()) {
          long k = one.affine().coefficient(axis);
          if (Math.abs(k) == 1 && !axis.extent().isBatch()) {
            List<Condition> rest = new ArrayList<>(guards);
            rest.removeAll(List.of(guard, new AtLeastZero(one.affine().times(-1))));
            return Optional.of(new Solution(axis, Affine.of(axis).minus(one.affine().times(k)), rest));
          }
        }
      }
    }
    return Optional.empty();
  }
}
