package dev.netgrad.simplify;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Facts;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The normal form of scalar expressions: a sum of {@linkplain Product products} of atoms, like terms collected. Sums are
 * not multiplied out, so that {@code (x - mean)*(x - mean)} keeps its accuracy; a common factor is put outside.
 */
final class NormalForm {
  private final Facts facts;
  private final Set<Law> applied = EnumSet.noneOf(Law.class);

  /** @param facts what holds wherever the expression is evaluated */
  NormalForm(Facts facts) {
    this.facts = facts;
  }

  /** The laws that were needed so far. */
  Set<Law> applied() {
    return applied;
  }

  Scalar normalise(Scalar scalar) {
    return expression(terms(scalar));
  }

  /** The one product that an expression is, if it is no sum. */
  Optional<Product> product(Scalar scalar) {
    List<Product> terms = terms(scalar);
    return terms.size() == 1 ? Optional.of(terms.get(0)) : Optional.empty();
  }

  /** The terms of an expression's normal form; none for 0. */
  List<Product> terms(Scalar scalar) {
    if (scalar instanceof Scalar.Constant constant) {
      return constant.value() == 0 ? List.of() : List.of(Product.constant(constant.value()));
    } else if (scalar instanceof Scalar.Position position && position.affine().isConstant()) {
      return terms(Scalar.constant(position.affine().constant()));
    } else if (scalar instanceof Scalar.Select select) {
      return select(select);
    } else if (scalar instanceof Scalar.Apply apply) {
      return apply(apply);
    }
    return List.of(Product.atom(scalar));
  }

  private List<Product> apply(Scalar.Apply apply) {
    List<Scalar> operands = apply.operands();
    return switch (apply.operator()) {
      case ADD, SUBTRACT -> sum(apply);
      case NEGATE -> sum(List.of(), terms(operands.get(0)), -1);
      case MULTIPLY -> multiply(terms(operands.get(0)), terms(operands.get(1)));
      case DIVIDE -> divide(terms(operands.get(0)), terms(operands.get(1)));
      case POWER -> power(operands);
      case EXP, LOG, SQRT, TANH, SIN, COS, ERF, ABS, MAX, MIN -> function(apply.operator(), operands);
    };
  }

  private List<Product> function(Operator operator, List<Scalar> operands) {
    List<Scalar> normal = operands.stream().map(this::normalise).toList();
    if (normal.stream().allMatch(o -> o instanceof Scalar.Constant)) {
      applied.add(Law.FOLD);
      return terms(Scalar.constant(operator.apply(value(normal.get(0)), value(normal.get(normal.size() - 1)))));
    }
    return List.of(Product.atom(new Scalar.Apply(operator, normal)));
  }

  private static double value(Scalar scalar) {
    return ((Scalar.Constant) scalar).value();
  }

  private List<Product> power(List<Scalar> operands) {
    Scalar exponent = normalise(operands.get(1));
    if (exponent instanceof Scalar.Constant c && c.value() == Math.rint(c.value()) && Math.abs(c.value()) <= 16) {
      if (c.value() == 0) {
        return List.of(Product.constant(1));
      }
      return roots(single(terms(operands.get(0))).map(p -> p.power((int) c.value())));
    }
    return function(Operator.POWER, List.of(operands.get(0), exponent));
  }

  /** A sum as one product, itself an atom where it has several terms; nothing for 0. */
  private Optional<Product> single(List<Product> terms) {
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(terms.size() == 1 ? terms.get(0) : factored(terms));
  }

  List<Product> multiply(List<Product> left, List<Product> right) {
    if (left.isEmpty() || right.isEmpty()) {
      applied.add(Law.ZERO);
      return List.of();
    }
    for (List<Product> one : List.of(left, right)) {
      List<Product> other = one == left ? right : left;
      if (one.size() == 1 && one.get(0).isConstant() && (other.size() == 1 || Math.abs(one.get(0).coefficient()) == 1)) {
        if (one.get(0).coefficient() == 1) {
          applied.add(Law.ONE);
        }
        return other.stream().map(p -> p.scaled(one.get(0).ratio())).toList();
      }
    }
    return times(single(left).orElseThrow(), single(right).orElseThrow());
  }

