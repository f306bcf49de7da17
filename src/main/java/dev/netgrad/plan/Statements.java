package dev.netgrad.plan;

import dev.netgrad.law.Rewriting;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes statements of the formulas that have arrays: puts the others in place, and lets a formula that follows a
 * reduction element by element, as its only reader, be the reduction's epilogue. What is computed one element at a time
 * stays out of a contraction, whose loops can do with several at once.
 */
final class Statements {
  private final Map<Tensor, Definition.Formula> formulas;
  private final Predicate<Tensor> hasArray;
  private final Inlining inlining;
  private final Predicate<Tensor> outlives;
  private final Predicate<Tensor> again;
  private final Function<Tensor, Rewriting> rewritings;
  private final Scheduler scheduler = new Scheduler();
  private final Scheduler schedulerOfAgain = new Scheduler();
  private final List<Statement> statementsOfAgain = new ArrayList<>();
  private final Set<Tensor> dropped = new LinkedHashSet<>();

  /**
   * @param hasArray whether a tensor has an array that the pass can read
   * @param outlives whether a tensor's array is needed beyond the formulas that read it
   * @param again what is computed again
   * @param rewritings through which each tensor's formula is rewritten
   */
  Statements(Map<Tensor, Definition.Formula> formulas, Predicate<Tensor> hasArray, Inlining inlining,
      Predicate<Tensor> outlives, Predicate<Tensor> again, Function<Tensor, Rewriting> rewritings) {
    this.rewritings = rewritings;
    this.again = again;
    this.formulas = formulas;
    this.hasArray = hasArray;
    this.inlining = inlining;
    this.outlives = outlives;
  }

  /** Reductions that became part of another statement and need no array. */
  Set<Tensor> dropped() {
    return dropped;
  }

  /**
   * Statements in place of formulas, without those of what is computed again.
   *
   * @param items steps that are no formulas, and tensors defined by formulas, in order
   */
  List<Object> merge(List<Object> items) {
    Map<Tensor, Definition.Formula> expanded = new LinkedHashMap<>();
    Map<Tensor, Integer> places = new HashMap<>();
    Map<Tensor, List<Tensor>> placed = new HashMap<>();
    // By identity: a step that repeats a block many times is as long as that.
    Map<Tensor, Set<Object>> readers = new HashMap<>();
    Function<Tensor, Set<Object>> none = t -> Collections.newSetFromMap(new IdentityHashMap<>());
    for (Object item : items) {
      if (item instanceof Tensor tensor) {
        Set<Tensor> inPlace = new LinkedHashSet<>();
        Definition.Formula formula =
            Fault.at(tensor, () -> inlining.expand(
                formulas.get(tensor), hasArray, inPlace, rewritings.apply(tensor)));
        places.put(tensor, expanded.size());
        expanded.put(tensor, formula);
        placed.put(tensor, List.copyOf(inPlace));
        Scalars.tensors(formula).forEach(t -> readers.computeIfAbsent(t, none).add(tensor));
      } else {
        Lifetimes.touched((Step) item).forEach(t -> readers.computeIfAbsent(t, none).add(item));
      }
    }
    Map<Tensor, Tensor> epilogues = new HashMap<>();
    expanded.forEach((tensor, formula) -> reductionBefore(tensor, formula, expanded, places, readers)
        .ifPresent(reduced -> epilogues.put(tensor, reduced)));
    dropped.addAll(epilogues.values());
    List<Object> merged = new ArrayList<>();
    for (Object item : items) {
      if (item instanceof Tensor tensor && !dropped.contains(tensor)) {
        List<Statement> made = Fault.at(tensor, () -> statements(tensor, epilogues.get(tensor), expanded, placed,
            again.test(tensor) ? schedulerOfAgain : scheduler));
        if (again.test(tensor)) {
          statementsOfAgain.addAll(made);
        } else {
          merged.addAll(made);
        }
      } else if (item instanceof Step) {
        merged.add(item);
      }
    }
    return merged;
  }

  /** The reduction that a formula may be the epilogue of; the last one where there are several. */
  private Optional<Tensor> reductionBefore(Tensor tensor, Definition.Formula formula,
      Map<Tensor, Definition.Formula> expanded, Map<Tensor, Integer> places, Map<Tensor, Set<Object>> readers) {
    Optional<Tensor> found = Optional.empty();
    if (!formula.reduction().isNone() || tensor.isInteger()) {
      return found;
    }
    int last = -1;
    for (Tensor candidate : Scalars.tensors(formula)) {
      Definition.Formula reduced = expanded.get(candidate);
      boolean fits = reduced != null && places.get(candidate) > last && !reduced.reduction().isNone()
          && !reduced.reduction().kind().isPosition()
          && !(Costs.isContraction(reduced) && Costs.isOneAtATime(formula.body()))
          && !outlives.test(candidate) && readers.getOrDefault(candidate, Set.of()).equals(Set.of(tensor))
          && Scalars.reads(formula).stream().filter(r -> r.tensor() == candidate)
              .allMatch(r -> Scalars.isIdentity(r, formula.axes()));
      if (fits) {
        found = Optional.of(candidate);
        last = places.get(candidate);
      }
    }
    return found;
  }

  /** The statements of what is computed again, in order. */
  List<Statement> again() {
    return statementsOfAgain;
  }

  private List<Statement> statements(Tensor tensor, Tensor reduced, Map<Tensor, Definition.Formula> expanded,
      Map<Tensor, List<Tensor>> placed, Scheduler scheduler) {
    List<Statement> statements = new ArrayList<>();
    Definition.Formula formula = expanded.get(reduced == null ? tensor : reduced);
    Optional<Scalar> epilogue = reduced == null ? Optional.empty()
        : Optional.of(Substitution.renaming(expanded.get(tensor).axes(), formula.axes())
            .apply(expanded.get(tensor).body()));
    Set<Tensor> inPlace = new LinkedHashSet<>(reduced == null ? List.of() : placed.get(reduced));
    inPlace.addAll(placed.get(tensor));
    Rewriting rewriting = rewritings.apply(reduced == null ? tensor : reduced);
    Scheduler.Scheduled scheduled = scheduler.schedule(tensor, formula, rewriting);
    Set<Law<?, ?>> laws = new LinkedHashSet<>(rewriting.applied());
    laws.addAll(rewritings.apply(tensor).applied());
    for (Tensor copy : scheduled.copies()) {
      Scheduler.Scheduled plain = scheduler.schedule(copy, copy.formula(), Rewriting.exact());
      statements.add(new Statement(copy, plain.formula(), copy, Optional.empty(), List.of(), Set.of(), Optional.empty(),
          plain.schedule()));
    }
    statements.add(new Statement(tensor, scheduled.formula(), reduced == null ? tensor : reduced, epilogue,
        List.copyOf(inPlace), laws, scheduled.partial(), scheduled.schedule()));
    return statements;
  }
}
