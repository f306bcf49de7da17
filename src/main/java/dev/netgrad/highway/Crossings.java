package dev.netgrad.highway;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The effects of one step, read off the term of the adjoint that takes it: its factors, its conditions, its sum and its
 * indices.
 */
final class Crossings {
  private final Forward forward;
  private final Step step;
  private final Formula formula;
  private final LinearTerm term;
  /** With what has each of them. */
  private final Map<Effect, Tensor> effects = new EnumMap<>(Effect.class);

  /**
   * A step.
   *
   * @param formula of the adjoint
   * @param term by which the way goes on
   * @param isProduct whether that is a trained product
   * @param hasSums whether other ways that are as short lead through sums, as those over mean and variance do
   * @param hasOthers whether there are others
   * @param source the forward tensor whose adjoint it is
   * @param statement the forward tensor whose statement is differentiated
   */
  record Step(Formula formula, LinearTerm term, boolean isProduct, boolean hasSums, boolean hasOthers, Tensor source,
      Tensor statement) {}

  private Crossings(Forward forward, Step step) {
    this.forward = forward;
    this.step = step;
    this.formula = step.formula;
    this.term = step.term;
  }

  static List<Crossing> of(Forward forward, Step step) {
    Crossings crossings = new Crossings(forward, step);
    crossings.term.conditions().forEach(crossings::condition);
    if (step.isProduct) {
      crossings.add(Effect.PROJECTED);
    } else {
      crossings.term.others().forEach(crossings::factor);
      crossings.sum();
      crossings.place();
      crossings.scan();
      crossings.others();
    }
    return crossings.found();
  }

  private void add(Effect effect) {
    effects.put(effect, step.statement);
  }

  private List<Crossing> found() {
    List<Crossing> found = new ArrayList<>();
    boolean absorbs = effects.keySet().stream().anyMatch(Effect::absorbsNumbers);
    if (term.number() != 1 && !absorbs) {
      found.add(new Crossing(Effect.SCALED, OptionalDouble.of(term.number()), step.statement));
      effects.remove(Effect.SCALED);
    }
    effects.forEach((effect, by) -> found.add(new Crossing(effect, OptionalDouble.empty(), by)));
    return found;
  }

  private void factor(Scalar factor) {
    Set<Tensor> tensors = Scalars.tensors(factor);
    if (tensors.isEmpty() || forward.isTrained(tensors)) {
      add(Effect.SCALED);
    } else if (Ways.isOver(factor, formula.reduction().axes())) {
      add(Effect.GATED);
    } else if (forward.isRandom(tensors)) {
      add(Effect.DROPPED);
    } else {
      add(switch (forward.dependence(tensors, step.source)) {
        case NONE, TRAINED -> Effect.GATED;
        case ELEMENTWISE -> Effect.CURVED;
        case REDUCED -> Effect.NORMALISED;
      });
    }
  }

  private void condition(Condition condition) {
    if (condition instanceof Condition.All all) {
      all.conditions().forEach(this::condition);
    } else if (condition.isOnIndices()) {
      add(Effect.SELECTED);
    } else {
      Set<Tensor> tensors = tensors(condition);
      effects.put(forward.isRandom(tensors) ? Effect.DROPPED
          : tensors.stream().anyMatch(Forward::isWinner) ? Effect.POOLED : Effect.MASKED, decider(tensors));
    }
  }

  private static Set<Tensor> tensors(Condition condition) {
    Set<Tensor> tensors = new LinkedHashSet<>();
    Scalars.forEach(condition, node -> {
      if (node instanceof Scalar.Read read) {
        tensors.add(read.tensor());
      }
    });
    return tensors;
  }

  /** What decides: the statement, if it has to do with what is compared, or else what is compared. */
  private Tensor decider(Collection<Tensor> compared) {
    boolean isOwn = compared.contains(step.statement) || step.statement.isFormula()
        && Scalars.tensors(step.statement.formula()).stream().anyMatch(compared::contains);
    return isOwn ? step.statement
        : compared.stream().filter(t -> forward.place(t) >= 0).findFirst().orElse(step.statement);
  }

  /** A sum without weights: over the places to which an element was copied, or over the sums that it is part of. */
  private void sum() {
    if (!formula.reduction().isNone() && !effects.containsKey(Effect.GATED)) {
      add(isFromLarger() && !effects.containsKey(Effect.POOLED) ? Effect.RESAMPLED : Effect.POOLED);
    }
  }

  /** Where what is read lies, if there is no sum. */
  private void place() {
    if (!formula.reduction().isNone() || Scalars.isIdentity(term.read(), formula.axes())
        || effects.containsKey(Effect.SELECTED)) {
      return;
    }
    Set<Axis> read = new HashSet<>(Scalars.axes(term.read()));
    if (!read.containsAll(formula.axes().stream().filter(a -> a.extent().at(2) > 1).toList())) {
      add(Effect.POOLED);
    } else if (isFromLarger()) {
      add(joins() ? Effect.JOINED : Effect.SELECTED);
    } else {
      add(Effect.MOVED);
    }
  }

  /** An adjoint that is added to what comes from other points is part of a scan. */
  private void scan() {
    if (Scalars.tensors(formula.body()).stream().anyMatch(t -> t.definition() instanceof Definition.Previous)) {
      add(Effect.SCANNED);
    }
  }

  private boolean isFromLarger() {
    return elements(term.read().tensor().shape()) > elements(formula.axes().stream().map(Axis::extent).toList());
  }

  private static double elements(List<Extent> shape) {
    return shape.stream().mapToDouble(e -> e.at(1)).reduce(1, (a, b) -> a * b);
  }

  /** Whether what the step gives is made of other tensors, too. */
  private boolean joins() {
    return step.statement.isFormula() && Scalars.tensors(step.statement.formula()).size() > 1;
  }

  private void others() {
    if (step.hasSums) {
      effects.keySet().removeAll(Set.of(Effect.CURVED, Effect.GATED));
      add(Effect.NORMALISED);
    } else if (step.hasOthers) {
      add(Effect.CURVED);
    }
    if (effects.containsKey(Effect.NORMALISED)) {
      effects.remove(Effect.SCALED);
    }
  }
}
