package dev.netgrad.law;

import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The law Σ (a + b)·x → Σ a·x + Σ b·x, where the sum of each term is taken already. Without that condition there would
 * be more sums than before, and the law would undo what brings a common factor outside.
 *
 * @param formula a sum that no guard bounds
 * @param terms what is summed, multiplied out
 * @param lookup the tensor that a formula defines already
 */
public record Distributed(Formula formula, List<Product> terms, Function<Formula, Optional<Tensor>> lookup) {

  Optional<Formula> sums() {
    if (terms.size() < 2 || !formula.reduction().guards().isEmpty()) {
      return Optional.empty();
    }
    Scalar total = Scalar.ZERO;
    for (Product term : terms) {
      Optional<Scalar> sum = sum(term);
      if (sum.isEmpty()) {
        return Optional.empty();
      }
      total = total.plus(sum.get());
    }
    return Optional.of(new Formula(formula.axes(), Reduction.NONE, total));
  }

  /**
   * The sum of a term by its name, times what does not vary; of a term that does not vary at all, there is none to
   * take.
   */
  private Optional<Scalar> sum(Product term) {
    Formula written = new Formula(formula.axes(), formula.reduction(), term.scalar());
    Optional<Formula> counted = ReductionLaws.volume(written).filter(sum -> sum.reduction().isNone());
    if (counted.isPresent()) {
      return counted.map(Formula::body);
    }
    Optional<Invariants.Extracted> extracted = new Invariants(written, term).extracted();
    Formula sum = extracted.map(Invariants.Extracted::sum).orElse(written);
    Optional<Scalar> known = lookup.apply(sum).map(tensor -> tensor.at(sum.axes()));
    return known.map(read -> extracted.map(e -> e.factor().scalar().times(read)).orElse(read));
  }
}
