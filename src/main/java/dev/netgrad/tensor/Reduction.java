package dev.netgrad.tensor;

import java.util.List;
import java.util.Optional;

/**
 * What a formula reduces over.
 *
 * @param kind such as sum; {@code NONE} has no axes
 * @param axes the reduced axes, row by row
 * @param guards the points that take part; the others are absent, as if each were the {@link Kind#identity identity}
 */
public record Reduction(Kind kind, List<Axis> axes, List<Condition> guards) {
  public static final Reduction NONE = new Reduction(Kind.NONE, List.of(), List.of());

  /**
   * The kinds of reduction. What differs between them is here, but for the derivative, which is in {@code grad}; where
   * more than the members tell must be decided, an exhaustive switch asks for each kind's answer.
   */
  public enum Kind {
    /** There is one point, and its value is the result. */
    NONE("", Optional.empty(), Double.NaN, false),
    SUM("sum", Optional.of(Operator.ADD), 0, false),
    /** In the order of the points, as rounding has it. */
    PROD("prod", Optional.of(Operator.MULTIPLY), 1, false),
    /** NaN where there is one; of −0 and 0, −0. */
    MIN("min", Optional.of(Operator.MIN), Double.POSITIVE_INFINITY, false),
    /** NaN where there is one; of −0 and 0, 0. */
    MAX("max", Optional.of(Operator.MAX), Double.NEGATIVE_INFINITY, false),
    /**
     * The position of the first NaN, or without one, of the first of the largest values, of which −0 and 0 are equal;
     * −1 where no point takes part. Positions count row by row.
     */
    ARGMAX("argmax", Optional.empty(), Double.NEGATIVE_INFINITY, true);

    private final String symbol;
    private final Optional<Operator> operator;
    private final double identity;
    private final boolean ordered;

    Kind(String symbol, Optional<Operator> operator, double identity, boolean ordered) {
      this.symbol = symbol;
      this.operator = operator;
      this.identity = identity;
      this.ordered = ordered;
    }

    /** How it is written in a {@code .net} file. */
    public String symbol() {
      return symbol;
    }

    /**
     * The operator that takes up one more value, of two operands of which neither need be the first. Kinds that have
     * none give a position or no reduction at all.
     */
    public Optional<Operator> operator() {
      return operator;
    }

    /** The values so far with one more. */
    public double combine(double before, double value) {
      return operator.orElseThrow(() -> new IllegalStateException(this + " combines no values")).apply(before, value);
    }

    /**
     * What a reduction starts from and an absent value counts as, for it changes no other; of positions, the value that
     * is beaten by all. NaN where nothing is reduced.
     */
    public double identity() {
      return identity;
    }

    /** Whether another order of the points gives another result, rounding apart. */
    public boolean isOrdered() {
      return ordered;
    }

    /** Whether the result is the position of a point, a whole number, and not made of the points' values. */
    public boolean isPosition() {
      return operator.isEmpty() && this != NONE;
    }
  }

  public Reduction {
    axes = List.copyOf(axes);
    guards = List.copyOf(guards);
  }

  public static Reduction sum(List<Axis> axes, List<Condition> guards) {
    return axes.isEmpty() && guards.isEmpty() ? NONE : new Reduction(Kind.SUM, axes, guards);
  }

  /** The position of a point, row by row. */
  public Affine position() {
    Affine position = Affine.ZERO;
    for (Axis axis : axes) {
      position = position.times(axis.extent().size()).plus(Affine.of(axis));
    }
    return position;
  }

  /** How many positions there are; 0 where this gives none, or where there may be no point. */
  long positions() {
    return !kind.isPosition() || !guards.isEmpty() || axes.stream().anyMatch(axis -> axis.extent().isBatch()) ? 0
        : axes.stream().mapToLong(axis -> axis.extent().size()).reduce(1, Math::multiplyExact);
  }

  public boolean isNone() {
    return kind == Kind.NONE;
  }
}
