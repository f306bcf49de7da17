package dev.netgrad.plan.fuse;

import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.block.Costs;
import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Rewritten;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.source.Fault;
import dev.netgrad.tensor.Circles;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes statements of the formulas that have arrays: puts the others in place, and lets a formula that follows a
 * reduction element by element, as its only reader, be the reduction's epilogue. What is computed one element at a time
 * stays out of a contraction, whose loops can do with several at once.
 */
final class Statements {

  /**
   * What a pass does.
   *
   * @param items without what is computed again
   * @param again the statements of what is computed again, in order
   * @param dropped reductions that became part of another statement and need no array
   */
  record Made(List<Item<Statement>> items, List<Statement> again, Set<Tensor> dropped) {}

  /**
   * A formula with every tensor that has no array put in place.
   *
   * @param at its place in the pass
   * @param inPlace what was put in place
   */
  private record Expanded(int at, Rewritten rewritten, List<Tensor> inPlace) {}

  private final Map<Tensor, Rewritten> formulas;
  private final Predicate<Tensor> hasArray;
  private final Predicate<Tensor> outlives;
  private final Predicate<Tensor> isAgain;
  private final Map<Tensor, Expanded> expanded = new LinkedHashMap<>();
  /** By tensor, the places of what reads it. */
  private final Map<Tensor, Set<Integer>> readers = new HashMap<>();
  private final Map<Tensor, Tensor> epilogues = new HashMap<>();
  /** By tensor that a scan computes, the scan's number. */
  private final Map<Tensor, Integer> scans = new HashMap<>();
  private final Scheduler scheduler;
  private final Scheduler schedulerOfAgain;

  private Statements(Map<Tensor, Rewritten> formulas, Predicate<Tensor> hasArray, Predicate<Tensor> outlives,
      Predicate<Tensor> isAgain, Predicate<Tensor> staysAsItIs) {
    this.scheduler = new Scheduler(staysAsItIs);
    this.schedulerOfAgain = new Scheduler(staysAsItIs);
    this.formulas = formulas;
    this.hasArray = hasArray;
    this.outlives = outlives;
    this.isAgain = isAgain;
  }

  /**
   * @param hasArray whether a tensor has an array that the pass can read
   * @param outlives whether a tensor's array is needed beyond the formulas that read it
   * @param isAgain what is computed again
   * @param staysAsItIs whether a tensor's array has what the pass wrote there when it ran before
   */
  static Made make(List<Item<Tensor>> items, Map<Tensor, Rewritten> formulas, Predicate<Tensor> hasArray,
      Predicate<Tensor> outlives, Predicate<Tensor> isAgain, Predicate<Tensor> staysAsItIs) {
    Statements statements = new Statements(formulas, hasArray, outlives, isAgain, staysAsItIs);
    statements.expand(items);
    statements.findScans();
    statements.expanded.forEach((tensor, e) ->
        statements.reductionBefore(tensor, e).ifPresent(reduced -> statements.epilogues.put(tensor, reduced)));
    return statements.made(items);
  }

  /** Numbers the formulas that read one another in a circle; in order, there are none. */
  private void findScans() {
    Map<Tensor, Set<Tensor>> reads = new LinkedHashMap<>();
    boolean isInOrder = true;
    for (Map.Entry<Tensor, Expanded> entry : expanded.entrySet()) {
      Set<Tensor> read = new LinkedHashSet<>(Scalars.tensors(entry.getValue().rewritten().formula()));
      read.retainAll(expanded.keySet());
      reads.put(entry.getKey(), read);
      isInOrder &= reads.keySet().containsAll(read) && !read.contains(entry.getKey());
    }
    if (!isInOrder) {
      List<List<Tensor>> groups = Circles.inOrder(List.copyOf(reads.keySet()), reads::get);
      for (int i = 0; i < groups.size(); i++) {
        List<Tensor> group = groups.get(i);
        if (group.size() > 1 || reads.get(group.get(0)).contains(group.get(0))) {
          int number = i;
          group.forEach(tensor -> scans.put(tensor, number));
        }
      }
    }
  }

