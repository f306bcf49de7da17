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
    definition.act(
        input -> { },
        runTime -> { },
        parameter -> { },
        state -> { },
        random -> { },
        formula -> Scalars.tensors(formula).forEach(tensors),
        result -> result.call().arguments().forEach(tensors),
        adjoint -> {
          tensors.accept(adjoint.resultAdjoint());
          adjoint.call().arguments().forEach(tensors);
        },
        gradient -> {
          tensors.accept(gradient.of());
          tensors.accept(gradient.wrt());
        });
  }

  /** The call whose result a tensor is; null if it is none. */
  static Call call(Tensor tensor) {
    return tensor.definition() instanceof Definition.Result r ? r.call() : null;
  }

  /** What is known of the axes where a condition holds, or where it does not. */
  static List<Constraint> facts(Condition condition, boolean holds) {
    return condition.match(
        bound -> List.of(holds ? bound : bound.negated()),
        divisible -> holds ? List.of(divisible) : List.of(),
        compare -> List.of(),
        all -> holds ? facts(all.conditions(), true) : List.of(),
        any -> holds ? List.of() : facts(any.conditions(), false),
        not -> facts(not.condition(), !holds));
  }

  private static List<Constraint> facts(List<Condition> conditions, boolean hold) {
    return conditions.stream().flatMap(c -> facts(c, hold).stream()).toList();
  }
}
