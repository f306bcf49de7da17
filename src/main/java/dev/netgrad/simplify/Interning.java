package dev.netgrad.simplify;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Facts;
import dev.netgrad.tensor.Printer;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hash-consing: finds the tensor that a formula already defines. Formulas are compared after their axes are replaced by
 * standard ones (by position and extent) and the factors of products are put in one order, so that names and the order of
 * factors do not matter. Equal records are equal formulas.
 */
final class Interning {
  private final Map<Formula, Tensor> known = new HashMap<>();
  private final Map<Tensor, Integer> serials = new HashMap<>();
  private final Map<String, Axis> standard = new HashMap<>();

  /** The tensor that the formula defines already, if there is one. */
  Optional<Tensor> find(Formula formula) {
    return Optional.ofNullable(known.get(key(formula)));
  }

  /** Remembers a tensor under its formula, unless an equal one was there first. */
  void add(Tensor tensor) {
    known.putIfAbsent(key(tensor.formula()), tensor);
  }

  private Formula key(Formula formula) {
    List<Axis> axes = standard("i", formula.axes());
    List<Axis> reduced = standard("r", formula.reduction().axes());
    List<Axis> from = new ArrayList<>(formula.axes());
    from.addAll(formula.reduction().axes());
    List<Axis> to = new ArrayList<>(axes);
    to.addAll(reduced);
    Substitution renaming = Substitution.renaming(from, to);
    Reduction reduction = new Reduction(formula.reduction().kind(), reduced,
        formula.reduction().guards().stream().map(renaming::apply).toList());
    return new Formula(axes, reduction, sorted(renaming.apply(formula.body())));
  }

  private List<Axis> standard(String prefix, List<Axis> axes) {
    List<Axis> result = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Extent extent = axes.get(i).extent();
      result.add(standard.computeIfAbsent(prefix + i + "<" + extent, name -> new Axis(name, extent)));
    }
    return result;
  }

  /** The factors of a product in the order of their text; other expressions as they are. */
  private Scalar sorted(Scalar scalar) {
    return new NormalForm(Facts.BOX).product(scalar).map(product -> {
      Map<Scalar, Integer> powers = new LinkedHashMap<>();
      product.powers().entrySet().stream()
          .sorted(Comparator.comparing(e -> text(e.getKey())))
          .forEach(e -> powers.put(e.getKey(), e.getValue()));
      return new Product(product.ratio(), powers).magnitude()
          .times(Scalar.constant(Math.signum(product.coefficient())));
    }).orElse(scalar);
  }

  private String text(Scalar scalar) {
    return new Printer(
        t -> t.name() + "#" + serials.computeIfAbsent(t, x -> serials.size())).scalar(scalar);
  }
}
