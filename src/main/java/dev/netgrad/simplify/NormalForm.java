package dev.netgrad.simplify;

import dev.netgrad.law.BoundedQuotient;
import dev.netgrad.law.Factors;
import dev.netgrad.law.Product;
import dev.netgrad.law.ProductLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.law.ScalarLaws;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The normal form of scalar expressions: a sum of {@linkplain Product products} of atoms, like terms collected. Sums
 * are not multiplied out, so that {@code (x - mean)*(x - mean)} keeps its accuracy; a common factor is put outside.
 */
final class NormalForm {
  private final Facts facts;
  private final Rewriting rewriting;

  /**
   * @param facts what holds wherever the expression is evaluated
   * @param rewriting by which laws
   */
  NormalForm(Facts facts, Rewriting rewriting) {
    this.facts = facts;
    this.rewriting = rewriting;
  }

  /** One by which expressions are compared, and nothing is rewritten. */
  static NormalForm toCompare(Facts facts) {
    return new NormalForm(facts, Rewriting.free());
  }

  /** The expression in normal form. */
  Scalar normalise(Scalar scalar) {
    return rewriting.by(ProductLaws.ORDER, new ProductLaws.Arranged(scalar, arranged(scalar))).orElse(scalar);
  }

  private Scalar arranged(Scalar scalar) {
    return expression(terms(scalar));
  }

  /** The one product that an expression is, if it is no sum. */
  Optional<Product> product(Scalar scalar) {
    List<Product> terms = terms(scalar);
    return terms.size() == 1 ? Optional.of(terms.get(0)) : Optional.empty();
  }

  /** The terms of an expression's normal form; none for 0. */
  List<Product> terms(Scalar scalar) {
    return scalar.match(
        constant -> constant.value() == 0 ? List.of() : List.of(Product.constant(constant.value())),
        batchSize -> List.of(Product.atom(batchSize)),
        position -> rewriting.by(ScalarLaws.FOLD, scalar).map(this::terms)
            .orElseGet(() -> List.of(Product.atom(position))),
        read -> List.of(Product.atom(read)),
        this::apply,
        this::select);
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
    Scalar.Apply normal = new Scalar.Apply(operator, operands.stream().map(this::arranged).toList());
    return rewriting.by(ScalarLaws.FOLD, normal).map(this::terms).orElseGet(() -> List.of(Product.atom(normal)));
  }

  private List<Product> power(List<Scalar> operands) {
    Scalar.Apply power = new Scalar.Apply(Operator.POWER, List.of(operands.get(0), arranged(operands.get(1))));
    Optional<Scalar> one = rewriting.by(ScalarLaws.POWER_ZERO, power);
    if (one.isPresent()) {
      return terms(one.get());
    }
    return rewriting.by(ProductLaws.POWERS, power)
        .map(whole -> roots(single(terms(whole.base())).map(p -> p.power(whole.exponent()))))
        .orElseGet(() -> function(Operator.POWER, power.operands()));
  }

  /** A sum as one product, itself an atom where it has several terms; nothing for 0. */
  private Optional<Product> single(List<Product> terms) {
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(terms.size() == 1 ? terms.get(0) : factored(terms));
  }

  List<Product> multiply(List<Product> left, List<Product> right) {
    Factors factors = new Factors(left, right);
    return rewriting.by(ProductLaws.ZERO, factors).or(() -> rewriting.by(ProductLaws.ONE, factors))
        .or(() -> scaled(left, right)).or(() -> scaled(right, left))
        .orElseGet(() -> times(single(left).orElseThrow(), single(right).orElseThrow()));
  }

  /** A number times a product, or a minus before a sum. */
  private static Optional<List<Product>> scaled(List<Product> number, List<Product> terms) {
    boolean scales = number.size() == 1 && number.get(0).isConstant()
        && (terms.size() == 1 || Math.abs(number.get(0).coefficient()) == 1);
    return scales ? Optional.of(terms.stream().map(p -> p.scaled(number.get(0).ratio())).toList()) : Optional.empty();
  }

  private List<Product> divide(List<Product> left, List<Product> right) {
    Optional<Product> divisor = single(right);
    if (divisor.isEmpty()) {
      // Division by 0 is what was written; leave it to the arithmetic.
      return List.of(Product.atom(expression(left).over(Scalar.ZERO)));
    }
    return rewriting.by(ProductLaws.ZERO_QUOTIENT, new Factors(left, right))
        .orElseGet(() -> times(single(left).orElseThrow(), divisor.get().power(-1)));
  }

