package dev.netgrad.law;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/** Laws of how values are computed: {@code plan} and {@code loop} apply them to what is simple already. */
public final class EvaluationLaws {
  public static final Law<Rectified, Condition.Compare> RECTIFIED =
      Law.exact("0 < x → 0 < max(x, 0)", "for NaN too: neither holds", Rectified::compared);

  public static final Law<Scalar.Apply, Scalar> SQUARE = Law.exact("x^2 → x·x",
      "by definition, where the exponent is written as a number",
      power -> power(power, 2).map(x -> x.times(x)));

  public static final Law<Scalar.Apply, Scalar> RECIPROCAL = Law.exact("x^-1 → 1/x",
      "by definition, where the exponent is written as a number", power -> power(power, -1).map(Scalar.ONE::over));

  public static final Law<Scalar.Apply, Scalar> SQUARE_ROOT = Law.exact("x^0.5 → √x",
      "by definition, where the exponent is written as a number",
      power -> power(power, 0.5).map(x -> Scalar.apply(Operator.SQRT, x)));

  public static final Law<Unrolled, Scalar> UNROLLED = Law.exact("Σ x[r] → Σ (x[2·r] + x[2·r + 1])",
      "by definition: the order of a sum is open", Unrolled::sum);

  public static final Law<ToomCook.Correlation, ToomCook> SLIDING =
      Law.fastMath("y[i] = Σ_j x[i + j]·g[j] → Aᵀ((G g) ⊙ (Bᵀ x))",
          "but for rounding relative to the largest x of a patch, and ∞ becomes NaN; not for --convolutions direct",
          ToomCook::of);

  private EvaluationLaws() {}

  /** A comparison, and of tensors x those that are defined as {@code max(x, 0)}. */
  public record Rectified(Condition.Compare compare, Map<Tensor, Tensor> rectified) {
    private Optional<Condition.Compare> compared() {
      return compare.relation() == Condition.Relation.LESS && compare.left().isConstant(0)
          && compare.right() instanceof Scalar.Read read && rectified.containsKey(read.tensor())
          ? Optional.of(new Condition.Compare(compare.relation(), compare.left(),
              new Scalar.Read(rectified.get(read.tensor()), read.indices()))) : Optional.empty();
    }
  }

  /** What is summed, to be taken at {@code axis = first}, {@code first + 1}, … at once. */
  public record Unrolled(Scalar body, Axis axis, Affine first, long steps) {
    private Optional<Scalar> sum() {
      Scalar sum = null;
      for (long i = 0; i < steps; i++) {
        Scalar term = new Substitution(Map.of(axis, Index.of(first.plus(i)))).apply(body);
        sum = sum == null ? term : sum.plus(term);
      }
      return Optional.ofNullable(sum);
    }
  }

  private static Optional<Scalar> power(Scalar.Apply power, double exponent) {
    return power.operator() == Operator.POWER && power.operands().get(1).isConstant(exponent)
        ? Optional.of(power.operands().get(0)) : Optional.empty();
  }
}
