package dev.netgrad.law;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Laws of numbers and choices. */
public final class ScalarLaws {
  public static final Law<Scalar, Scalar> FOLD =
      Law.exact("constants folded", "in double, rounded once when written as a float", ScalarLaws::folded);

  public static final Law<Scalar.Apply, Scalar> POWER_ZERO = Law.exact("x^0 → 1", "by definition, for NaN too",
      power -> power.operands().get(1).isConstant(0) ? Optional.of(Scalar.ONE) : Optional.empty());

  public static final Law<Choice, Scalar> DECIDED =
      Law.exact("if true then x else y → x", "the condition follows from the extents", ScalarLaws::decided);

  public static final Law<Scalar.Select, Scalar> SAME_BRANCHES = Law.exact("if p then x else x → x",
      "either branch is x",
      select -> select.yes().equals(select.no()) ? Optional.of(select.yes()) : Optional.empty());

  public static final Law<Condition.Compare, Condition.Compare> LARGER = Law.exact("a < max(b, a) → a < b",
      "where a or b is NaN, neither holds; b > min(a, b) → b > a likewise", ScalarLaws::larger);

  public static final Law<Product, Masked> MASK = Law.fastMath("c·(if p then x else 0) → if p then c·x else 0",
      "not for infinite c, where it avoids 0·∞", ScalarLaws::masked);

  public static final Law<Scalar.Select, Scalar.Select> NESTED =
      Law.exact("if p then (if q then x else 0) else 0 → if p and q then x else 0",
          "the same branches are taken; if p then 0 else (if q then 0 else x) → if p or q then 0 else x likewise",
          ScalarLaws::joined);

  public static final Law<Chosen, Masked> SCALED_MASK =
      Law.fastMath("if p then c·x else 0 → c·(if p then x else 0)",
          "for a finite c that is not 0: a number or the batch size; but for −0", ScalarLaws::unscaled);

  public static final Law<Branches, Masked> COMMON_TO_BRANCHES =
      Law.fastMath("if p then c·x else c·y → c·(if p then x else y)", "but for rounding", ScalarLaws::common);

  private ScalarLaws() {}

  /** {@code if condition then yes else no}, of which neither is 0. */
  public record Branches(Condition condition, Product yes, Product no) {}

  /** A choice, and what holds where it is made. */
  public record Choice(Scalar.Select select, Function<Condition, Optional<Boolean>> decide) {}

  /** {@code if condition then product else 0}. */
  public record Chosen(Condition condition, Product product) {}

  /** {@code scale·select}. */
  public record Masked(Product scale, Scalar.Select select) {}

  private static Optional<Scalar> folded(Scalar scalar) {
    if (scalar instanceof Scalar.Position position && position.affine().isConstant()) {
      return Optional.of(Scalar.constant((double) position.affine().constant()));
    }
    return scalar instanceof Scalar.Apply apply ? folded(apply) : Optional.empty();
  }

  private static Optional<Scalar> folded(Scalar.Apply apply) {
    List<Scalar> operands = apply.operands();
    if (!operands.stream().allMatch(Scalar.Constant.class::isInstance)) {
      return Optional.empty();
    }
    double first = ((Scalar.Constant) operands.get(0)).value();
    double last = ((Scalar.Constant) operands.get(operands.size() - 1)).value();
    return Optional.of(Scalar.constant(apply.operator().apply(first, last)));
  }

  private static Optional<Scalar> decided(Choice choice) {
    return choice.decide().apply(choice.select().condition())
        .map(holds -> holds ? choice.select().yes() : choice.select().no());
  }

  private static Optional<Condition.Compare> larger(Condition.Compare c) {
    Scalar left = other(Operator.MIN, c.left(), c.right());
    Scalar right = other(Operator.MAX, c.right(), c.left());
    return c.relation() != Condition.Relation.LESS || left == c.left() && right == c.right() ? Optional.empty()
        : Optional.of(new Condition.Compare(c.relation(), left, right));
  }

  /** The other operand, where one is as given; otherwise the scalar itself. */
  private static Scalar other(Operator operator, Scalar scalar, Scalar one) {
    if (scalar instanceof Scalar.Apply apply && apply.operator() == operator && apply.operands().contains(one)) {
      return apply.operands().get(apply.operands().get(0).equals(one) ? 1 : 0);
    }
    return scalar;
  }

  /** A mask takes all factors in but the {@linkplain Product#scale scale}, whichever branch is 0. */
  private static Optional<Masked> masked(Product product) {
    Product unscaled = product.withoutScale();
    if (unscaled.powers().size() < 2 && Double.isFinite(unscaled.coefficient())) {
      return Optional.empty();
    }
    for (Map.Entry<Scalar, Integer> entry : product.powers().entrySet()) {
      if (entry.getValue() == 1 && entry.getKey() instanceof Scalar.Select select
          && (select.yes().isConstant(0) || select.no().isConstant(0))) {
        Scalar factor = unscaled.times(Product.atom(select).power(-1)).scalar();
        return Optional.of(new Masked(product.scale(), select.no().isConstant(0)
            ? new Scalar.Select(select.condition(), factor.times(select.yes()), Scalar.ZERO)
            : new Scalar.Select(select.condition(), Scalar.ZERO, factor.times(select.no()))));
      }
    }
    return Optional.empty();
  }

  /** What both branches are multiplied by, unless the condition says where it may be read. */
  private static Optional<Masked> common(Branches branches) {
    if (!isOfValues(branches.condition())) {
      return Optional.empty();
    }
    return ProductLaws.common(List.of(branches.yes(), branches.no()))
        .filter(common -> !common.factor().isConstant())
        .map(common -> new Masked(common.factor(), new Scalar.Select(branches.condition(),
            common.rest().get(0).scalar(), common.rest().get(1).scalar())));
  }

  private static boolean isOfValues(Condition condition) {
    return condition instanceof Condition.Compare compare
        && !(compare.left() instanceof Scalar.Position && compare.right() instanceof Scalar.Position);
  }

  private static Optional<Masked> unscaled(Chosen chosen) {
    Product scale = chosen.product().scale();
    return scale.equals(Product.constant(1)) ? Optional.empty() : Optional.of(new Masked(scale,
        new Scalar.Select(chosen.condition(), chosen.product().withoutScale().scalar(), Scalar.ZERO)));
  }

  private static Optional<Scalar.Select> joined(Scalar.Select outer) {
    if (outer.no().isConstant(0) && outer.yes() instanceof Scalar.Select inner && inner.no().isConstant(0)) {
      Condition both = Condition.all(distinct(outer.condition(), inner.condition(), ScalarLaws::conjuncts));
      return Optional.of(new Scalar.Select(both, inner.yes(), Scalar.ZERO));
    } else if (outer.yes().isConstant(0) && outer.no() instanceof Scalar.Select inner && inner.yes().isConstant(0)) {
      Condition either = new Condition.Any(distinct(outer.condition(), inner.condition(), ScalarLaws::disjuncts));
      return Optional.of(new Scalar.Select(either, Scalar.ZERO, inner.no()));
    }
    return Optional.empty();
  }

  private static List<Condition> distinct(
      Condition outer, Condition inner, Function<Condition, List<Condition>> parts) {
    return Stream.of(outer, inner).flatMap(condition -> parts.apply(condition).stream()).distinct().toList();
  }

  private static List<Condition> conjuncts(Condition condition) {
    return condition instanceof Condition.All all ? all.conditions() : List.of(condition);
  }

  private static List<Condition> disjuncts(Condition condition) {
    return condition instanceof Condition.Any any ? any.conditions() : List.of(condition);
  }
}
