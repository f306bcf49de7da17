package dev.netgrad.law;

import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ratio · Π factor^power}: a term of a sum in normal form.
 *
 * @param powers none of them 0; in the order in which the factors were written
 */
public record Product(Ratio ratio, Map<Scalar, Integer> powers) {

  public static Product constant(double value) {
    return new Product(Ratio.of(value), Map.of());
  }

  public static Product atom(Scalar factor) {
    return new Product(Ratio.ONE, Map.of(factor, 1));
  }

  public double coefficient() {
    return ratio.value();
  }

  public boolean isConstant() {
    return powers.isEmpty();
  }

  public Product scaled(Ratio factor) {
    return new Product(ratio.times(factor), powers);
  }

  public Product times(Product other) {
    Map<Scalar, Integer> merged = new LinkedHashMap<>(powers);
    other.powers.forEach((factor, power) -> merged.merge(factor, power, Integer::sum));
    merged.values().removeIf(power -> power == 0);
    return new Product(ratio.times(other.ratio), merged);
  }

  /** The part that is finite and not 0 whatever the data: a finite coefficient and the powers of the batch size. */
  public Product scale() {
    Map<Scalar, Integer> sizes = new LinkedHashMap<>(powers);
    sizes.keySet().removeIf(factor -> !(factor instanceof Scalar.BatchSize));
    return new Product(Double.isFinite(coefficient()) ? ratio : Ratio.ONE, sizes);
  }

  /** The product without its {@link #scale}. */
  public Product withoutScale() {
    Map<Scalar, Integer> rest = new LinkedHashMap<>(powers);
    rest.keySet().removeIf(factor -> factor instanceof Scalar.BatchSize);
    return new Product(Double.isFinite(coefficient()) ? Ratio.ONE : ratio, rest);
  }

  public Product power(int exponent) {
    Map<Scalar, Integer> raised = new LinkedHashMap<>();
    powers.forEach((factor, power) -> raised.put(factor, power * exponent));
    return new Product(ratio.power(exponent), raised);
  }

  /** How many factors there are, divisors among them. */
  public int degree() {
    return powers.values().stream().mapToInt(Math::abs).sum();
  }

  /** The expression of the product with the absolute value of its coefficient. */
  public Scalar magnitude() {
    if (isConstant()) {
      return Scalar.constant(Math.abs(coefficient()));
    }
    List<Scalar> over = new ArrayList<>();
    // Last, because x·x·0 is 0·∞ where x² is too large, and 0·x·x is not.
    List<Scalar> squares = new ArrayList<>();
    // x/b/b rather than x/(b·b), which is 0/0 where b² is too small to be told from 0.
    List<List<Scalar>> under = new ArrayList<>();
    double size = Math.abs(coefficient());
    double reciprocal = Math.rint(1 / size);
    if (size < 1 && 1 / reciprocal == size) {
      divide(Scalar.constant(reciprocal), 1, under);
    } else if (size != 1) {
      over.add(Scalar.constant(size));
    }
    powers.forEach((factor, power) -> {
      if (power < 0) {
        divide(factor, -power, under);
      } else {
        (power == 1 ? over : squares).addAll(repeated(factor, power));
      }
    });
    over.addAll(squares);
    return under.stream().map(Product::product).reduce(product(over), Scalar::over);
  }

  /** The expression of the product. */
  public Scalar scalar() {
    return isConstant() ? Scalar.constant(coefficient()) : coefficient() < 0 ? magnitude().negated() : magnitude();
  }

  /** Puts a factor into as many divisors as it divides by. */
  private static void divide(Scalar factor, int times, List<List<Scalar>> divisors) {
    List<Scalar> repeated = repeated(factor, times);
    for (int i = 0; i < repeated.size(); i++) {
      if (i == divisors.size()) {
        divisors.add(new ArrayList<>());
      }
      divisors.get(i).add(repeated.get(i));
    }
  }

  private static List<Scalar> repeated(Scalar factor, int times) {
    return times > 3 ? List.of(Scalar.apply(Operator.POWER, factor, Scalar.constant(times)))
        : Collections.nCopies(times, factor);
  }

  private static Scalar product(List<Scalar> factors) {
    return factors.stream().reduce(Scalar::times).orElse(Scalar.ONE);
  }
}
