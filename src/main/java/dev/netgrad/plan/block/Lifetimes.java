package dev.netgrad.plan.block;

import dev.netgrad.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which steps need a tensor's array. */
public final class Lifetimes {
  private Lifetimes() {}

  /** Tensors that a step reads or writes, in no particular role. */
  public static Set<Tensor> touched(Step step) {
    Set<Tensor> touched = new LinkedHashSet<>();
    step.act(
        group -> {
          for (Statement s : group.statements()) {
            touched.add(s.target());
            s.partial().ifPresent(touched::add);
            touched.addAll(s.tensors());
          }
        },
        forward -> {
          touched.addAll(forward.call().arguments());
          touched.add(forward.result());
          touched.addAll(forward.between());
        },
        backward -> {
          touched.addAll(backward.arguments());
          touched.add(backward.result());
          touched.add(backward.resultAdjoint());
          backward.adjoints().forEach(a -> a.ifPresent(touched::add));
          touched.addAll(backward.kept());
          touched.addAll(backward.between());
          backward.sums().forEach(a -> a.ifPresent(touched::add));
        });
    return touched;
  }

  /** For each array, the step of the backward pass that uses it last, by the name of what that computes. */
  public static Map<Tensor, String> lastUses(BlockPlan plan) {
    Map<Tensor, String> last = new HashMap<>();
    for (Step step : plan.backward().map(BlockPlan.Pass::steps).orElse(List.of())) {
      touched(step).forEach(t -> last.put(plan.array(t), name(step)));
    }
    return last;
  }

  private static String name(Step step) {
    return step.match(group -> group.statements().get(group.statements().size() - 1).target().name(),
        forward -> forward.result().name(), backward -> "backward of " + backward.result().name());
  }
}