  private void expand(List<Item<Tensor>> items) {
    for (int i = 0; i < items.size(); i++) {
      int at = i;
      Set<Tensor> read = items.get(i).match(Lifetimes::touched, tensor -> {
        Set<Tensor> placed = new LinkedHashSet<>();
        Rewritten formula = Fault.at(tensor, () -> formulas.get(tensor).by((f, rewriting) ->
            new Expansion(this::withoutArray, placed, rewriting).expand(f)));
        expanded.put(tensor, new Expanded(at, formula, List.copyOf(placed)));
        return Scalars.tensors(formula.formula());
      });
      read.forEach(t -> readers.computeIfAbsent(t, r -> new HashSet<>()).add(at));
    }
  }

  /** The formula of a tensor that has no array. */
  private Optional<Rewritten> withoutArray(Tensor tensor) {
    return Optional.ofNullable(formulas.get(tensor)).filter(f -> !hasArray.test(tensor));
  }

  /** The reduction that a formula may be the epilogue of; the last one where there are several. */
  private Optional<Tensor> reductionBefore(Tensor tensor, Expanded following) {
    if (!following.rewritten().formula().reduction().isNone() || tensor.isInteger()) {
      return Optional.empty();
    }
    return Scalars.tensors(following.rewritten().formula()).stream()
        .filter(t -> expanded.containsKey(t) && Objects.equals(scans.get(t), scans.get(tensor))
            && isFinishedBy(t, following))
        .max(Comparator.comparingInt(t -> expanded.get(t).at()));
  }

  private boolean isFinishedBy(Tensor candidate, Expanded following) {
    Formula reduced = expanded.get(candidate).rewritten().formula();
    Formula epilogue = following.rewritten().formula();
    return !reduced.reduction().isNone() && !reduced.reduction().kind().isPosition()
        && !(Costs.isContraction(reduced) && Costs.isOneAtATime(epilogue.body()))
        && !outlives.test(candidate) && readers.get(candidate).equals(Set.of(following.at()))
        && Scalars.reads(epilogue).stream().filter(r -> r.tensor() == candidate)
            .allMatch(r -> Scalars.isIdentity(r, epilogue.axes()));
  }

  private Made made(List<Item<Tensor>> items) {
    Set<Tensor> dropped = new LinkedHashSet<>(epilogues.values());
    List<Item<Statement>> made = new ArrayList<>();
    List<Statement> again = new ArrayList<>();
    for (Item<Tensor> item : items) {
      item.act(call -> made.add(new Item.Call<>(call)), tensor -> {
        if (isAgain.test(tensor) && !dropped.contains(tensor)) {
          again.addAll(statements(tensor, schedulerOfAgain));
        } else if (!dropped.contains(tensor)) {
          statements(tensor, scheduler).forEach(s -> made.add(new Item.Computed<>(s)));
        }
      });
    }
    return new Made(made, again, dropped);
  }

  private List<Statement> statements(Tensor tensor, Scheduler with) {
    return Fault.at(tensor, () -> {
      Expanded own = expanded.get(tensor);
      Tensor reduced = epilogues.getOrDefault(tensor, tensor);
      Expanded first = expanded.get(reduced);
      Optional<Scalar> epilogue = reduced == tensor ? Optional.empty()
          : Optional.of(Substitution.renaming(own.rewritten().formula().axes(), first.rewritten().formula().axes())
              .apply(own.rewritten().formula().body()));
      Set<Tensor> inPlace = new LinkedHashSet<>(first.inPlace());
      inPlace.addAll(own.inPlace());
      List<Statement> statements = new ArrayList<>();
      Scheduler.Scheduled scheduled = with.schedule(tensor, first.rewritten());
      for (Tensor copy : scheduled.copies()) {
        Scheduler.Scheduled plain = with.schedule(copy, new Rewritten(copy.formula()));
        statements.add(new Statement(copy, plain.formula().formula(), copy, Optional.empty(), List.of(), List.of(),
            Optional.empty(), plain.schedule()));
      }
      List<Rewriting.Step> steps = new ArrayList<>(scheduled.formula().steps());
      if (reduced != tensor) {
        steps.addAll(own.rewritten().steps());
      }
      statements.add(new Statement(tensor, scheduled.formula().formula(), reduced, epilogue, List.copyOf(inPlace),
          steps, scheduled.partial(), scheduled.schedule()));
      return statements;
    });
  }
}
