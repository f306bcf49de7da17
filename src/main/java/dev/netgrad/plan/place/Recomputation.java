package dev.netgrad.plan.place;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.block.Costs;
import dev.netgrad.plan.block.Rewritten;
import dev.netgrad.plan.block.Task;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets the backward pass compute again, from the same formulas, what was chosen for it instead of having it kept: for
 * each tensor a second one, which the backward pass's formulas read in its place. The reduction that is part of it
 * comes with it, and what is made of it element by element; whether such a tensor gets an array or is computed where it
 * is read is decided as for all formulas.
 */
public final class Recomputation {
  private final Task task;
  private final Placed placed;
  private final Map<Tensor, Tensor> previous;
  private final Map<Tensor, String> kept = new LinkedHashMap<>();
  private final Set<Tensor> wanted = new HashSet<>();
  private final Map<Tensor, Integer> readers = new HashMap<>();
  private final Map<Tensor, Tensor> second = new LinkedHashMap<>();
  private final Map<Tensor, Formula> formulasOfSecond = new LinkedHashMap<>();

  private Recomputation(Task task, Placed placed) {
    this.task = task;
    this.previous = task.previous();
    this.placed = placed;
    placed.formulas().values().forEach(f -> Scalars.tensors(f).forEach(t -> readers.merge(t, 1, Integer::sum)));
  }

  public static Recomputed recompute(Task task, Placed placed) {
    Recomputation recomputation = new Recomputation(task, placed);
    recomputation.calls();
    recomputation.second();
    return recomputation.recomputed();
  }

  /** What must be kept, and why, so that calls' backward passes can run. */
  private void calls() {
    Calls calls = new Calls(task);
    Set<Tensor> primals = new HashSet<>(task.block().inputs());
    primals.addAll(task.block().body());
    for (Tensor tensor : placed.backward()) {
      if (tensor.definition() instanceof Definition.ArgumentAdjoint adjoint) {
        Tensor given = adjoint.resultAdjoint();
        wanted.add(given);
        if (primals.contains(given)) {
          kept.putIfAbsent(given, "the adjoint of a call's result");
        }
        calls.kept(adjoint.call()).forEach(kept::putIfAbsent);
      }
    }
  }

  private void second() {
    Set<Tensor> all = new HashSet<>(task.again());
    task.again().forEach(tensor -> addPartOf(tensor, all));
    for (Tensor tensor : placed.forward()) {
      if (all.contains(tensor)
          || Costs.isMap(tensor) && !isGiven(tensor) && readsSecond(placed.formulas().get(tensor))) {
        Formula formula = reading(placed.formulas().get(tensor));
        Tensor again = tensor.with(formula, tensor.derivation());
        second.put(tensor, again);
        formulasOfSecond.put(again, formula);
      }
    }
  }

  /** Adds the reductions that an elementwise formula alone reads, at the element that it computes. */
  private void addPartOf(Tensor tensor, Set<Tensor> all) {
    for (Scalar.Read read : Costs.isMap(tensor) ? Scalars.reads(tensor.formula()) : Set.<Scalar.Read>of()) {
      Tensor part = read.tensor();
      if (part.isFormula() && readers.getOrDefault(part, 0) == 1 && !isGiven(part)
          && Scalars.isIdentity(read, tensor.formula().axes()) && !all.contains(part)) {
        if (!Costs.isMap(part)) {
          all.add(part);
        }
        addPartOf(part, all);
      }
    }
  }

  /** Whether a forward tensor's array is there in the backward pass. */
  private boolean isGiven(Tensor tensor) {
    return placed.storage().containsKey(tensor) || previous.containsValue(tensor)
        || kept.containsKey(tensor) && !task.again().contains(tensor);
  }

  private boolean readsSecond(Formula formula) {
    return Scalars.tensors(formula).stream().anyMatch(second::containsKey);
  }

  /** A formula that reads second tensors in place of the first. */
  private Formula reading(Formula formula) {
    return readsSecond(formula) ? Scalars.replaceTensors(formula, this::of) : formula;
  }

  private Tensor of(Tensor tensor) {
    return second.getOrDefault(tensor, tensor);
  }

  private Recomputed recomputed() {
    Masks masks = new Masks(placed.forward().stream().filter(t -> !second.containsKey(t)).toList());
    Map<Tensor, Rewritten> formulas = new LinkedHashMap<>();
    placed.formulas().forEach((tensor, formula) -> formulas.put(tensor, resolved(formula)));
    for (Tensor tensor : placed.backward()) {
      formulas.computeIfPresent(tensor, (t, f) -> {
        Rewritten masked = f.by(masks::rewrite);
        return new Rewritten(reading(masked.formula()), masked.steps());
      });
    }
    formulasOfSecond.forEach((tensor, formula) -> formulas.put(tensor, resolved(formula)));
    kept.keySet().stream().filter(second::containsKey).map(second::get).forEach(wanted::add);
    kept.keySet().removeAll(second.keySet());
    return new Recomputed(second, formulas, order(formulas), kept, wanted);
  }

  /** The formula that reads in place of what is previous the array that has it. */
  private Rewritten resolved(Formula formula) {
    return new Rewritten(formula).by((f, rewriting) -> new Formula(f.axes(), new Reduction(f.reduction().kind(),
        f.reduction().axes(), f.reduction().guards().stream()
            .map(g -> Scalars.rewrite(g, node -> resolved(node, rewriting))).toList()),
        Scalars.rewrite(f.body(), node -> resolved(node, rewriting))));
  }

  private Scalar resolved(Scalar node, Rewriting rewriting) {
    return node instanceof Scalar.Read read && previous.containsKey(read.tensor())
        ? rewriting.by(DefinitionLaws.PREVIOUS, new DefinitionLaws.Earlier(read, previous.get(read.tensor())))
            .orElse(node) : node;
  }

  private List<Tensor> order(Map<Tensor, Rewritten> formulas) {
    Set<Tensor> ordered = new LinkedHashSet<>();
    for (Tensor tensor : placed.backward()) {
      Collection<Tensor> read = tensor.definition() instanceof Definition.ArgumentAdjoint adjoint
          ? adjoint.call().arguments().stream().map(this::of).toList()
          : Scalars.tensors(formulas.get(tensor).formula());
      read.forEach(t -> place(t, ordered));
      ordered.add(tensor);
    }
    return new ArrayList<>(ordered);
  }

  private void place(Tensor tensor, Set<Tensor> ordered) {
    if (formulasOfSecond.containsKey(tensor) && !ordered.contains(tensor)) {
      Scalars.tensors(formulasOfSecond.get(tensor)).forEach(t -> place(t, ordered));
      ordered.add(tensor);
    }
  }
}
