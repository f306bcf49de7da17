package dev.netgrad.law;

import dev.netgrad.tensor.Law;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.Optional;

/**
 * A value as factor·of + offset, the latter two the same for all samples.
 *
 * @param operations what it takes to compute it as it was written
 */
public record Line(Tensor of, Scalar factor, Scalar offset, int operations) {
  /** With fewer operations there is nothing to be gained. */
  private static final int FEWEST_OPERATIONS = 3;

  /** A value that takes several operations, as a line, which takes two. */
  public static final Law<Line, Line> FOLDED = Law.fastMath("c·(x − a) + b → c·x + (b − c·a)",
      "for c, a and b that are the same for all samples, but for rounding",
      line -> line.operations < FEWEST_OPERATIONS ? Optional.empty()
          : Optional.of(new Line(line.of, line.factor, line.offset, 2)));

  /** The line of a tensor itself. */
  public static Line of(Tensor tensor) {
    return new Line(tensor, Scalar.ONE, Scalar.ZERO, 0);
  }

  public Line times(Scalar by) {
    return new Line(of, factor.times(by), offset.times(by), operations + 1);
  }

  public Line plus(Scalar summand) {
    return new Line(of, factor, offset.plus(summand), operations + 1);
  }

  public Line over(Scalar by) {
    return new Line(of, factor.over(by), offset.over(by), operations + 1);
  }

  /** The same over other axes. */
  public Line in(Substitution axes) {
    return new Line(of, axes.apply(factor), axes.apply(offset), operations);
  }
}
