package dev.netgrad.plan.block;

import dev.netgrad.law.Rewriting;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One array is filled: {@code target[axes] = reduction body}, and then, if there is an epilogue, each element becomes
 * what the epilogue says of it. The epilogue reads the finished reduction as {@code reduced[axes]}; reduction and
 * target share the array.
 *
 * @param target the tensor that gets an array
 * @param formula what is computed, after tensors without an array of their own were put in place
 * @param reduced the tensor that the formula defines: {@code target}, unless there is an epilogue
 * @param inPlace the tensors that were put in place, in the order of their definitions
 * @param steps what was done to the formula, and then to that of the target, since they were simplified; by exact laws
 *     all
 * @param partial where the sum runs over the batch and threads share the samples, an array for the sum of each sample;
 *     where there is more to add up than a number for each, with a rest; of what is scattered,
 *     marks of the rows that were written
 * @param schedule the order of the loops
 */
public record Statement(Tensor target, Definition.Formula formula, Tensor reduced, Optional<Scalar> epilogue,
    List<Tensor> inPlace, List<Rewriting.Step> steps, Optional<Tensor> partial, Schedule schedule) {
  /** So many rows of what is scattered have a mark together, and are of one thread. */
  public static final int BLOCK_OF_ROWS = 16;

  public Statement {
    inPlace = List.copyOf(inPlace);
    steps = List.copyOf(steps);
  }

  /**
   * The roles of a formula's axes.
   *
   * @param outer the loops that the statement may share with others, outermost first: output axes, or for a sum over
   *     the
   *     batch, reduced ones
   * @param inner the loops below, outermost first, without the row
   * @param row the innermost loop where there is one: the last output axis, along which arrays are contiguous
   * @param acrossOuter whether the outer axes are reduced, so that the target is complete only after the nest
   */
  public record Schedule(List<Axis> outer, List<Axis> inner, Optional<Axis> row, boolean acrossOuter) {
    public Schedule {
      outer = List.copyOf(outer);
      inner = List.copyOf(inner);
    }

    /** Whether a read is at the point of the outer loops, whatever the others are. */
    public boolean isAtSamePoint(Scalar.Read read) {
      return read.indices().size() >= outer.size() && IntStream.range(0, outer.size()).allMatch(i ->
          read.indices().get(i).isAxis() && read.indices().get(i).numerator().axis() == outer.get(i));
    }
  }

  /** The laws by which the formulas were rewritten since they were simplified. */
  public Set<Law<?, ?>> laws() {
    Set<Law<?, ?>> laws = new LinkedHashSet<>();
    steps.forEach(step -> laws.addAll(step.laws()));
    return laws;
  }

  /** Whether products of several tensors are summed for each element, which is most of a network's work. */
  public boolean isContraction() {
    return Costs.isContraction(formula) && !schedule.inner().isEmpty();
  }

  /** Whether something in it is computed for one element at a time. */
  public boolean isOneAtATime() {
    return Costs.isOneAtATime(formula.body()) || epilogue.filter(Costs::isOneAtATime).isPresent();
  }

  /** Whether the sums of each sample are kept apart and added up at the end, in the order of the samples. */
  public boolean sumsBySample() {
    return partial.filter(Tensor::isPerSample).isPresent();
  }

  /**
   * Whether each sample's sum has a rest beside it, what rounding took from the sum: at 1 of the axis before the
   * output's.
   */
  public boolean hasRest() {
    return partial.filter(p -> p.rank() > target.rank() + 1).isPresent();
  }

  /**
   * The axis whose loop threads share: the batch, or where there is none, or where it is summed into one array, the
   * longest axis that tells elements of the output apart. Each element is computed by one thread, in one order.
   */
  public Optional<Axis> shared() {
    if (sumsBySample() || !schedule.outer().isEmpty() && schedule.outer().get(0).extent().isBatch()
        && !schedule.acrossOuter()) {
      return Optional.of(schedule.outer().get(0));
    }
    Set<Axis> guarded = new LinkedHashSet<>();
    formula.reduction().guards().forEach(g -> guarded.addAll(Scalars.axes(g)));
    return formula.axes().stream().filter(a -> !schedule.row().equals(Optional.of(a)) && !guarded.contains(a))
        .max(Comparator.comparingLong(a -> a.extent().size()));
  }

  /** Every read, the epilogue's of other tensors included. */
  public Set<Scalar.Read> reads() {
    Set<Scalar.Read> reads = new LinkedHashSet<>(Scalars.reads(formula));
    epilogue.ifPresent(e -> reads.addAll(Scalars.reads(e)));
    reads.removeIf(r -> r.tensor() == reduced && reduced != target);
    return reads;
  }

  /** Every tensor that is read; the reduction, which the epilogue finishes, is none of them. */
  public Set<Tensor> tensors() {
    Set<Tensor> tensors = Scalars.tensors(formula);
    epilogue.ifPresent(e -> tensors.addAll(Scalars.tensors(e)));
    if (reduced != target) {
      tensors.remove(reduced);
    }
    return tensors;
  }

  /** The same statement over other axes. */
  public Statement rename(Substitution to) {
    Function<List<Axis>, List<Axis>> axes = list -> list.stream().map(a -> to.values().containsKey(a)
        ? to.values().get(a).numerator().axis() : a).toList();
    Reduction r = formula.reduction();
    Definition.Formula renamed = new Definition.Formula(axes.apply(formula.axes()),
        new Reduction(r.kind(), axes.apply(r.axes()), r.guards().stream().map(to::apply).toList()),
        to.apply(formula.body()));
    Schedule s = new Schedule(axes.apply(schedule.outer()), axes.apply(schedule.inner()),
        schedule.row().map(a -> axes.apply(List.of(a)).get(0)), schedule.acrossOuter());
    return new Statement(target, renamed, reduced, epilogue.map(to::apply), inPlace, steps, partial, s);
  }
}
