package dev.netgrad.schedule;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Contractions of networks' statements, to look at. */
public final class Contractions {
  private Contractions() {}

  /** The contraction of the first group that computes a tensor. */
  public static Contraction of(String body, String tensor) {
    Plan plan = Compiler.plan(Nets.network("network P(" + body), Options.of(""));
    BlockPlan block = plan.training().values().iterator().next();
    List<Step> steps = new ArrayList<>(block.forward().steps());
    block.backward().ifPresent(b -> steps.addAll(b.steps()));
    return steps.stream().filter(Step.Group.class::isInstance).map(Step.Group.class::cast)
        .filter(g -> g.statements().get(0).target().name().equals(tensor)).findFirst()
        .map(g -> Contraction.of(g.statements(), block::array).value()).orElseThrow();
  }

  /** The value of an index where axes have some. */
  public static long value(Affine affine, Map<Axis, Long> at) {
    Map<Axis, Index> values = new HashMap<>();
    at.forEach((axis, i) -> values.put(axis, Index.of(Affine.of(i))));
    return new Substitution(values).apply(affine).numerator().constant();
  }
}
