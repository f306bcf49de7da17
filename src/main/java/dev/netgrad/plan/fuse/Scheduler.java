package dev.netgrad.plan.fuse;

import dev.netgrad.law.DefinitionLaws;
import dev.netgrad.law.Rewriting;
import dev.netgrad.plan.block.Rewritten;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivation;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Scatter;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Gives a formula's axes their roles, from its affine reads alone. The last output axis is the row: innermost,
 * contiguous in the output, and, where an operand that does not grow with the batch is contiguous along another axis,
 * in a transposed copy of that operand. A sum over the batch runs over it outermost and adds to its output as it goes.
 */
final class Scheduler {
  /** An output with fewer rows is cleared as a whole. */
  private static final int MANY_ROWS = 2048;
  /** Of what is read so often, a copy costs little beside the reads. */
  private static final int MANY_READS = 16;

  private final Map<Tensor, Map<Integer, Tensor>> transposed = new HashMap<>();
  private final Predicate<Tensor> staysAsItIs;

  /** @param staysAsItIs whether a tensor's array has what was written there before */
  Scheduler(Predicate<Tensor> staysAsItIs) {
    this.staysAsItIs = staysAsItIs;
  }

  /** What a formula becomes: copies to be made first, and the formula that reads them. */
  record Scheduled(List<Tensor> copies, Rewritten formula, Statement.Schedule schedule, Optional<Tensor> partial) {
    private Scheduled(Rewritten formula, Statement.Schedule schedule, Optional<Tensor> partial) {
      this(List.of(), formula, schedule, partial);
    }
  }

  Scheduled schedule(Tensor target, Rewritten rewritten) {
    Definition.Formula formula = rewritten.formula();
    Reduction reduction = formula.reduction();
    Optional<Scatter> scatter = Scatter.of(formula);
    if (scatter.isPresent()) {
      return scattered(target, rewritten, scatter.get());
    }
    Optional<Axis> row = row(formula.axes());
    // One number a sample, of all samples, such as a product of the others: no row can be added to as the samples go
    // by.
    boolean isOfSamples = row.isEmpty() && !formula.axes().isEmpty();
    if (!reduction.kind().isOrdered() && !isOfSamples
        && reduction.axes().stream().anyMatch(a -> a.extent().isBatch())) {
      return acrossBatch(target, rewritten, row);
    }
    List<Axis> outer = new ArrayList<>(formula.axes());
    row.ifPresent(outer::remove);
    if (reduction.isNone() || row.isEmpty()) {
      return new Scheduled(rewritten, new Statement.Schedule(outer, inner(formula, row), row, false), Optional.empty());
    }
    List<Tensor> copies = new ArrayList<>();
    long reads = Stream.concat(formula.axes().stream(), reduction.axes().stream())
        .filter(axis -> !axis.extent().isBatch()).mapToLong(axis -> axis.extent().size()).reduce(1, (a, b) -> a * b);
    Rewritten contiguous = rewritten.by((f, rewriting) -> new Definition.Formula(f.axes(), reduction,
        Scalars.rewrite(f.body(), s -> s instanceof Scalar.Read read
            ? contiguous(read, row.get(), reads, copies, rewriting) : s)));
    return new Scheduled(copies, contiguous,
        new Statement.Schedule(outer, inner(contiguous.formula(), row), row, false), Optional.empty());
  }

  /** Terms go to their elements, whose axes have no loops but to start from. */
  private Scheduled scattered(Tensor target, Rewritten rewritten, Scatter scatter) {
    Definition.Formula formula = rewritten.formula();
    Optional<Axis> row = row(formula.axes())
        .filter(axis -> !scatter.places().containsKey(axis) && !scatter.outer().contains(axis));
    List<Axis> inner = new ArrayList<>(formula.reduction().axes());
    inner.addAll(formula.axes());
    inner.removeAll(scatter.outer());
    row.ifPresent(inner::remove);
    long rows = scatter.places().keySet().iterator().next().extent().size();
    boolean marks = scatter.outer().isEmpty() && rows >= MANY_ROWS && staysAsItIs.test(target);
    return new Scheduled(rewritten, new Statement.Schedule(scatter.outer(), inner, row, true),
        marks ? Optional.of(marks(target, rows)) : Optional.empty());
  }

