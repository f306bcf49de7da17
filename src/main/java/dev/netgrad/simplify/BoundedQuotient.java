package dev.netgrad.simplify;

import dev.netgrad.tensor.Facts;
import dev.netgrad.tensor.Ranges;
import dev.netgrad.tensor.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The law x·(a/(c + x)) → a − c·(a/(c + x)), where x may be infinite: the quotient stays bounded, while x/(c + x) is ∞/∞. Of a
 * product f·x/(c + x) that is f·(1 − c/(c + x)), and where a factor of f is named that is defined as a/(c + x), its name is
 * used: of s = 1/(1 + x), s·x/(1 + x) is s·(1 − s).
 */
final class BoundedQuotient {
  private final NormalForm form;
  private final Facts facts;

  /** @param facts what holds where the products are evaluated */
  BoundedQuotient(NormalForm form, Facts facts) {
    this.form = form;
    this.facts = facts;
  }

  /** The terms that a product becomes, if the law applies to it. */
  Optional<List<Product>> of(Product product) {
    for (Map.Entry<Scalar, Integer> large : product.powers().entrySet()) {
      for (Map.Entry<Scalar, Integer> divisor : product.powers().entrySet()) {
        if (large.getValue() > 0 && divisor.getValue() < 0 && !Ranges.UNKNOWN.isFinite(large.getKey(), facts)) {
          Optional<List<Product>> terms = of(product, large.getKey(), divisor.getKey());
          if (terms.isPresent()) {
            return terms;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<List<Product>> of(Product product, Scalar x, Scalar divisor) {
    Map<Boolean, List<Product>> terms = form.terms(divisor).stream()
        .collect(Collectors.partitioningBy(term -> term.powers().containsKey(x)));
    List<Product> withX = terms.get(true);
    if (withX.size() != 1 || !withX.get(0).powers().equals(Map.of(x, 1))) {
      return Optional.empty();
    }
    Product over = Product.atom(divisor);
    Product rest = product.times(withX.get(0).power(-1)).times(over);
    List<Product> bounded = form.multiply(terms.get(false), List.of(named(over.power(-1), rest)));
    return Optional.of(form.multiply(List.of(rest), form.sum(List.of(Product.constant(1)), bounded, -1)));
  }

  /** A quotient by the name that a factor of a product gives it, if one does. */
  private Product named(Product quotient, Product product) {
    for (Scalar factor : product.powers().keySet()) {
      if (factor instanceof Scalar.Read read && FormulaList.isElementwise(read.tensor())) {
        List<Product> defined = form.terms(FormulaList.inPlace(read));
        if (defined.size() == 1 && defined.get(0).powers().equals(quotient.powers())) {
          return Product.atom(read).times(Product.constant(1 / defined.get(0).coefficient()));
        }
      }
    }
    return quotient;
  }
}
