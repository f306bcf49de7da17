package dev.netgrad.law;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The law Σ (x − mean x) → 0. The sum of each term is looked up rather than taken; with the means' definitions in place
 * the total must cancel.
 *
 * @param formula a sum
 * @param terms of the factor that varies in it
 * @param lookup the tensor that a formula defines already
 * @param normal an expression's normal form
 */
public record Centred(Formula formula, List<Product> terms, Function<Formula, Optional<Tensor>> lookup,
    UnaryOperator<Scalar> normal) {

  Optional<Formula> zero() {
    if (terms.size() < 2) {
      return Optional.empty();
    }
    Scalar total = Scalar.ZERO;
    for (Product term : terms) {
      Formula sum = new Formula(formula.axes(), formula.reduction(), term.scalar());
      Formula summed = ReductionLaws.volume(sum).orElse(sum);
      if (summed.reduction().isNone()) {
        total = total.plus(means(summed.body()));
        continue;
      }
      List<Axis> axes = ReductionLaws.needed(summed.axes(), summed.reduction(), term.magnitude());
      Optional<Tensor> known = lookup.apply(
          new Formula(axes, summed.reduction(), new Product(Ratio.ONE, term.powers()).magnitude()));
      if (known.isEmpty()) {
        return Optional.empty();
      }
      total = total.plus(Scalar.constant(term.coefficient()).times(known.get().at(axes)));
    }
    return normal.apply(total).isConstant(0)
        ? Optional.of(new Formula(formula.axes(), Reduction.NONE, Scalar.ZERO)) : Optional.empty();
  }

  private static Scalar means(Scalar scalar) {
    return Scalars.rewrite(scalar, node -> node instanceof Scalar.Read read
        && DefinitionLaws.isOpen(read) ? DefinitionLaws.inPlace(read) : node);
  }
}