  /** Whether a block of rows was written, and then whether each row was. */
  private static Tensor marks(Tensor target, long rows) {
    long blocks = (rows + Statement.BLOCK_OF_ROWS - 1) / Statement.BLOCK_OF_ROWS;
    return new Tensor(target.name() + "Marks", List.of(Extent.of(blocks + rows)), List.of("mark"), true,
        new Definition.Input(2), target.origin(), target.derivation());
  }

  private static Optional<Axis> row(List<Axis> axes) {
    return axes.isEmpty() || axes.get(axes.size() - 1).extent().isBatch()
        ? Optional.empty() : Optional.of(axes.get(axes.size() - 1));
  }

  private static Scheduled acrossBatch(Tensor target, Rewritten rewritten, Optional<Axis> row) {
    Definition.Formula formula = rewritten.formula();
    Reduction reduction = formula.reduction();
    List<Axis> reduced = new ArrayList<>(reduction.axes());
    reduced.sort((a, b) -> Boolean.compare(b.extent().isBatch(), a.extent().isBatch()));
    boolean elementwise = formula.axes().size() <= 1 && reduction.guards().isEmpty()
        && Scalars.reads(formula).stream().allMatch(r -> r.indices().stream().allMatch(Index::isAxis));
    String name = target.name() + "OfSample";
    if (elementwise) {
      // Without a row of its own, the last reduced axis stands where the row of other formulas stands.
      boolean last = row.isEmpty() && reduced.size() > 1;
      List<Axis> outer = last ? reduced.subList(0, reduced.size() - 1) : reduced;
      return new Scheduled(rewritten, new Statement.Schedule(outer,
          last ? List.of(reduced.get(reduced.size() - 1)) : List.of(), row, true),
          // With one number a sample, there is nothing that rounding takes from a sample's sum.
          Optional.of(bySample(name, target,
              reduction.kind() == Reduction.Kind.SUM && (row.isPresent() || reduced.size() > 1))));
    }
    Set<Axis> windows = windows(formula);
    List<Axis> inner = new ArrayList<>();
    formula.axes().stream().filter(a -> windows.contains(a) && !row.equals(Optional.of(a))).forEach(inner::add);
    inner.addAll(reduced.subList(1, reduced.size()));
    formula.axes().stream().filter(a -> !inner.contains(a) && !row.equals(Optional.of(a))).forEach(inner::add);
    Statement.Schedule schedule = new Statement.Schedule(reduced.subList(0, 1), inner, row, true);
    if (row.isEmpty()) {
      return new Scheduled(rewritten, schedule, Optional.of(bySample(name, target, false)));
    }
    return new Scheduled(rewritten, schedule, Optional.empty());
  }

  private static Tensor bySample(String name, Tensor target, boolean withRest) {
    List<Extent> shape = new ArrayList<>(List.of(Extent.BATCH));
    List<String> names = new ArrayList<>(List.of("n"));
    if (withRest) {
      shape.add(Extent.of(2));
      names.add("part");
    }
    shape.addAll(target.shape());
    names.addAll(target.indexNames());
    return copy(name, shape, names, target);
  }

  /** Output axes that move a read together with a reduced axis, such as the taps of a convolution's weight. */
  private static Set<Axis> windows(Definition.Formula formula) {
    Set<Axis> windows = new HashSet<>();
    for (Scalar.Read read : Scalars.reads(formula)) {
      for (Index index : read.indices()) {
        if (index.isQuotient() && index.axes().size() > 1) {
          formula.axes().stream().filter(index.axes()::contains).forEach(windows::add);
        }
      }
    }
    return windows;
  }

