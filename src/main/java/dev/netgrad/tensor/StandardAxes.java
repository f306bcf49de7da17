package dev.netgrad.tensor;

import dev.netgrad.tensor.Definition.Formula;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Formulas over axes that are told apart by place and extent alone: formulas that differ in their axes' names are
 * equal.
 */
public final class StandardAxes {
  private record Place(boolean reduced, int position, Extent extent) {}

  private final Map<Place, Axis> axes = new HashMap<>();

  /** The formula over standard axes; equal records are equal formulas. */
  public Formula of(Formula formula) {
    List<Axis> output = standard(false, formula.axes());
    List<Axis> reduced = standard(true, formula.reduction().axes());
    List<Axis> from = new ArrayList<>(formula.axes());
    from.addAll(formula.reduction().axes());
    List<Axis> to = new ArrayList<>(output);
    to.addAll(reduced);
    Substitution renaming = Substitution.renaming(from, to);
    return new Formula(output, new Reduction(formula.reduction().kind(), reduced,
        formula.reduction().guards().stream().map(renaming::apply).toList()), renaming.apply(formula.body()));
  }

  private List<Axis> standard(boolean reduced, List<Axis> given) {
    List<Axis> result = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      result.add(axes.computeIfAbsent(new Place(reduced, i, given.get(i).extent()),
          place -> new Axis((reduced ? "r" : "i") + place.position(), place.extent())));
    }
    return result;
  }
}
