package dev.netgrad.tensor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Formulas that read each other in a circle, each at points before the one that it computes: a scan. They are computed
 * together, one point after the other, each sample by itself.
 *
 * @param lines in the order in which they are computed at a point
 * @param along the axis of each one's formula that the points are along
 * @param ascending whether the first point comes first
 */
public record Recurrence(List<Line> lines, Map<Tensor, Axis> along, boolean ascending) {

  /** A formula as far as it matters here. */
  public record Line(Tensor target, List<Axis> axes, Set<Scalar.Read> reads) {
    public static Line of(Tensor target, Definition.Formula formula) {
      return new Line(target, formula.axes(), Scalars.reads(formula));
    }
  }

  /** Why formulas can't be computed point by point. */
  public enum Obstacle {
    /** One reads other samples. */
    OTHER_SAMPLES,
    /** One reads points that are not computed before. */
    OTHER_POINTS,
    /** Some read points before, others points after. */
    BOTH_WAYS
  }

  /** That formulas can't be computed point by point, and where one sees it. */
  public static final class ImpossibleException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Tensor target;
    private final transient Tensor read;
    private final Obstacle obstacle;

    ImpossibleException(Tensor target, Tensor read, Obstacle obstacle) {
      super(target + " reads " + read + ": " + obstacle);
      this.target = target;
      this.read = read;
      this.obstacle = obstacle;
    }

    public Tensor target() {
      return target;
    }

    public Tensor read() {
      return read;
    }

