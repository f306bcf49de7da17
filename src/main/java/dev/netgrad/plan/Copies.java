package dev.netgrad.plan;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Second arrays for tensors whose values must be at another place, too, and the formulas that fill them. */
final class Copies {
  private final Map<Tensor, Definition.Formula> formulas;
  private final Map<Tensor, Tensor> copies = new LinkedHashMap<>();

  /** @param formulas of the block, which those of copies are added to */
  Copies(Map<Tensor, Definition.Formula> formulas) {
    this.formulas = formulas;
  }

  /** By the tensor, its latest copy. */
  Map<Tensor, Tensor> all() {
    return copies;
  }

  /** The tensor's copy, or without one, itself. */
  Tensor of(Tensor tensor) {
    return copies.getOrDefault(tensor, tensor);
  }

  /** Makes a copy that {@link #of} knows, computed by a pass. */
  Tensor copy(Tensor tensor, Collection<Tensor> pass, String name) {
    Tensor copy = another(tensor, pass, name);
    copies.put(tensor, copy);
    return copy;
  }

  /** Makes a copy for which nothing but its own place asks. */
  Tensor another(Tensor tensor, Collection<Tensor> pass, String name) {
    List<Axis> axes = tensor.freshAxes();
    Tensor copy = Tensor.formula(name, new Definition.Formula(axes, Reduction.NONE, tensor.at(axes)),
        tensor.origin(), Derivation.rule("a second array for the same values"));
    formulas.put(copy, copy.formula());
    pass.add(copy);
    return copy;
  }
}
