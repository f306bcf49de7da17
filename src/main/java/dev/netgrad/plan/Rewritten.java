package dev.netgrad.plan;

import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Law;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;

/** A formula, with the laws that were applied to it since it was simplified: exact ones all. */
record Rewritten(Formula formula, Set<Law<?, ?>> laws) {

  /** As it was simplified. */
  Rewritten(Formula formula) {
    this(formula, Set.of());
  }

  /** What a pass makes of it; it is as exact as it was, in the forward pass and the backward pass alike. */
  Rewritten by(BiFunction<Formula, Rewriting, Formula> pass) {
    Rewriting rewriting = Rewriting.exact();
    Formula after = rewriting.step(formula, f -> pass.apply(f, rewriting));
    Set<Law<?, ?>> all = new LinkedHashSet<>(laws);
    all.addAll(rewriting.applied());
    return new Rewritten(after, all);
  }
}
