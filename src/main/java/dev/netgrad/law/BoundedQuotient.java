package dev.netgrad.law;

import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.check.Facts;
import dev.netgrad.tensor.check.Ranges;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The law x·(a/(c + x)) → a − c·(a/(c + x)), where x may be infinite: the quotient stays bounded, while x/(c + x) is
 * ∞/∞. Of a product f·x/(c + x) that is f·(1 − c/(c + x)), and where a factor of f is named that is defined as a/(c +
 * x), its name is used: of s = 1/(1 + x), s·x/(1 + x) is s·(1 − s).
 *
 * @param product of which the law is asked
 * @param facts what holds where it is evaluated
 * @param terms the terms of an expression's normal form
 */
public record BoundedQuotient(Product product, Facts facts, Function<Scalar, List<Product>> terms) {

  /**
   * {@code factor·(1 − Σ constants·quotient)}.
   *
   * @param constants the terms of c
   * @param quotient 1/(c + x), by its name if it has one
   */
  public record Bounded(Product factor, List<Product> constants, Product quotient) {}

  Optional<Bounded> bounded() {
    for (Map.Entry<Scalar, Integer> large : product.powers().entrySet()) {
      for (Map.Entry<Scalar, Integer> divisor : product.powers().entrySet()) {
        if (large.getValue() > 0 && divisor.getValue() < 0 && !Ranges.UNKNOWN.isFinite(large.getKey(), facts)) {
          Optional<Bounded> bounded = bounded(large.getKey(), divisor.getKey());
          if (bounded.isPresent()) {
            return bounded;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Bounded> bounded(Scalar x, Scalar divisor) {
    Map<Boolean, List<Product>> sum = terms.apply(divisor).stream()
        .collect(Collectors.partitioningBy(term -> term.powers().containsKey(x)));
    List<Product> withX = sum.get(true);
    if (withX.size() != 1 || !withX.get(0).powers().equals(Map.of(x, 1))) {
      return Optional.empty();
    }
    Product over = Product.atom(divisor);
    Product factor = product.times(withX.get(0).power(-1)).times(over);
    return Optional.of(new Bounded(factor, sum.get(false), named(over.power(-1), factor)));
  }

  /** A quotient by the name that a factor of a product gives it, if one does. */
  private Product named(Product quotient, Product factors) {
    for (Scalar factor : factors.powers().keySet()) {
      if (factor instanceof Scalar.Read read && DefinitionLaws.isOpen(read)) {
        List<Product> defined = terms.apply(DefinitionLaws.inPlace(read));
        if (defined.size() == 1 && defined.get(0).powers().equals(quotient.powers())) {
          return Product.atom(read).times(Product.constant(1 / defined.get(0).coefficient()));
        }
      }
    }
    return quotient;
  }
}
