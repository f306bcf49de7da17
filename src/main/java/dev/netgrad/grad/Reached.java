package dev.netgrad.grad;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where a contribution to an adjoint may be other than 0, as a condition on the contribution's axes. What it sums over
 * must have a term there that is not masked out; where only the data tells, a tensor of its own says it:
 * <pre>reached[j] = max[r | guards] [condition]</pre>
 */
final class Reached {
  /** Of so many terms it is tried whether one of them is always there. */
  private static final int MOST_TRIED = 64;

  private final Consumer<Tensor> define;

  /** @param define takes the tensors that conditions read */
  Reached(Consumer<Tensor> define) {
    this.define = define;
  }

  /** Whether there is no condition, as far as one can see at once. */
  static boolean isEverywhere(Formula contribution) {
    return contribution.reduction().guards().isEmpty() && Support.of(contribution.body()).equals(Condition.TRUE);
  }

  /**
   * @param contribution its formula, masked by the support of what it was computed from
   * @param axes those of the condition
   * @param name of the contribution, and of its reader for the origin
   */
  Condition where(Formula contribution, List<Axis> axes, String name, Tensor reader) {
    List<Axis> reduced = contribution.reduction().axes();
    List<Condition> free = new ArrayList<>();
    List<Condition> bound = new ArrayList<>();
    List<Condition> all = new ArrayList<>(contribution.reduction().guards());
    all.addAll(Support.parts(Support.of(contribution.body())));
    for (Condition condition : all) {
      boolean isBound = Scalars.axes(condition).stream().anyMatch(reduced::contains)
          || !isInBounds(condition, Facts.of(free));
      (isBound ? bound : free).add(condition);
    }
    if (!bound.isEmpty() && !hasTerm(reduced, bound, Facts.of(free))) {
      // The tensor is computed everywhere: the conditions that bound the reads of others go with them.
      List<Condition> asked = new ArrayList<>(isInBounds(bound) ? List.of() : free);
      asked.addAll(bound);
      free.add(some(contribution, asked, name, reader));
    }
    return Substitution.renaming(contribution.axes(), axes).apply(Condition.all(free));
  }

  private static boolean isInBounds(Condition condition, Facts facts) {
    boolean[] within = {true};
    Scalars.forEach(condition, node -> {
      if (node instanceof Scalar.Read read) {
        for (int d = 0; d < read.indices().size(); d++) {
          within[0] &= facts.provesWithin(read.indices().get(d), read.tensor().shape().get(d));
        }
      }
    });
    return within[0];
  }

  /** Whether no condition bounds what another one reads, guards first. */
  private static boolean isInBounds(List<Condition> conditions) {
    Facts guards = Facts.of(conditions.stream().filter(c -> c instanceof Condition.Constraint).toList());
    return conditions.stream().allMatch(condition -> isInBounds(condition, guards));
  }

  /** Whether some term takes part at every point of the contribution's domain: one whose indices are constants. */
  private static boolean hasTerm(List<Axis> reduced, List<Condition> bound, Facts facts) {
    List<Axis> axes = used(reduced, bound);
    for (long term = 0; term < MOST_TRIED; term++) {
      Map<Axis, Index> values = new LinkedHashMap<>();
      long rest = term;
      for (Axis axis : axes) {
        long extent = axis.extent().at(1);
        values.put(axis, Index.of(Affine.of(rest % extent)));
        rest /= extent;
      }
      Substitution at = new Substitution(values);
      if (bound.stream().map(at::apply).allMatch(condition -> facts.decide(condition).orElse(false))) {
        return true;
      }
    }
    return false;
  }

  /** Those of some axes on which conditions depend. */
  private static List<Axis> used(List<Axis> axes, List<Condition> conditions) {
    Set<Axis> used = new LinkedHashSet<>();
    conditions.forEach(condition -> used.addAll(Scalars.axes(condition)));
    return axes.stream().filter(used::contains).toList();
  }

  private Condition some(Formula contribution, List<Condition> conditions, String name, Tensor reader) {
    List<Condition> guards = conditions.stream().filter(c -> c instanceof Condition.Constraint).toList();
    List<Condition> asked = conditions.stream().filter(c -> !(c instanceof Condition.Constraint)).toList();
    List<Axis> axes = used(contribution.axes(), conditions);
    List<Axis> reduced = used(contribution.reduction().axes(), conditions);
    Scalar isThere = asked.isEmpty() ? Scalar.ONE : new Scalar.Select(Condition.all(asked), Scalar.ONE, Scalar.ZERO);
    // The contribution has its axes to itself: this formula may share them, as no other will.
    Tensor reached = Tensor.formula(name + "Reached",
        new Formula(axes, new Reduction(Reduction.Kind.MAX, reduced, guards), isThere), reader.origin(),
        Derivation.rule("whether a branch of " + reader.name() + " that is taken reads it"));
    define.accept(reached);
    return new Condition.Compare(Condition.Relation.LESS, Scalar.ZERO, reached.at(axes));
  }
}
