package dev.netgrad.tensor;

import dev.netgrad.tensor.Definition.Formula;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reduction whose guards say at which element of the output a term is, {@code y[v] = sum[t | v == ids[t]] x[t]}: with
 * each term goes its element, and no loop has to try all v for it. The adjoint of a read at class numbers is one.
 *
 * @param places by output axis, the class number that it is equal to, which varies in the reduction
 * @param guards the others
 * @param outer the output axes that have to be known before a class number is read, or before another guard is asked
 */
public record Scatter(Map<Axis, Scalar.Read> places, List<Condition> guards, List<Axis> outer) {

  /** The formula as such a reduction, if it is one. */
  public static Optional<Scatter> of(Formula formula) {
    return switch (formula.reduction().kind()) {
      case SUM, MIN, MAX -> found(formula);
      case NONE, PROD, ARGMAX -> Optional.empty();
    };
  }

  private static Optional<Scatter> found(Formula formula) {
    Map<Axis, Scalar.Read> places = new LinkedHashMap<>();
    List<Condition> others = new ArrayList<>();
    for (Condition guard : formula.reduction().guards()) {
      for (Condition part : guard instanceof Condition.All all ? all.conditions() : List.of(guard)) {
        if (!(part instanceof Condition.Compare compare) || !place(compare, formula, places)) {
          others.add(part);
        }
      }
    }
    List<Axis> outer = formula.axes().stream().filter(axis -> places.values().stream()
        .anyMatch(number -> Scalars.axes(number).contains(axis))
        || others.stream().anyMatch(guard -> Scalars.axes(guard).contains(axis))).toList();
    return places.isEmpty() || !Collections.disjoint(outer, places.keySet()) ? Optional.empty()
        : Optional.of(new Scatter(Collections.unmodifiableMap(places), List.copyOf(others), outer));
  }

  /** Whether a comparison says which element of an output axis a term is at. */
  private static boolean place(Condition.Compare compare, Formula formula, Map<Axis, Scalar.Read> places) {
    Equation equation = Equation.of(compare).orElse(null);
    return equation != null && formula.axes().contains(equation.axis()) && !places.containsKey(equation.axis())
        && !Collections.disjoint(Scalars.axes(equation.number()), formula.reduction().axes())
        && places.put(equation.axis(), equation.number()) == null;
  }

  /** {@code axis == number}, where the number is a class number that does not depend on the axis. */
  public record Equation(Axis axis, Scalar.Read number) {
    public static Optional<Equation> of(Condition.Compare compare) {
      return compare.relation() != Condition.Relation.EQUAL ? Optional.empty()
          : of(compare.left(), compare.right()).or(() -> of(compare.right(), compare.left()));
    }

    private static Optional<Equation> of(Scalar side, Scalar other) {
      return side instanceof Scalar.Position position && position.affine().isAxis()
          && other instanceof Scalar.Read number && number.tensor().isInteger() && number.tensor().classes() > 0
          && !position.affine().axis().extent().isBatch()
          && !Scalars.axes(number).contains(position.affine().axis())
          ? Optional.of(new Equation(position.affine().axis(), number)) : Optional.empty();
    }
  }
}
