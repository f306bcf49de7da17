package dev.netgrad.law;

import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Facts;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Laws of numbers and choices. */
public final class ScalarLaws {
  public static final Law<Scalar.Apply, Scalar> FOLD =
      Law.exact("constants folded", "in double, rounded once when written as a float", ScalarLaws::folded);

  public static final Law<Choice, Scalar> DECIDED =
      Law.exact("if true then x else y → x", "the condition follows from the extents", ScalarLaws::decided);

  public static final Law<Scalar.Select, Scalar> SAME_BRANCHES = Law.exact("if p then x else x → x",
      "either branch is x",
      select -> select.yes().equals(select.no()) ? Optional.of(select.yes()) : Optional.empty());

  public static final Law<Condition.Compare, Condition.Compare> LARGER = Law.exact("a < max(b, a) → a < b",
      "where a or b is NaN, neither holds; b > min(a, b) → b > a likewise", ScalarLaws::larger);

  public static final Law<Product, Masked> MASK = Law.fastMath("c·(if p then x else 0) → if p then c·x else 0",
      "not for infinite c, where it avoids 0·∞", ScalarLaws::masked);

  private ScalarLaws() {}

  /** A choice, and what holds where it is made. */
  public record Choice(Scalar.Select select, Facts facts) {}

  /** {@code scale·select}. */
  public record Masked(Product scale, Scalar.Select select) {}

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
    return choice.facts().decide(choice.select().condition())
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
}
