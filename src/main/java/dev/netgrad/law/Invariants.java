package dev.netgrad.law;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The law Σ c·x → c·Σ x, where there is a term. Where it can't be said where there is a term, only numbers are taken
 * out.
 *
 * @param formula a sum
 * @param product what is summed
 */
public record Invariants(Formula formula, Product product) {

  /**
   * {@code factor·sum} where there is a term, else 0.
   *
   * @param sum over the axes that it depends on
   * @param where there is a term, if not everywhere
   */
  public record Extracted(Product factor, Formula sum, List<Condition> where) {}

  Optional<Extracted> extracted() {
    Reduction reduction = formula.reduction();
    Optional<List<Condition>> terms = Presence.of(reduction);
    Map<Scalar, Integer> fixed = new LinkedHashMap<>();
    Map<Scalar, Integer> varying = new LinkedHashMap<>();
    product.powers().forEach((factor, power) -> {
      boolean moves = !ReductionLaws.varies(factor, reduction.axes())
          && (terms.isPresent() || factor instanceof Scalar.BatchSize);
      (moves ? fixed : varying).put(factor, power);
    });
    // What would be left to do at each element would be done at those, too, that no term is at.
    boolean isScattered = Scatter.of(formula).isPresent();
    if (isScattered || fixed.isEmpty() && product.coefficient() == 1) {
      return Optional.empty();
    }
    Scalar body = new Product(Ratio.ONE, varying).magnitude();
    boolean numbers = fixed.keySet().stream().allMatch(factor -> factor instanceof Scalar.BatchSize);
    Reduction left = numbers ? reduction : Presence.given(reduction, body);
    List<Axis> needed = ReductionLaws.needed(formula.axes(), left, body);
    return Optional.of(new Extracted(new Product(product.ratio(), fixed), new Formula(needed, left, body),
        numbers ? List.of() : terms.orElseThrow()));
  }
}
