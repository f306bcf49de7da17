package dev.netgrad.law;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scatter;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sums over an index that is compared with a class number: of its terms there is one, where the class number says. */
final class SingledOut {
  private SingledOut() {}

  /** The formula without the sum over an index that is equal to a class number. */
  static Optional<Formula> of(Formula formula) {
    if (formula.reduction().kind() != Reduction.Kind.SUM) {
      return Optional.empty();
    }
    List<Condition> guards = new ArrayList<>();
    formula.reduction().guards().forEach(guard -> guards.addAll(parts(guard)));
    List<Condition> mask = new ArrayList<>();
    Scalar term = formula.body();
    if (term instanceof Scalar.Select select && select.no().isConstant(0)) {
      mask.addAll(parts(select.condition()));
      term = select.yes();
    }
    for (Condition condition : Stream.concat(guards.stream(), mask.stream()).toList()) {
      Optional<Scatter.Equation> equation = condition instanceof Condition.Compare compare
          ? Scatter.Equation.of(compare) : Optional.empty();
      if (equation.isPresent() && isOneOf(equation.get(), formula.reduction())) {
        return of(formula, equation.get(), without(guards, condition), without(mask, condition), term);
      }
    }
    return Optional.empty();
  }

  private static List<Condition> parts(Condition condition) {
    return condition instanceof Condition.All all ? all.conditions() : List.of(condition);
  }

  private static List<Condition> without(List<Condition> conditions, Condition one) {
    return conditions.stream().filter(condition -> condition != one).toList();
  }

  /** Whether each class number is one of the index. */
  private static boolean isOneOf(Scatter.Equation equation, Reduction reduction) {
    return reduction.axes().contains(equation.axis())
        && equation.number().tensor().classes() <= equation.axis().extent().size();
  }

  private static Optional<Formula> of(
      Formula formula, Scatter.Equation equation, List<Condition> guards, List<Condition> mask, Scalar term) {
    Substitution there = new Substitution(Map.of(equation.axis(), new Index.Element(equation.number())));
    Scalar body = mask.isEmpty() ? term : new Scalar.Select(Condition.all(mask), term, Scalar.ZERO);
    if (!there.isDefined(guards.isEmpty() ? body : new Scalar.Select(Condition.all(guards), body, Scalar.ZERO))) {
      return Optional.empty();
    }
    List<Axis> axes = formula.reduction().axes().stream().filter(axis -> axis != equation.axis()).toList();
    List<Condition> left = guards.stream().map(there::apply).toList();
    Scalar at = there.apply(body);
    return Optional.of(!axes.isEmpty() ? new Formula(formula.axes(), Reduction.sum(axes, left), at)
        : new Formula(formula.axes(), Reduction.NONE,
            left.isEmpty() ? at : new Scalar.Select(Condition.all(left), at, Scalar.ZERO)));
  }
}