  private List<Product> times(Product a, Product b) {
    Optional<BoundedQuotient.Bounded> bounded =
        rewriting.by(ProductLaws.BOUNDED, new BoundedQuotient(a.times(b), facts, this::terms));
    if (bounded.isPresent()) {
      List<Product> quotients = multiply(bounded.get().constants(), List.of(bounded.get().quotient()));
      return multiply(List.of(bounded.get().factor()), sum(List.of(Product.constant(1)), quotients, -1));
    }
    Product product = rewriting.by(ProductLaws.CANCEL, new ProductLaws.Pair(a, b)).orElseGet(() -> a.times(b));
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
  private List<Product> roots(Optional<Product> product) {
    Optional<ProductLaws.Root> root = product.flatMap(p -> rewriting.by(ProductLaws.ROOT, p));
    if (root.isEmpty()) {
      return product.stream().toList();
    }
    Product under = single(terms(root.get().under())).orElse(Product.constant(0));
    return roots(Optional.of(root.get().rest().times(under.power(root.get().power()))));
  }

  private Product intoMask(Product product) {
    Optional<ScalarLaws.Masked> masked = rewriting.by(ScalarLaws.MASK, product);
    if (masked.isEmpty()) {
      return product;
    }
    List<Product> terms = select(masked.get().select());
    return terms.isEmpty() ? Product.constant(0) : terms.get(0).times(masked.get().scale());
  }

  private List<Product> select(Scalar.Select select) {
    // Compared values stay as they are written: max(a, b) > b is asked of the very b that was computed, and another
    // rounding would decide otherwise.
    Condition condition = Scalars.mapComparisons(select.condition(),
        compare -> rewriting.by(ScalarLaws.LARGER, compare).orElse(compare));
    Scalar.Select asked = new Scalar.Select(condition, select.yes(), select.no());
    Optional<Scalar> decided = rewriting.by(ScalarLaws.DECIDED, new ScalarLaws.Choice(asked, facts::decide));
    if (decided.isPresent()) {
      return terms(decided.get());
    }
    List<Product> yes = new NormalForm(facts.and(condition), rewriting).terms(select.yes());
    List<Product> no = new NormalForm(facts.andNot(condition), rewriting).terms(select.no());
    Scalar.Select normal = new Scalar.Select(condition, expression(yes), expression(no));
    Optional<Scalar> same = rewriting.by(ScalarLaws.SAME_BRANCHES, normal);
    if (same.isPresent()) {
      return terms(same.get());
    }
    Scalar.Select joined = joined(normal);
    if (joined.no().isConstant(0)) {
      return List.of(mask(joined));
    }
    // Terms that are known are not sought again: a chain of choices would be gone through twice for each of them.
    return List.of(joined == normal ? commonToBranches(joined, yes, no) : commonToBranches(joined,
        new NormalForm(facts.and(joined.condition()), rewriting).terms(joined.yes()),
        new NormalForm(facts.andNot(joined.condition()), rewriting).terms(joined.no())));
  }

  private Scalar.Select joined(Scalar.Select select) {
    return rewriting.by(ScalarLaws.NESTED, select).map(this::joined).orElse(select);
  }

  /** A mask with its scale outside. */
  private Product mask(Scalar.Select select) {
    List<Product> terms = terms(select.yes());
    if (terms.size() != 1) {
      return Product.atom(select);
    }
    Product chosen = terms.get(0);
    return rewriting.by(ScalarLaws.SCALED_MASK, new ScalarLaws.Chosen(select.condition(), chosen))
        .map(masked -> Product.atom(masked.select()).times(masked.scale()))
        .orElseGet(() -> Product.atom(new Scalar.Select(select.condition(), chosen.scalar(), Scalar.ZERO)));
  }

  private Product commonToBranches(Scalar.Select select, List<Product> yes, List<Product> no) {
    Optional<ScalarLaws.Masked> common = yes.size() != 1 || no.size() != 1 ? Optional.empty() : rewriting.by(
        ScalarLaws.COMMON_TO_BRANCHES, new ScalarLaws.Branches(select.condition(), yes.get(0), no.get(0)));
    return common.map(c -> c.scale().times(Product.atom(c.select()))).orElseGet(() -> Product.atom(select));
  }

  List<Product> sum(List<Product> left, List<Product> right, int sign) {
    List<Product> terms = new ArrayList<>(left);
    right.forEach(term -> terms.add(signed(term, sign)));
    return collected(terms);
  }

  /**
   * {@code a + b − c}, one operand after the other: a long sum is collected once, not once for each of its beginnings.
   */
  List<Product> sum(Scalar.Apply last) {
    Deque<Scalar.Apply> additions = new ArrayDeque<>();
    Scalar first = last;
    while (first instanceof Scalar.Apply a && (a.operator() == Operator.ADD || a.operator() == Operator.SUBTRACT)) {
      additions.push(a);
      first = a.operands().get(0);
    }
    List<Product> terms = new ArrayList<>(terms(first));
    for (Scalar.Apply addition : additions) {
      int sign = addition.operator() == Operator.ADD ? 1 : -1;
      terms(addition.operands().get(1)).forEach(term -> terms.add(signed(term, sign)));
    }
    return collected(terms);
  }

  private static Product signed(Product term, int sign) {
    return sign < 0 ? new Product(term.ratio().negated(), term.powers()) : term;
  }

  private List<Product> collected(List<Product> terms) {
    return rewriting.by(ProductLaws.LIKE_TERMS, terms)
        .orElseGet(() -> terms.stream().filter(term -> !term.ratio().isZero()).toList());
  }

  private Scalar expression(List<Product> terms) {
    return single(terms).orElse(Product.constant(0)).scalar();
  }

  /** A sum of several terms as a product: the factors common to all terms, and the sum of what is left. */
  private Product factored(List<Product> terms) {
    return rewriting.by(ProductLaws.COMMON_FACTOR, terms)
        .map(common -> common.factor().times(Product.atom(plainSum(common.rest()))))
        .orElseGet(() -> Product.atom(plainSum(terms)));
  }

  /** The terms in order, one without a minus first if there is one. */
  private static Scalar plainSum(List<Product> terms) {
    List<Product> ordered = new ArrayList<>(terms);
    ordered.stream().filter(p -> p.coefficient() > 0).findFirst().ifPresent(first -> {
      ordered.remove(first);
      ordered.add(0, first);
    });
    Scalar sum = ordered.get(0).scalar();
    for (Product term : ordered.subList(1, ordered.size())) {
      Scalar magnitude = term.magnitude();
      sum = term.coefficient() < 0 ? sum.minus(magnitude) : sum.plus(magnitude);
    }
    return sum;
  }
}