  private List<Product> divide(List<Product> left, List<Product> right) {
    Optional<Product> divisor = single(right);
    if (divisor.isEmpty()) {
      // Division by 0 is what was written; leave it to the arithmetic.
      return List.of(Product.atom(expression(left).over(Scalar.ZERO)));
    }
    return left.isEmpty() ? List.of() : times(single(left).orElseThrow(), divisor.get().power(-1));
  }

  private List<Product> times(Product a, Product b) {
    Product product = a.times(b);
    Optional<List<Product>> bounded = new BoundedQuotient(this, facts).of(product);
    if (bounded.isPresent()) {
      applied.add(Law.BOUNDED);
      return bounded.get();
    }
    if (product.powers().values().stream().mapToInt(Math::abs).sum()
        < a.powers().values().stream().mapToInt(Math::abs).sum()
            + b.powers().values().stream().mapToInt(Math::abs).sum()) {
      applied.add(Law.CANCEL);
    }
    List<Product> result = roots(Optional.of(product)).stream().map(this::intoMask).toList();
    return result.size() == 1 ? opened(result.get(0)) : result;
  }

  /** A product that is nothing but ±(a + b): the terms of that sum, so that they meet others. */
  private List<Product> opened(Product product) {
    Scalar only = product.powers().size() == 1 && Math.abs(product.coefficient()) == 1
        ? product.powers().keySet().iterator().next() : Scalar.ONE;
    boolean isSum = only instanceof Scalar.Apply apply && product.powers().get(only) == 1
        && (apply.operator() == Operator.ADD || apply.operator() == Operator.SUBTRACT);
    return isSum ? sum(List.of(), terms(only), (int) product.coefficient()) : List.of(product);
  }

  /** √x² → x. */
  private List<Product> roots(Optional<Product> optional) {
    if (optional.isEmpty()) {
      return List.of();
    }
    Product product = optional.get();
    for (Map.Entry<Scalar, Integer> entry : product.powers().entrySet()) {
      if (entry.getKey() instanceof Scalar.Apply apply && apply.operator() == Operator.SQRT
          && entry.getValue() % 2 == 0) {
        applied.add(Law.ROOT);
        Map<Scalar, Integer> rest = new LinkedHashMap<>(product.powers());
        rest.remove(entry.getKey());
        Product under = single(terms(apply.operands().get(0))).orElse(Product.constant(0));
        return roots(Optional.of(new Product(product.ratio(), rest).times(under.power(entry.getValue() / 2))));
      }
    }
    return List.of(product);
  }

  /** A mask takes the other factors in, c·(if p then x else 0) → if p then c·x else 0, whichever branch is 0. */
  private Product intoMask(Product product) {
    Product unscaled = product.withoutScale();
    if (unscaled.powers().size() < 2 && Double.isFinite(unscaled.coefficient())) {
      return product;
    }
    for (Map.Entry<Scalar, Integer> entry : product.powers().entrySet()) {
      if (entry.getValue() == 1 && entry.getKey() instanceof Scalar.Select select
          && (select.yes().isConstant(0) || select.no().isConstant(0))) {
        applied.add(Law.MASK);
        Scalar factor = signed(unscaled.times(Product.atom(entry.getKey()).power(-1)));
        List<Product> masked = select(select.no().isConstant(0)
            ? new Scalar.Select(select.condition(), factor.times(select.yes()), Scalar.ZERO)
            : new Scalar.Select(select.condition(), Scalar.ZERO, factor.times(select.no())));
        return masked.isEmpty() ? Product.constant(0) : masked.get(0).times(product.scale());
      }
    }
    return product;
  }

