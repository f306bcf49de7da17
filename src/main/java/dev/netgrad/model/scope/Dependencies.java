package dev.netgrad.model.scope;

import dev.netgrad.tensor.Call;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What tensors are computed from. */
public final class Dependencies {
  private Dependencies() {}

  /** The tensors that a definition reads directly. */
  public static void reads(Definition definition, Consumer<Tensor> tensors) {
    definition.act(
        input -> { },
        runTime -> { },
        parameter -> { },
        state -> { },
        random -> { },
        previous -> { },
        formula -> Scalars.tensors(formula).forEach(tensors),
        result -> result.call().arguments().forEach(tensors),
        adjoint -> {
          tensors.accept(adjoint.resultAdjoint());
          adjoint.call().arguments().forEach(tensors);
        },
        derived -> derived.reads().forEach(tensors));
  }

  /** The call whose result a tensor is; null if it is none. */
  public static Call call(Tensor tensor) {
    return tensor.definition() instanceof Definition.Result r ? r.call() : null;
  }

  /** Everything that the roots are computed from, and they themselves. */
  public static Set<Tensor> needed(Collection<Tensor> roots) {
    return needed(roots, Map.of());
  }

  /**
   * Everything that the roots are computed from, and they themselves.
   *
   * @param previous what {@link Definition.Previous} tensors have the values of
   */
  public static Set<Tensor> needed(Collection<Tensor> roots, Map<Tensor, Tensor> previous) {
    Set<Tensor> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Tensor> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Tensor t = open.pop();
      if (needed.add(t)) {
        reads(t.definition(), open::push);
        Optional.ofNullable(previous.get(t)).ifPresent(open::push);
      }
    }
    return needed;
  }
}
