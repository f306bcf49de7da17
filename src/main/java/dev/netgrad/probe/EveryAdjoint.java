package dev.netgrad.probe;

import dev.netgrad.compiler.Derived;
import dev.netgrad.simplify.Change;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The adjoint of every tensor, even where the laws have put it in place of its reads and there is none any more. */
final class EveryAdjoint {
  private final Map<Tensor, Tensor> raw;
  private final Map<Tensor, Tensor> changed = new HashMap<>();
  private final Set<Tensor> there = new HashSet<>();
  private final Map<Tensor, Tensor> now = new HashMap<>();
  private final List<Tensor> again = new ArrayList<>();

  EveryAdjoint(Derived derived) {
    raw = derived.raw().whole().every();
    for (Change change : derived.changes()) {
      changed.put(change.given(), change.result());
    }
    BlockGradient gradient = derived.simplified().whole();
    there.addAll(gradient.primal().inputs());
    there.addAll(gradient.primal().body());
    there.addAll(gradient.body());
    there.addAll(gradient.outputAdjoints());
  }

  /** The adjoint of a tensor of the forward pass; nothing if it has none. */
  Optional<Tensor> of(Tensor primal) {
    return Optional.ofNullable(raw.get(primal)).map(this::now);
  }

  /** Those that were asked for and are not in the derivative, in the order of computation. */
  List<Tensor> again() {
    return again;
  }

  private Tensor now(Tensor tensor) {
    Tensor known = now.get(tensor);
    if (known == null) {
      Tensor last = tensor;
      while (!there.contains(last) && changed.getOrDefault(last, last) != last) {
        last = changed.get(last);
      }
      known = there.contains(last) || !last.isFormula() ? last : rebuilt(last);
      now.put(tensor, known);
    }
    return known;
  }

  private Tensor rebuilt(Tensor tensor) {
    Tensor rebuilt = tensor.with(Scalars.replaceTensors(tensor.formula(), this::now), tensor.derivation());
    again.add(rebuilt);
    return rebuilt;
  }
}
