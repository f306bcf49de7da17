package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sum over the batch in which one picture slides over another,
 * {@code Σ moving[n, h + r, w + s, c]·still[n, h, w, k]} for taps r and s.
 *
 * @param high the pictures' rows
 * @param wide the pictures' columns
 */
public record SlidingSum(Scalar.Read moving, Scalar.Read still, Axis high, Axis wide, Axis rowTap, Axis tap,
    Axis channel) {

  static Match<SlidingSum> of(Contraction nest) {
    Optional<Contraction.Product> product = nest.product();
    if (product.isEmpty() || nest.reduced().size() != 2 || nest.formula().axes().size() != 4) {
      return Match.no("no picture that slides over another");
    }
    Scalar.Read moving = product.get().number();
    Scalar.Read still = product.get().vector();
    Axis high = nest.reduced().get(0);
    Axis wide = nest.reduced().get(1);
    if (moving.indices().size() != 4 || !Scalars.isIdentity(still, List.of(nest.sample(), high, wide, nest.row()))
        || !moving.indices().get(0).isAxis() || !moving.indices().get(3).isAxis()) {
      return Match.no("no picture that slides over another");
    }
    Optional<Axis> rowTap = slides(moving.indices().get(1), high);
    Optional<Axis> tap = slides(moving.indices().get(2), wide);
    if (rowTap.isEmpty() || tap.isEmpty()) {
      return Match.no("a read that does not slide");
    }
    return Match.fits(new SlidingSum(moving, still, high, wide, rowTap.get(), tap.get(),
        moving.indices().get(3).numerator().axis())).unless(s -> s.obstacle(nest));
  }

  /** The tap by which an index slides with an axis. */
  private static Optional<Axis> slides(Index index, Axis with) {
    Set<Axis> axes = index.numerator().terms().keySet();
    return index.divisor() == 1 && axes.size() == 2 && axes.contains(with)
        && index.numerator().terms().values().stream().allMatch(f -> f == 1)
        ? axes.stream().filter(a -> a != with).findFirst() : Optional.empty();
  }

  private Optional<String> obstacle(Contraction nest) {
    if (!nest.formula().axes().containsAll(Set.of(rowTap, tap, channel)) || tap.extent().size() != Sliding.TAPS
        || rowTap.extent().size() != Sliding.TAPS) {
      return Optional.of("no three taps");
    }
    return nest.formula().reduction().guards().stream().allMatch(this::isEdge) ? Optional.empty()
        : Optional.of("a guard that is no edge");
  }

  private boolean isEdge(Condition guard) {
    return Sliding.isEdge(guard, index(1), extent(1)) || Sliding.isEdge(guard, index(2), extent(2));
  }

  private Affine index(int dimension) {
    return moving.indices().get(dimension).numerator();
  }

  private long extent(int dimension) {
    return moving.tensor().shape().get(dimension).size();
  }

  /** The moving picture along one of its dimensions, cut into so many patches. */
  Picture.Side side(int dimension, long count) {
    return new Picture.Side(dimension, index(dimension).constant(), extent(dimension), count);
  }
}
