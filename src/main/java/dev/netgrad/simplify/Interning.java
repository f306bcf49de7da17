package dev.netgrad.simplify;

import dev.netgrad.law.Product;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.StandardAxes;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Hash-consing: finds the tensor that a formula already defines. Formulas are compared over {@linkplain StandardAxes
 * standard axes}, and what is a product by its factors, so that names and the order of factors do not matter.
 */
final class Interning {
  private final Map<Key, Tensor> known = new HashMap<>();
  private final StandardAxes axes = new StandardAxes();

  /**
   * Equal keys are equal formulas.
   *
   * @param rest the formula, without its body if that is a product
   */
  private record Key(Formula rest, Optional<Product> product) {}

  /** The tensor that the formula defines already, if there is one. */
  Optional<Tensor> find(Formula formula) {
    return Optional.ofNullable(known.get(key(formula)));
  }

  /** Remembers a tensor under its formula, unless an equal one was there first. */
  void add(Tensor tensor) {
    known.putIfAbsent(key(tensor.formula()), tensor);
  }

  private Key key(Formula formula) {
    Formula standard = axes.of(formula);
    Optional<Product> product = NormalForm.toCompare(Facts.BOX).product(standard.body());
    return new Key(product.isEmpty() ? standard
        : new Formula(standard.axes(), standard.reduction(), Scalar.ONE), product);
  }
}
