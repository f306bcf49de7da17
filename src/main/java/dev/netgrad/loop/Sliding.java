package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A contraction of a picture that slides along with the output, and of weights that stay: {@code Σ moving[h + r, w + s,
 * c]·weight[r, s, c, k]} over three rows r, three columns s and the channels c.
 */
record Sliding(Scalar.Read moving, Scalar.Read weight, Axis channel, Slide down, Slide along) {
  static final int TAPS = 3;

  /**
   * How a read slides along one of its dimensions: it reads at {@code output + sign·tap + offset}.
   *
   * @param extent of the dimension
   */
  record Slide(int dimension, Axis tap, long sign, long offset, long extent) {

    /** What the first output reads first. */
    long low() {
      return sign > 0 ? offset : offset - (TAPS - 1);
    }

    /** The tap of a place counted upwards. */
    Index tap(long place) {
      return Index.of(Affine.of(sign > 0 ? place : TAPS - 1 - place));
    }

    Patches.Side patches(long count) {
      return new Patches.Side(dimension, low(), extent, count);
    }
  }

  /**
   * @param outer the axes of the output: sample, row and column
   * @param row of vectors
   * @throws NoVectorForm if nothing slides, or by something else than three taps on both axes
   */
  static Sliding of(Definition.Formula formula, List<Axis> outer, Axis row) {
    List<Axis> reduced = formula.reduction().axes();
    LaneValues.require(formula.reduction().kind() == Reduction.Kind.SUM && outer.size() == 3 && reduced.size() == 3
        && outer.get(0).extent().isBatch() && formula.body() instanceof Scalar.Apply p
        && p.operator() == Operator.MULTIPLY && p.operands().stream().allMatch(Scalar.Read.class::isInstance),
        "no picture that slides over another");
    List<Scalar> operands = ((Scalar.Apply) formula.body()).operands();
    boolean firstMoves = Scalars.axes(operands.get(0)).contains(outer.get(2));
    Scalar.Read moving = (Scalar.Read) operands.get(firstMoves ? 0 : 1);
    Scalar.Read weight = (Scalar.Read) operands.get(firstMoves ? 1 : 0);
    Axis channel = contiguous(moving, reduced);
    List<Axis> taps = reduced.stream().filter(a -> a != channel).toList();
    LaneValues.require(taps.size() == 2, "no two taps");
    Slide down = slide(moving, outer.get(1), taps);
    Slide along = slide(moving, outer.get(2), taps);
    LaneValues.require(down.tap() != along.tap() && taps.stream().allMatch(t -> t.extent().size() == TAPS)
        && down.dimension() != along.dimension() && !Scalars.axes(moving).contains(row)
        && Scalars.axes(weight).equals(Set.of(down.tap(), along.tap(), channel, row)), "no three taps");
    Sliding sliding = new Sliding(moving, weight, channel, down, along);
    VectorNest.guards(formula.reduction()).forEach(sliding::requireEdge);
    return sliding;
  }

  private static Axis contiguous(Scalar.Read read, List<Axis> reduced) {
    LaneValues.require(!read.indices().isEmpty(), "no array");
    Index last = read.indices().get(read.indices().size() - 1);
    LaneValues.require(last.isAxis() && reduced.contains(last.numerator().axis()), "no channels next to each other");
    return last.numerator().axis();
  }

  private static Slide slide(Scalar.Read moving, Axis output, List<Axis> taps) {
    Slide found = null;
    for (int d = 0; d < moving.indices().size(); d++) {
      Index index = moving.indices().get(d);
      if (index.numerator().coefficient(output) == 0) {
        continue;
      }
      List<Axis> with = taps.stream().filter(t -> index.numerator().coefficient(t) != 0).toList();
      LaneValues.require(found == null && index.divisor() == 1 && index.numerator().coefficient(output) == 1
          && with.size() == 1 && index.numerator().terms().size() == 2
          && Math.abs(index.numerator().coefficient(with.get(0))) == 1, "a read that does not slide");
      found = new Slide(d, with.get(0), index.numerator().coefficient(with.get(0)), index.numerator().constant(),
          moving.tensor().shape().get(d).size());
    }
    LaneValues.require(found != null, "a read that does not slide");
    return found;
  }

  /** A guard must keep a read within its array, and do nothing else. */
  private void requireEdge(Condition guard) {
    LaneValues.require(guard instanceof Condition.AtLeastZero, "a guard that is no edge");
    Affine affine = ((Condition.AtLeastZero) guard).affine();
    boolean edge = false;
    for (Slide slide : List.of(down, along)) {
      Affine index = moving.indices().get(slide.dimension()).numerator();
      edge |= affine.equals(index) || affine.equals(Affine.of(slide.extent() - 1).minus(index));
    }
    LaneValues.require(edge, "a guard that is no edge");
  }

  /** The weight of a place of the window, counted upwards. */
  Scalar weight(long r, long s) {
    return new Substitution(Map.of(down.tap(), down.tap(r), along.tap(), along.tap(s)))
        .apply(weight);
  }
}