  private List<Product> select(Scalar.Select select) {
    // Compared values stay as they are written: max(a, b) > b is asked of the very b that was computed, and another
    // rounding would decide otherwise.
    Condition condition = Scalars.mapComparisons(select.condition(), this::compare);
    Optional<Boolean> decided = facts.decide(condition);
    if (decided.isPresent()) {
      applied.add(Law.DECIDED);
      return terms(decided.get() ? select.yes() : select.no());
    }
    Scalar yes = new NormalFormUnder(condition, true).normalise(select.yes());
    Scalar no = new NormalFormUnder(condition, false).normalise(select.no());
    if (yes.equals(no)) {
      applied.add(Law.SAME_BRANCHES);
      return terms(yes);
    }
    if (no.isConstant(0)) {
      return mask(condition, yes);
    } else if (yes.isConstant(0) && no instanceof Scalar.Select inner && inner.yes().isConstant(0)) {
      return List.of(Product.atom(new Scalar.Select(either(condition, inner.condition()), Scalar.ZERO, inner.no())));
    }
    return List.of(Product.atom(new Scalar.Select(condition, yes, no)));
  }

  /** {@code a < max(b, a)} → {@code a < b}, and {@code min(b, a) < a} → {@code b < a}. */
  private Condition.Compare compare(Condition.Compare c) {
    if (c.relation() != Condition.Relation.LESS) {
      return c;
    }
    Scalar left = other(Operator.MIN, c.left(), c.right());
    Scalar right = other(Operator.MAX, c.right(), c.left());
    if (left == c.left() && right == c.right()) {
      return c;
    }
    applied.add(Law.LARGER);
    return new Condition.Compare(c.relation(), left, right);
  }

  /** The other operand, where one is as given; otherwise the scalar itself. */
  private static Scalar other(Operator operator, Scalar scalar, Scalar one) {
    if (scalar instanceof Scalar.Apply apply && apply.operator() == operator && apply.operands().contains(one)) {
      return apply.operands().get(apply.operands().get(0).equals(one) ? 1 : 0);
    }
    return scalar;
  }

  /** A mask with its scale outside and masks within masks joined. */
  private List<Product> mask(Condition condition, Scalar yes) {
    if (yes instanceof Scalar.Select inner && inner.no().isConstant(0)) {
      return mask(join(condition, inner.condition()), inner.yes());
    }
    List<Product> terms = terms(yes);
    if (terms.size() == 1) {
      Product only = terms.get(0);
      Scalar inside = signed(only.withoutScale());
      return List.of(Product.atom(new Scalar.Select(condition, inside, Scalar.ZERO)).times(only.scale()));
    }
    return List.of(Product.atom(new Scalar.Select(condition, yes, Scalar.ZERO)));
  }

  private static Condition either(Condition outer, Condition inner) {
    List<Condition> all = new ArrayList<>();
    for (Condition condition : List.of(outer, inner)) {
      all.addAll(condition instanceof Condition.Any several ? several.conditions() : List.of(condition));
    }
    return new Condition.Any(all.stream().distinct().toList());
  }

  private static Condition join(Condition outer, Condition inner) {
    List<Condition> all = new ArrayList<>();
    for (Condition condition : List.of(outer, inner)) {
      if (condition instanceof Condition.All several) {
        all.addAll(several.conditions());
      } else {
        all.add(condition);
      }
    }
    return Condition.all(all.stream().distinct().toList());
  }

  private final class NormalFormUnder {
    private final Facts inside;

    NormalFormUnder(Condition condition, boolean holds) {
      this.inside = holds ? facts.and(condition) : facts.andNot(condition);
    }

    Scalar normalise(Scalar scalar) {
      NormalForm form = new NormalForm(inside);
      Scalar result = form.normalise(scalar);
      applied.addAll(form.applied);
      return result;
    }
  }

