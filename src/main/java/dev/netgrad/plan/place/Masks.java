package dev.netgrad.plan.place;

import dev.netgrad.law.EvaluationLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.block.Costs;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * {@code 0 < x} is {@code 0 < y} where {@code y = max(x, 0)}: exact, for NaN too. The backward pass then asks the
 * rectified tensor, which is at hand, and not what it was made of.
 */
final class Masks {
  private final Map<Tensor, Tensor> rectified = new HashMap<>();

  Masks(List<Tensor> forward) {
    for (Tensor tensor : forward) {
      if (Costs.isMap(tensor) && tensor.formula().body() instanceof Scalar.Apply apply
          && apply.operator() == Operator.MAX && apply.operands().get(1).isConstant(0)
          && apply.operands().get(0) instanceof Scalar.Read read
          && Scalars.isIdentity(read, tensor.formula().axes())) {
        rectified.put(read.tensor(), tensor);
      }
    }
  }

  Definition.Formula rewrite(Definition.Formula f, Rewriting rewriting) {
    if (rectified.isEmpty()) {
      return f;
    }
    Reduction r = f.reduction();
    List<Axis> axes = r.axes();
    UnaryOperator<Condition> rewrite =
        condition -> Scalars.mapComparisons(condition, compare -> rewrite(compare, rewriting));
    return new Definition.Formula(f.axes(), new Reduction(r.kind(), axes, r.guards().stream().map(rewrite).toList()),
        Scalars.rewrite(f.body(), s -> s instanceof Scalar.Select select
            ? new Scalar.Select(rewrite.apply(select.condition()), select.yes(), select.no()) : s));
  }

  private Condition.Compare rewrite(Condition.Compare compare, Rewriting rewriting) {
    return rewriting.by(EvaluationLaws.RECTIFIED, new EvaluationLaws.Rectified(compare, rectified)).orElse(compare);
  }
}
