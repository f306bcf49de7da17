package dev.netgrad.plan;

import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What the backward pass computes again, from the same formulas, instead of having it kept: for each tensor a second
 * one, which the backward pass's formulas read in its place. The reduction that is part of it comes with it, and what
 * is made of it element by element; whether such a tensor gets an array or is computed where it is read is decided as
 * for all formulas.
 */
final class Again {
  private final Map<Tensor, Tensor> second = new LinkedHashMap<>();
  private final Map<Tensor, Definition.Formula> formulas = new LinkedHashMap<>();

  /**
   * @param forward the tensors of the forward pass, in order
   * @param chosen those to compute again; formulas
   * @param readers how many formulas of both passes read a tensor
   * @param given whether a tensor's array is there in the backward pass
   */
  Again(Collection<Tensor> forward, Set<Tensor> chosen, ToIntFunction<Tensor> readers, Predicate<Tensor> given) {
    Set<Tensor> all = new HashSet<>(chosen);
    chosen.forEach(tensor -> addPartOf(tensor, readers, given, all));
    for (Tensor tensor : forward) {
      if (all.contains(tensor) || Costs.isMap(tensor) && !given.test(tensor) && reads(tensor.formula())) {
        Definition.Formula formula = rewrite(tensor.formula());
        Tensor again = tensor.with(formula, tensor.derivation());
        second.put(tensor, again);
        formulas.put(again, formula);
      }
    }
  }

  /** Adds the reductions that an elementwise formula alone reads, at the element that it computes. */
  private static void addPartOf(Tensor tensor, ToIntFunction<Tensor> readers, Predicate<Tensor> given,
      Set<Tensor> all) {
    for (Scalar.Read read : Costs.isMap(tensor) ? Scalars.reads(tensor.formula()) : Set.<Scalar.Read>of()) {
      Tensor part = read.tensor();
      if (part.isFormula() && readers.applyAsInt(part) == 1 && !given.test(part)
          && Scalars.isIdentity(read, tensor.formula().axes()) && !all.contains(part)) {
        if (!Costs.isMap(part)) {
          all.add(part);
        }
        addPartOf(part, readers, given, all);
      }
    }
  }

  private boolean reads(Definition.Formula formula) {
    return Scalars.tensors(formula).stream().anyMatch(second::containsKey);
  }

  /** The tensor as the backward pass has it. */
  Tensor of(Tensor tensor) {
    return second.getOrDefault(tensor, tensor);
  }

  Definition.Formula rewrite(Definition.Formula formula) {
    return reads(formula) ? Scalars.replaceTensors(formula, this::of) : formula;
  }

  /** The formulas of the second tensors. */
  Map<Tensor, Definition.Formula> formulas() {
    return formulas;
  }

  /** The second tensors by the first. */
  Map<Tensor, Tensor> second() {
    return second;
  }

  /**
   * The tensors of the backward pass, each second one before the first that reads it.
   *
   * @param reads what a tensor of the backward pass reads
   */
  List<Tensor> order(Collection<Tensor> backward, Function<Tensor, Collection<Tensor>> reads) {
    Set<Tensor> ordered = new LinkedHashSet<>();
    for (Tensor tensor : backward) {
      reads.apply(tensor).forEach(t -> place(t, ordered));
      ordered.add(tensor);
    }
    return new ArrayList<>(ordered);
  }

  private void place(Tensor tensor, Set<Tensor> ordered) {
    if (formulas.containsKey(tensor) && !ordered.contains(tensor)) {
      Scalars.tensors(formulas.get(tensor)).forEach(t -> place(t, ordered));
      ordered.add(tensor);
    }
  }
}
