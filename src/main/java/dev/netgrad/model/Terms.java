package dev.netgrad.model;

import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Condition.AtLeastZero;
import dev.netgrad.tensor.Condition.Constraint;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What definitions read and what conditions tell. */
final class Terms {
  private Terms() {}

  /** The tensors that a definition reads directly. */
  static void reads(Definition definition, Consumer<Tensor> tensors) {
    if (definition instanceof Definition.Formula f) {
      Scalars.tensors(f).forEach(tensors);
    } else if (definition instanceof Definition.Result r) {
      r.call().arguments().forEach(tensors);
    } else if (definition instanceof Definition.ArgumentAdjoint a) {
      tensors.accept(a.resultAdjoint());
      a.call().arguments().forEach(tensors);
    } else if (definition instanceof Definition.Gradient g) {
      tensors.accept(g.of());
      tensors.accept(g.wrt());
    }
  }

  /** The call whose result a tensor is; null if it is none. */
  static Call call(Tensor tensor) {
    return tensor.definition() instanceof Definition.Result r ? r.call() : null;
  }

  /** What is known of the axes where a condition holds, or where it does not. */
  static List<Constraint> facts(Condition condition, boolean holds) {
    List<Constraint> out = new ArrayList<>();
    if (holds && condition instanceof Condition.All all) {
      all.conditions().forEach(c -> out.addAll(facts(c, true)));
    } else if (!holds && condition instanceof AtLeastZero a) {
      out.add(a.negated());
    } else if (!holds && condition instanceof Condition.Any any) {
      any.conditions().forEach(c -> out.addAll(facts(c, false)));
    } else if (!holds && condition instanceof Condition.Not n) {
      out.addAll(facts(n.condition(), true));
    } else if (holds && condition instanceof Constraint c) {
      out.add(c);
    }
    return out;
  }
}
