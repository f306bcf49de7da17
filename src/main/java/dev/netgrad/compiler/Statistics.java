package dev.netgrad.compiler;

import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The size of a network.
 *
 * @param parameters trained numbers
 * @param multiplyAdds of the inference of one sample: the points of all sums of products of two reads, those that a
 *     guard leaves out (padding) among them
 * @param savedBytes what the forward pass keeps for the backward pass, in single precision
 * @param peakBytes what training holds at once, in single precision: weights, gradients, optimizer, saved and scratch
 */
public record Statistics(long parameters, long multiplyAdds, long savedBytes, long peakBytes) {

  /** @param batch samples in a training step */
  public static Statistics of(Plan plan, long batch) {
    return new Statistics(plan.parameters(), multiplyAdds(plan.network().evaluation(), new IdentityHashMap<>()),
        plan.savedBytes(batch), plan.peakBytes(batch));
  }

  private static long multiplyAdds(Block block, Map<Block, Long> known) {
    Long before = known.get(block);
    if (before != null) {
      return before;
    }
    long sum = 0;
    for (Tensor tensor : block.body()) {
      if (tensor.isFormula() && isContraction(tensor.formula())) {
        sum = Math.addExact(sum, points(tensor.formula()));
      }
    }
    for (Call call : block.calls()) {
      sum = Math.addExact(sum, Math.multiplyExact(call.count(), multiplyAdds(call.block(), known)));
    }
    known.put(block, sum);
    return sum;
  }

  private static boolean isContraction(Definition.Formula formula) {
    return formula.reduction().kind() == Reduction.Kind.SUM && reads(formula.body()) == 2;
  }

  /** How many reads a product multiplies; something else than reads and constants in it counts as many. */
  private static int reads(Scalar scalar) {
    if (scalar instanceof Scalar.Read) {
      return 1;
    } else if (scalar instanceof Scalar.Constant) {
      return 0;
    } else if (scalar instanceof Scalar.Select select && select.no().isConstant(0)) {
      return reads(select.yes());
    } else if (scalar instanceof Scalar.Apply apply && apply.operator() == Operator.MULTIPLY) {
      return reads(apply.operands().get(0)) + reads(apply.operands().get(1));
    }
    return 3;
  }

  private static long points(Definition.Formula formula) {
    long points = 1;
    for (Axis axis : formula.axes()) {
      points = Math.multiplyExact(points, axis.extent().at(1));
    }
    for (Axis axis : formula.reduction().axes()) {
      points = Math.multiplyExact(points, axis.extent().at(1));
    }
    return points;
  }
}
