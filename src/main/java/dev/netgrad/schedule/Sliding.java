package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A contraction of a picture that slides along with the output, and of weights that stay: {@code Σ moving[h + r, w + s,
 * c]·weight[r, s, c, k]} over three rows r, three columns s and the channels c.
 */
public record Sliding(Scalar.Read moving, Scalar.Read weight, Axis channel, Slide down, Slide along) {
  public static final int TAPS = 3;

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

    Picture.Side patches(long count) {
      return new Picture.Side(dimension, low(), extent, count);
    }
  }

  /** What slides in a contraction, unless that is by something else than three taps on both of its output's axes. */
  static Match<Sliding> of(Contraction nest) {
    List<Axis> reduced = nest.reduced();
    Optional<Contraction.Product> product = nest.product();
    if (product.isEmpty() || nest.outer().size() != 2 || reduced.size() != 3) {
      return Match.no("no picture that slides over another");
    }
    Scalar.Read moving = product.get().number();
    Scalar.Read weight = product.get().vector();
    Optional<Axis> channel = Contraction.contiguous(moving).filter(reduced::contains);
    if (channel.isEmpty()) {
      return Match.no("no channels next to each other");
    }
    List<Axis> taps = reduced.stream().filter(a -> a != channel.get()).toList();
    return slide(moving, nest.outer().get(0), taps).then(down -> slide(moving, nest.outer().get(1), taps).then(along ->
        Match.fits(new Sliding(moving, weight, channel.get(), down, along)).unless(s -> s.obstacle(nest, taps))));
  }

  private static Match<Slide> slide(Scalar.Read moving, Axis output, List<Axis> taps) {
    List<Slide> found = new ArrayList<>();
    for (int d = 0; d < moving.indices().size(); d++) {
      Index index = moving.indices().get(d);
      if (!index.axes().contains(output)) {
        continue;
      }
      List<Axis> with = taps.stream().filter(t -> index.numerator().coefficient(t) != 0).toList();
      if (index.divisor() != 1 || index.numerator().coefficient(output) != 1 || with.size() != 1
          || index.numerator().terms().size() != 2 || Math.abs(index.numerator().coefficient(with.get(0))) != 1) {
        return Match.no("a read that does not slide");
      }
      found.add(new Slide(d, with.get(0), index.numerator().coefficient(with.get(0)), index.numerator().constant(),
          moving.tensor().shape().get(d).size()));
    }
    return found.size() == 1 ? Match.fits(found.get(0)) : Match.no("a read that does not slide");
  }

  private Optional<String> obstacle(Contraction nest, List<Axis> taps) {
    if (down.tap() == along.tap() || !taps.stream().allMatch(t -> t.extent().size() == TAPS)
        || down.dimension() == along.dimension() || Scalars.axes(moving).contains(nest.row())
        || !Scalars.axes(weight).equals(Set.of(down.tap(), along.tap(), channel, nest.row()))) {
      return Optional.of("no three taps");
    }
    return nest.formula().reduction().guards().stream().allMatch(guard -> isEdge(guard, List.of(down, along)))
        ? Optional.empty() : Optional.of("a guard that is no edge");
  }

  /** Whether a guard keeps the read within its array, and does nothing else. */
  private boolean isEdge(Condition guard, List<Slide> slides) {
    return slides.stream().anyMatch(slide ->
        isEdge(guard, moving.indices().get(slide.dimension()).numerator(), slide.extent()));
  }

  /** Whether a guard keeps an index below an extent, or at least at 0, and does nothing else. */
  static boolean isEdge(Condition guard, Affine index, long extent) {
    return guard instanceof Condition.AtLeastZero bound
        && (bound.affine().equals(index) || bound.affine().equals(Affine.of(extent - 1).minus(index)));
  }

  /** The weight of a place of the window, counted upwards. */
  public Scalar weight(long r, long s) {
    return new Substitution(Map.of(down.tap(), down.tap(r), along.tap(), along.tap(s)))
        .apply(weight);
  }
}
