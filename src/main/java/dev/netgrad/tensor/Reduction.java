package dev.netgrad.tensor;

import java.util.List;

/**
 * What a formula reduces over.
 *
 * @param kind sum, max or the position of the first max, see {@link Kind#ARGMAX}; {@code NONE} has no axes
 * @param axes the reduced axes, row by row
 * @param guards the points that take part; the others are absent (0 for a sum, −∞ for a max)
 */
public record Reduction(Kind kind, List<Axis> axes, List<Condition> guards) {
  public static final Reduction NONE = new Reduction(Kind.NONE, List.of(), List.of());

  /** The kinds of reduction. */
  public enum Kind {
    NONE(""),
    SUM("sum"),
    /** NaN where there is one; of −0 and 0, 0. */
    MAX("max"),
    /**
     * The position of the first NaN, or without one, of the first of the largest values, of which −0 and 0 are equal; −1
     * where no point takes part. Positions count row by row.
     */
    ARGMAX("argmax");

    private final String symbol;

    Kind(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  public Reduction {
    axes = List.copyOf(axes);
    guards = List.copyOf(guards);
  }

  public static Reduction sum(List<Axis> axes, List<Condition> guards) {
    return axes.isEmpty() && guards.isEmpty() ? NONE : new Reduction(Kind.SUM, axes, guards);
  }

  public boolean isNone() {
    return kind == Kind.NONE;
  }
}
