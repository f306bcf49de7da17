package dev.netgrad.plan;

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

  Definition.Formula rewrite(Definition.Formula f) {
    if (rectified.isEmpty()) {
      return f;
    }
    Reduction r = f.reduction();
    List<Axis> axes = r.axes();
    return new Definition.Formula(f.axes(),
        new Reduction(r.kind(), axes,
            r.guards().stream().map(g -> Scalars.mapComparisons(g, this::rewrite)).toList()),
        Scalars.rewrite(f.body(), s -> s instanceof Scalar.Select select
            ? new Scalar.Select(Scalars.mapComparisons(select.condition(), this::rewrite), select.yes(), select.no())
            : s));
  }

  private Condition.Compare rewrite(Condition.Compare c) {
    return c.relation() == Condition.Relation.LESS && c.left().isConstant(0)
        && c.right() instanceof Scalar.Read read && rectified.containsKey(read.tensor())
        ? new Condition.Compare(c.relation(), c.left(),
            new Scalar.Read(rectified.get(read.tensor()), read.indices())) : c;
  }
}
