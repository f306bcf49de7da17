package dev.netgrad.law;

import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Laws of sums and {@linkplain Product products}. */
public final class ProductLaws {
  public static final Law<Factors, List<Product>> ONE =
      Law.exact("x·1 → x", "the product with 1 is exact", ProductLaws::one);

  public static final Law<Factors, List<Product>> ZERO = Law.fastMath("x·0 → 0", "not for infinite x or NaN",
      factors -> factors.left().isEmpty() || factors.right().isEmpty() ? Optional.of(List.of()) : Optional.empty());

  public static final Law<Factors, List<Product>> ZERO_QUOTIENT = Law.fastMath("0/x → 0", "not for x = 0 or NaN",
      quotient -> quotient.left().isEmpty() && !quotient.right().isEmpty() ? Optional.of(List.of()) : Optional.empty());

  public static final Law<Scalar.Apply, Power> POWERS = Law.fastMath("xᵏ → x·…·x", "for a whole k, but for rounding",
      ProductLaws::power).untold();

  public static final Law<List<Product>, List<Product>> LIKE_TERMS = Law.fastMath("a·x + b·x → (a + b)·x",
      "x − x → 0 among them; not for infinite x", ProductLaws::collected);

  public static final Law<Pair, Product> CANCEL =
      Law.fastMath("x/x → 1", "not for x = 0 or infinite x", ProductLaws::cancelled);

  public static final Law<Product, Root> ROOT =
      Law.fastMath("√x·√x → x", "for x ≥ 0, but for rounding", ProductLaws::root);

  public static final Law<BoundedQuotient, BoundedQuotient.Bounded> BOUNDED =
      Law.fastMath("x·(a/(c + x)) → a − c·(a/(c + x))",
          "for infinite x, too, where it avoids ∞/∞ and 0·∞; where x is small beside c, but for rounding of a",
          BoundedQuotient::bounded);

  public static final Law<List<Product>, Common> COMMON_FACTOR =
      Law.fastMath("a·c + b·c → (a + b)·c", "but for rounding", ProductLaws::common);

  public static final Law<Arranged, Scalar> ORDER = Law.fastMath("a·b·c → c·(a·b)",
      "sums and products in one order, quotients as products, but for rounding", Arranged::changed).untold();

  /** No power of more factors is written as a product. */
  private static final int MOST_FACTORS = 16;

  private ProductLaws() {}

  /** {@code base^exponent}. */
  public record Power(Scalar base, int exponent) {}

  /** An expression before and after its sums and products were brought into order. */
  public record Arranged(Scalar before, Scalar after) {
    private Optional<Scalar> changed() {
      return after.equals(before) ? Optional.empty() : Optional.of(after);
    }
  }

  /** {@code left·right}. */
  public record Pair(Product left, Product right) {}

  /** {@code rest·under^power}, where there was a root of {@code under} to twice the power. */
  public record Root(Product rest, Scalar under, int power) {}

  /** {@code factor·Σ rest}. */
  public record Common(Product factor, List<Product> rest) {}

  /** Of two numbers, one after the other is looked at: 3·1 is a number anyway. */
  private static Optional<List<Product>> one(Factors factors) {
    return isOne(factors.left()) ? Optional.of(factors.right())
        : isOne(factors.right()) && !isNumber(factors.left()) ? Optional.of(factors.left()) : Optional.empty();
  }

  private static boolean isNumber(List<Product> terms) {
    return terms.size() == 1 && terms.get(0).isConstant();
  }

  private static boolean isOne(List<Product> terms) {
    return terms.equals(List.of(Product.constant(1)));
  }

  private static Optional<Power> power(Scalar.Apply power) {
    return power.operands().get(1) instanceof Scalar.Constant exponent
        && exponent.value() == Math.rint(exponent.value()) && Math.abs(exponent.value()) <= MOST_FACTORS
        ? Optional.of(new Power(power.operands().get(0), (int) exponent.value())) : Optional.empty();
  }

  /** The sum with like terms collected, if there are any. */
  private static Optional<List<Product>> collected(List<Product> terms) {
    Map<Map<Scalar, Integer>, Ratio> collected = new LinkedHashMap<>();
    boolean met = false;
    for (Product term : terms) {
      Ratio before = collected.get(term.powers());
      met |= before != null;
      Ratio ratio = before == null ? term.ratio() : before.plus(term.ratio());
      if (ratio.isZero()) {
        collected.remove(term.powers());
      } else {
        collected.put(term.powers(), ratio);
      }
    }
    List<Product> sum = new ArrayList<>();
    collected.forEach((powers, ratio) -> sum.add(new Product(ratio, powers)));
    return met ? Optional.of(sum) : Optional.empty();
  }

  private static Optional<Product> cancelled(Pair pair) {
    Product product = pair.left().times(pair.right());
    return product.degree() < pair.left().degree() + pair.right().degree() ? Optional.of(product) : Optional.empty();
  }

  private static Optional<Root> root(Product product) {
    for (Map.Entry<Scalar, Integer> entry : product.powers().entrySet()) {
      if (entry.getKey() instanceof Scalar.Apply apply && apply.operator() == Operator.SQRT
          && entry.getValue() % 2 == 0) {
        Map<Scalar, Integer> rest = new LinkedHashMap<>(product.powers());
        rest.remove(entry.getKey());
        return Optional.of(
            new Root(new Product(product.ratio(), rest), apply.operands().get(0), entry.getValue() / 2));
      }
    }
    return Optional.empty();
  }

  /** The factors common to all terms, and the sum of what is left. */
  static Optional<Common> common(List<Product> terms) {
    Map<Scalar, Integer> common = new LinkedHashMap<>(terms.get(0).powers());
    Ratio size = terms.get(0).ratio().magnitude();
    for (Product term : terms) {
      common.keySet().retainAll(term.powers().keySet());
      common.replaceAll((factor, power) -> nearestToZero(power, term.powers().get(factor)));
      size = term.ratio().magnitude().equals(size) ? size : Ratio.ONE;
    }
    common.values().removeIf(power -> power == 0);
    if (common.isEmpty() && size.equals(Ratio.ONE)) {
      return Optional.empty();
    }
    Product factor = new Product(size, common);
    Product inverse = factor.power(-1);
    return Optional.of(new Common(factor, terms.stream().map(term -> term.times(inverse)).toList()));
  }

  private static int nearestToZero(int a, int b) {
    return Integer.signum(a) != Integer.signum(b) ? 0 : Math.abs(a) < Math.abs(b) ? a : b;
  }
}
