package dev.netgrad.plan;

import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Costs;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Chooses what the backward pass computes again instead of having it kept. What costs the least work for each number
 * that is not kept comes first: formulas that work element by element, then sums by the number of their terms. A choice
 * stands if the plan that it makes holds less at its peak, which is what counts: what is computed again needs an array,
 * too, while the backward pass reads it, if only once for all uses of a block. And it stands only if all else is
 * computed in the same loops as before, so that no result changes, not by a bit.
 */
final class RecomputationSearch {

  /** Unasked, a sum is computed again only if that makes the peak smaller by this share... */
  private static final double WORTHWHILE = 0.03;
  /** ...and if no larger a share than this of the terms that a training step adds up are its terms. */
  private static final double NEARLY_FREE = 0.005;

  /**
   * How often what is tried together is halved at most: a 16th part of what takes no work frees too little for a plan.
   */
  private static final int FINEST = 4;
  /** Each try plans the whole network; so many formulas all tries of one search together may have. */
  private static final int MOST_TRIED = 2_000;

  /** @param work for each element: the terms of its sum; 0 for what needs none */
  private record Candidate(Tensor tensor, long work, long elements) {}

  private final Function<Set<Tensor>, Plan> planner;
  private final Set<Tensor> chosen = new LinkedHashSet<>();
  private final List<List<String>> loops;
  private Plan plan;

  /** @param planner plans the network with what backward passes compute again instead of having it kept */
  RecomputationSearch(Function<Set<Tensor>, Plan> planner) {
    this.planner = planner;
    this.plan = planner.apply(chosen);
    this.loops = loops(plan);
  }

  /**
   * What works element by element on what is kept anyway, as a loop of the backward pass has it in its registers; and
   * the few sums that free much for little.
   */
  Plan ofWhatIsNearlyFree() {
    List<Candidate> candidates = candidates();
    halve(candidates.stream().filter(c -> c.work == 0).map(Candidate::tensor).toList(),
        tensors -> choose(tensors, Costs.TYPICAL_BATCH, 0));
    double terms = NEARLY_FREE * plan.termsPerSample();
    double elements = WORTHWHILE * plan.peakElements(Costs.TYPICAL_BATCH) / Costs.TYPICAL_BATCH;
    candidates.stream().filter(c -> c.work > 0 && c.work * c.elements <= terms && c.elements >= elements)
        .forEach(c -> choose(List.of(c.tensor), Costs.TYPICAL_BATCH, WORTHWHILE));
    return plan;
  }

  /** As little as fits. */
  Plan within(MemoryBudget budget) {
    ofWhatIsNearlyFree();
    Set<Tensor> free = Set.copyOf(chosen);
    List<Tensor> tried = candidates().stream().map(Candidate::tensor).toList();
    boolean changed = true;
    while (changed && !fits(plan, budget)) {
      // What a choice costs in the pool, a later one may get for nothing: so that one round may not find all.
      changed = false;
      for (Tensor tensor : tried) {
        changed |= !fits(plan, budget) && !chosen.contains(tensor) && choose(List.of(tensor), budget.batch(), 0);
      }
    }
    if (!fits(plan, budget)) {
      throw new BudgetException(plan.network().name(), budget,
          budget.element().bytes(plan.peakElements(budget.batch())));
    }
    giveBack(free, budget);
    return plan;
  }

  private static boolean fits(Plan plan, MemoryBudget budget) {
    return budget.element().bytes(plan.peakElements(budget.batch())) <= budget.bytes();
  }

  /** Tries all together, and where that does not stand, one half after the other: plans of large networks take time. */
  private static void halve(List<Tensor> tensors, Predicate<List<Tensor>> stands) {
    int times = 0;
    while (times < FINEST && (long) tensors.size() << times + 1 <= MOST_TRIED) {
      times++;
    }
    halve(tensors, times, stands);
  }

  private static void halve(List<Tensor> tensors, int times, Predicate<List<Tensor>> stands) {
    if (!tensors.isEmpty() && !stands.test(tensors) && tensors.size() > 1 && times > 0) {
      halve(tensors.subList(0, tensors.size() / 2), times - 1, stands);
      halve(tensors.subList(tensors.size() / 2, tensors.size()), times - 1, stands);
    }
  }

  /** @param share that the peak must become smaller by, beside becoming smaller */
  private boolean choose(List<Tensor> tensors, long batch, double share) {
    Set<Tensor> more = new LinkedHashSet<>(chosen);
    more.addAll(tensors);
    Plan with = planner.apply(more);
    long saved = plan.peakElements(batch) - with.peakElements(batch);
    if (saved <= 0 || saved < share * plan.peakElements(batch) || !loops(with).equals(loops)) {
      return false;
    }
    chosen.addAll(tensors);
    plan = with;
    return true;
  }

  /** Keeps what need not have been chosen after all, the most expensive first. */
  private void giveBack(Set<Tensor> free, MemoryBudget budget) {
    List<Tensor> last = new ArrayList<>(chosen);
    last.removeAll(free);
    Collections.reverse(last);
    halve(last, tensors -> {
      Set<Tensor> fewer = new LinkedHashSet<>(chosen);
      fewer.removeAll(tensors);
      Plan without = planner.apply(fewer);
      boolean stands = fits(without, budget) && loops(without).equals(loops);
      if (stands) {
        chosen.removeAll(tensors);
        plan = without;
      }
      return stands;
    });
  }

  /** What is computed in each loop nest of training, by name, but what is computed again. */
  private static List<List<String>> loops(Plan plan) {
    List<List<String>> loops = new ArrayList<>();
    for (BlockPlan block : plan.training().values()) {
      Set<Tensor> again = new HashSet<>(block.recomputed().values());
      Stream.concat(block.forward().steps().stream(), block.backward().stream().flatMap(b -> b.steps().stream()))
          .filter(Step.Group.class::isInstance)
          .map(step -> ((Step.Group) step).statements().stream().map(Statement::target)
              .filter(t -> !again.contains(t)).map(Tensor::name).toList())
          .filter(names -> !names.isEmpty()).forEach(loops::add);
    }
    return loops;
  }

  private List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    Map<Block, Long> uses = plan.uses();
    plan.training().forEach((block, blockPlan) -> {
      Set<Tensor> body = new HashSet<>(block.body());
      body.removeAll(wanted(blockPlan));
      Map<Tensor, Statement> statements = blockPlan.forward().byTarget();
      blockPlan.storage().forEach((tensor, storage) -> {
        if (storage instanceof Storage.Saved && tensor.isFormula() && tensor.isPerSample() && !tensor.isInteger()
            && body.contains(tensor)) {
          candidates.add(new Candidate(tensor, Costs.terms(statements.get(tensor).formula()),
              tensor.elementsPerSample() * uses.get(block)));
        }
      });
    });
    candidates.sort(Comparator.comparingLong(Candidate::work)
        .thenComparing(Comparator.comparingLong(Candidate::elements).reversed()));
    return candidates;
  }

  /** What somebody else wants of a block: its outputs, the next values of its states, what calls are given. */
  private static Set<Tensor> wanted(BlockPlan plan) {
    Set<Tensor> wanted = new HashSet<>(plan.block().outputs());
    wanted.addAll(plan.block().previous().values());
    wanted.addAll(plan.block().updates().values());
    plan.backward().stream().flatMap(b -> b.steps().stream()).filter(Step.Backward.class::isInstance)
        .forEach(s -> wanted.add(((Step.Backward) s).resultAdjoint()));
    return wanted;
  }
}
