package dev.netgrad.plan.block;

import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Law;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** A formula, with the steps that led there since it was simplified, by exact laws all. */
public record Rewritten(Formula formula, List<Rewriting.Step> steps) {
  public Rewritten {
    steps = List.copyOf(steps);
  }

  /** As it was simplified. */
  public Rewritten(Formula formula) {
    this(formula, List.of());
  }

  /** What a pass makes of it; it is as exact as it was, in the forward pass and the backward pass alike. */
  public Rewritten by(BiFunction<Formula, Rewriting, Formula> pass) {
    Rewriting rewriting = Rewriting.exact();
    Formula after = rewriting.step(formula, f -> pass.apply(f, rewriting));
    List<Rewriting.Step> all = new ArrayList<>(steps);
    all.addAll(rewriting.steps());
    return new Rewritten(after, all);
  }

  /** The laws that were applied. */
  public Set<Law<?, ?>> laws() {
    Set<Law<?, ?>> laws = new LinkedHashSet<>();
    steps.forEach(step -> laws.addAll(step.laws()));
    return laws;
  }
}