    public Obstacle obstacle() {
      return obstacle;
    }
  }

  /** How many points there are. */
  public long points() {
    return along.values().iterator().next().extent().size();
  }

  /** A formula that reads in place of what is {@link Definition.Previous} what that has the values of. */
  public static Definition.Formula resolved(Definition.Formula formula, Map<Tensor, Tensor> values) {
    if (Scalars.tensors(formula).stream().noneMatch(values::containsKey)) {
      return formula;
    }
    Reduction r = formula.reduction();
    return new Definition.Formula(formula.axes(), new Reduction(r.kind(), r.axes(),
        r.guards().stream().map(g -> Scalars.rewrite(g, node -> resolved(node, values))).toList()),
        Scalars.rewrite(formula.body(), node -> resolved(node, values)));
  }

  private static Scalar resolved(Scalar node, Map<Tensor, Tensor> values) {
    return node instanceof Scalar.Read read && values.containsKey(read.tensor())
        ? resolved(read, values.get(read.tensor())) : node;
  }

  /** The read of the other tensor, earlier. */
  public static Scalar.Read resolved(Scalar.Read read, Tensor value) {
    long by = ((Definition.Previous) read.tensor().definition()).by();
    int dimension = dimension(read.tensor());
    List<Index> indices = new ArrayList<>(read.indices());
    Index.Quotient at = (Index.Quotient) indices.get(dimension);
    indices.set(dimension, new Index.Quotient(at.numerator().plus(-by * at.divisor()), at.divisor()));
    return new Scalar.Read(value, indices);
  }

  /** The first dimension of a sample. */
  public static int dimension(Tensor tensor) {
    return tensor.isPerSample() ? 1 : 0;
  }

  /**
   * Lines in an order in which each stands after what it reads, those of a circle together.
   */
  public static List<List<Tensor>> inOrder(Collection<Line> lines) {
    Map<Tensor, Line> byTarget = lines.stream().collect(
        Collectors.toMap(Line::target, line -> line, (a, b) -> a, LinkedHashMap::new));
    return Circles.inOrder(List.copyOf(byTarget.keySet()), tensor -> byTarget.get(tensor).reads().stream()
        .map(Scalar.Read::tensor).filter(byTarget::containsKey).distinct().toList());
  }

  /**
   * @param lines of a circle, in the order in which they are computed at a point
   * @return empty if the only line does not read itself
   * @throws ImpossibleException if they can't be computed point by point
   */
  public static Optional<Recurrence> of(List<Line> lines) {
    Map<Tensor, Line> members = new LinkedHashMap<>();
    lines.forEach(line -> members.put(line.target(), line));
    Map<Tensor, Axis> along = new HashMap<>();
    Boolean ascending = null;
    boolean isCircle = false;
    for (Line line : lines) {
      for (Scalar.Read read : line.reads()) {
        isCircle |= members.containsKey(read.tensor());
        long shift = members.containsKey(read.tensor()) ? shift(read) : 0;
        if (shift != 0) {
          if (ascending != null && ascending != shift < 0) {
            throw new ImpossibleException(line.target(), read.tensor(), Obstacle.BOTH_WAYS);
          }
          ascending = shift < 0;
          along.put(read.tensor(), members.get(read.tensor()).axes().get(dimension(read.tensor())));
        }
      }
    }
    if (!isCircle) {
      return Optional.empty();
    }
    spread(members, along);
    verify(members, along, ascending);
    return Optional.of(new Recurrence(List.copyOf(lines), Map.copyOf(along), Boolean.TRUE.equals(ascending)));
  }

  /** By how many points a read is later than its line; 0 if it is not along the points. */
  private static long shift(Scalar.Read read) {
    int dimension = dimension(read.tensor());
    if (read.indices().size() <= dimension || !read.indices().get(dimension).isQuotient()) {
      return 0;
    }
    Index.Quotient at = (Index.Quotient) read.indices().get(dimension);
    boolean isShifted = at.divisor() == 1 && at.numerator().minus(Affine.of(at.numerator().constant())).isAxis();
    return isShifted ? at.numerator().constant() : 0;
  }

  /** Finds the axis of the others: what reads a point of a member computes a point, too. */
  private static void spread(Map<Tensor, Line> members, Map<Tensor, Axis> along) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Line line : members.values()) {
        for (Scalar.Read read : along.containsKey(line.target()) ? List.<Scalar.Read>of() : line.reads()) {
          Axis there = along.get(read.tensor());
          if (there != null && !along.containsKey(line.target())) {
            Index index = read.indices().get(members.get(read.tensor()).axes().indexOf(there));
            line.axes().stream().filter(a -> index.axes().contains(a) && a.extent().equals(there.extent())).findFirst()
                .ifPresent(axis -> along.put(line.target(), axis));
            changed |= along.containsKey(line.target());
          }
        }
      }
    }
  }

  private static void verify(Map<Tensor, Line> members, Map<Tensor, Axis> along, Boolean ascending) {
    List<Tensor> before = new ArrayList<>();
    for (Line line : members.values()) {
      for (Scalar.Read read : line.reads()) {
        if (!members.containsKey(read.tensor())) {
          continue;
        }
        Tensor target = line.target();
        if (!target.isPerSample() || !read.tensor().isPerSample()
            || !read.indices().get(0).equals(Index.of(line.axes().get(0)))) {
          throw new ImpossibleException(target, read.tensor(), Obstacle.OTHER_SAMPLES);
        }
        Axis there = along.get(read.tensor());
        Axis here = along.get(target);
        if (there == null || here == null) {
          throw new ImpossibleException(target, read.tensor(), Obstacle.OTHER_POINTS);
        }
        Index index = read.indices().get(members.get(read.tensor()).axes().indexOf(there));
        boolean isPoint = index.isQuotient() && index.divisor() == 1
            && index.numerator().minus(Affine.of(here)).isConstant();
        long shift = isPoint ? index.numerator().minus(Affine.of(here)).constant() : 0;
        boolean isThere = isPoint && (shift == 0 ? before.contains(read.tensor())
            : ascending != null && ascending == shift < 0);
        if (!isThere) {
          throw new ImpossibleException(target, read.tensor(), Obstacle.OTHER_POINTS);
        }
      }
      before.add(line.target());
    }
  }
}