  List<Product> sum(List<Product> left, List<Product> right, int sign) {
    Map<Map<Scalar, Integer>, Ratio> collected = new LinkedHashMap<>();
    collect(left, 1, collected);
    collect(right, sign, collected);
    return terms(collected);
  }

  /** {@code a + b − c}, one operand after the other: a long sum is collected once, not once for each of its beginnings. */
  List<Product> sum(Scalar.Apply last) {
    Deque<Scalar.Apply> additions = new ArrayDeque<>();
    Scalar first = last;
    while (first instanceof Scalar.Apply a && (a.operator() == Operator.ADD || a.operator() == Operator.SUBTRACT)) {
      additions.push(a);
      first = a.operands().get(0);
    }
    Map<Map<Scalar, Integer>, Ratio> collected = new LinkedHashMap<>();
    collect(terms(first), 1, collected);
    for (Scalar.Apply addition : additions) {
      collect(terms(addition.operands().get(1)), addition.operator() == Operator.ADD ? 1 : -1, collected);
    }
    return terms(collected);
  }

  private void collect(List<Product> terms, int sign, Map<Map<Scalar, Integer>, Ratio> into) {
    for (Product term : terms) {
      Ratio ratio = sign < 0 ? term.ratio().negated() : term.ratio();
      Ratio before = into.get(term.powers());
      if (before != null) {
        applied.add(Law.LIKE_TERMS);
        ratio = before.plus(ratio);
      }
      if (ratio.over() == 0) {
        into.remove(term.powers());
      } else {
        into.put(term.powers(), ratio);
      }
    }
  }

  private static List<Product> terms(Map<Map<Scalar, Integer>, Ratio> collected) {
    List<Product> terms = new ArrayList<>();
    collected.forEach((powers, ratio) -> terms.add(new Product(ratio, powers)));
    return terms;
  }

  private Scalar expression(List<Product> terms) {
    return signed(single(terms).orElse(Product.constant(0)));
  }

  private static Scalar signed(Product product) {
    if (product.isConstant()) {
      return Scalar.constant(product.coefficient());
    }
    return product.coefficient() < 0 ? product.magnitude().negated() : product.magnitude();
  }

  /** A sum of several terms as a product: the factors common to all terms, and the sum of what is left. */
  private Product factored(List<Product> terms) {
    Map<Scalar, Integer> common = new LinkedHashMap<>(terms.get(0).powers());
    Ratio size = terms.get(0).ratio().magnitude();
    for (Product term : terms) {
      common.keySet().retainAll(term.powers().keySet());
      common.replaceAll((factor, power) -> nearestToZero(power, term.powers().get(factor)));
      size = term.ratio().magnitude().equals(size) ? size : Ratio.ONE;
    }
    common.values().removeIf(power -> power == 0);
    if (common.isEmpty() && size.equals(Ratio.ONE)) {
      return Product.atom(plainSum(terms));
    }
    applied.add(Law.COMMON_FACTOR);
    Product factor = new Product(size, common);
    Product inverse = factor.power(-1);
    List<Product> rest = new ArrayList<>();
    terms.forEach(term -> rest.add(term.times(inverse)));
    return factor.times(Product.atom(plainSum(rest)));
  }

  private static int nearestToZero(int a, int b) {
    return Integer.signum(a) != Integer.signum(b) ? 0 : Math.abs(a) < Math.abs(b) ? a : b;
  }

  /** The terms in order, one without a minus first if there is one. */
  private static Scalar plainSum(List<Product> terms) {
    List<Product> ordered = new ArrayList<>(terms);
    ordered.stream().filter(p -> p.coefficient() > 0).findFirst().ifPresent(first -> {
      ordered.remove(first);
      ordered.add(0, first);
    });
    Scalar sum = signed(ordered.get(0));
    for (Product term : ordered.subList(1, ordered.size())) {
      Scalar magnitude = term.magnitude();
      sum = term.coefficient() < 0 ? sum.minus(magnitude) : sum.plus(magnitude);
    }
    return sum;
  }
}