  /**
   * The reduced axes: first those that guards leave one value of at each point, so that the loops inside are not passed
   * through for the others; last one along which an operand is contiguous, and which no guard bounds.
   */
  private static List<Axis> inner(Definition.Formula formula, Optional<Axis> row) {
    List<Axis> inner = new ArrayList<>(formula.reduction().axes());
    if (formula.reduction().kind().isOrdered()) {
      return inner;
    }
    inner.sort(Comparator.comparing(axis -> !isDetermined(axis, formula)));
    for (Axis axis : formula.reduction().axes()) {
      boolean contiguous = Scalars.reads(formula.body()).stream().anyMatch(r -> !r.indices().isEmpty()
          && r.indices().get(r.indices().size() - 1).isAxis()
          && r.indices().get(r.indices().size() - 1).numerator().axis() == axis);
      boolean guarded = formula.reduction().guards().stream().anyMatch(g -> Scalars.axes(g).contains(axis));
      if (contiguous && !guarded && !row.equals(Optional.of(axis))) {
        inner.remove(axis);
        inner.add(axis);
        break;
      }
    }
    return inner;
  }

  /**
   * Whether two guards, {@code k·axis ≤ e} and {@code e − w ≤ k·axis} with w below k, leave at most one value of it.
   */
  private static boolean isDetermined(Axis axis, Definition.Formula formula) {
    List<Affine> bounds = new ArrayList<>();
    for (Condition guard : formula.reduction().guards()) {
      List<Condition> parts = guard instanceof Condition.All all ? all.conditions() : List.of(guard);
      parts.stream().filter(Condition.AtLeastZero.class::isInstance)
          .map(part -> ((Condition.AtLeastZero) part).affine())
          .filter(affine -> affine.terms().keySet().stream().allMatch(a -> a == axis || formula.axes().contains(a)))
          .forEach(bounds::add);
    }
    return bounds.stream().filter(upper -> upper.coefficient(axis) < 0).anyMatch(upper -> bounds.stream()
        .map(lower -> lower.plus(upper))
        .anyMatch(width -> width.isConstant() && width.constant() < -upper.coefficient(axis)));
  }

  /**
   * The read as it is, or of a copy in which the row is the last dimension: of a weight, which is copied once for the
   * batch, or of what each sample has of its own, if its elements are read many times.
   *
   * @param reads how often a sample reads the tensor
   */
  private Scalar contiguous(Scalar.Read read, Axis row, long reads, List<Tensor> copies,
      Rewriting rewriting) {
    Tensor tensor = read.tensor();
    int moving = -1;
    for (int d = 0; d < read.indices().size(); d++) {
      if (read.indices().get(d).axes().contains(row)) {
        if (moving >= 0 || !read.indices().get(d).isAxis()) {
          return read;
        }
        moving = d;
      }
    }
    if (moving < 0 || moving == tensor.rank() - 1 || tensor.isInteger()
        || tensor.isPerSample() && reads < MANY_READS * tensor.elements(1)) {
      return read;
    }
    int dimension = moving;
    Tensor copy = transposed.computeIfAbsent(tensor, t -> new LinkedHashMap<>())
        .computeIfAbsent(dimension, d -> {
          Tensor fresh = transpose(tensor, d);
          copies.add(fresh);
          return fresh;
        });
    return rewriting.by(DefinitionLaws.TRANSPOSED, new DefinitionLaws.Turned(read, copy, dimension)).orElseThrow();
  }

  private static Tensor transpose(Tensor tensor, int dimension) {
    List<Axis> from = tensor.freshAxes();
    List<Axis> to = new ArrayList<>(from);
    to.add(to.remove(dimension));
    return Tensor.formula(tensor.name() + "Transposed",
        new Definition.Formula(to, Reduction.NONE, tensor.at(from)), tensor.origin(),
        Derivation.rule("contiguous along " + from.get(dimension) + " for the loops below"));
  }

  private static Tensor copy(String name, List<Extent> shape, List<String> indexNames, Tensor like) {
    return new Tensor(name, shape, indexNames, false, new Definition.Input(), like.origin(), like.derivation());
  }
}
