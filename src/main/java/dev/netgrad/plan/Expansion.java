package dev.netgrad.plan;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Puts formulas in the place of reads: {@code y[i] = 2*x[i]} makes {@code y[h + 1]} into {@code 2*x[h + 1]}. */
final class Expansion {
  private Expansion() {}

  static Definition.Formula expand(Definition.Formula formula, Map<Tensor, Definition.Formula> formulas,
      Predicate<Tensor> hasArray, Set<Tensor> placed, Rewriting rewriting) {
    List<Condition> guards = formula.reduction().guards().stream()
        .map(g -> Scalars.rewrite(g, s -> expand(s, formulas, hasArray, placed, rewriting))).toList();
    return new Definition.Formula(formula.axes(),
        new Reduction(formula.reduction().kind(), formula.reduction().axes(), guards),
        Scalars.rewrite(formula.body(), s -> expand(s, formulas, hasArray, placed, rewriting)));
  }

  private static Scalar expand(Scalar node, Map<Tensor, Definition.Formula> formulas, Predicate<Tensor> hasArray,
      Set<Tensor> placed, Rewriting rewriting) {
    if (!(node instanceof Scalar.Read read) || !formulas.containsKey(read.tensor()) || hasArray.test(read.tensor())) {
      return node;
    }
    Scalar value = rewriting.by(DefinitionLaws.IN_PLACE,
        new DefinitionLaws.Reading(read, formulas.get(read.tensor()))).orElseThrow();
    Scalar expanded = Scalars.rewrite(value, s -> expand(s, formulas, hasArray, placed, rewriting));
    placed.add(read.tensor());
    return expanded;
  }
}
