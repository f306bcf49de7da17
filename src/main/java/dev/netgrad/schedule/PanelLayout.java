package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * How an operand of a sum over the batch is packed into panels: for each vector's width of channels, and each sample of
 * a group, all points that are read, of which each has a vector.
 *
 * @param read whose first index is the sample and whose last one the channel
 * @param dimensions of the points
 * @param samples of a group
 * @param channels of a sample's point
 */
public record PanelLayout(Scalar.Read read, List<Dimension> dimensions, long samples, long channels, int lanes) {
  public PanelLayout {
    dimensions = List.copyOf(dimensions);
  }

  /**
   * A dimension of the points.
   *
   * @param axis runs over what the panel has of it
   * @param source what the operand is read at, along the axis
   * @param place where along the axis the formula reads
   */
  public record Dimension(Axis axis, Affine source, Affine place) {
    public static Dimension of(String name, Affine index, long size, List<Axis> reduced) {
      List<Axis> moving = index.terms().keySet().stream().filter(a -> a.extent().size() > 1).toList();
      boolean inside = index.minimum() >= 0 && index.maximum() < size;
      if (moving.size() == 1 && reduced.contains(moving.get(0)) && inside) {
        Axis axis = new Axis(name, moving.get(0).extent());
        Affine source = Affine.of(axis).times(index.coefficient(moving.get(0))).plus(index.constant());
        return new Dimension(axis, source, Affine.of(moving.get(0)));
      }
      Axis all = new Axis(name, size);
      return new Dimension(all, Affine.of(all), index);
    }
  }

  /**
   * The panels of a read, for one sample.
   *
   * @param lane the axis that its last index must be
   */
  static Match<PanelLayout> of(Scalar.Read read, Contraction nest, Axis lane, int lanes) {
    int rank = read.indices().size();
    long width = lane.extent().size();
    boolean whole = rank > 2 && read.indices().get(0).equals(Index.of(nest.sample()))
        && read.indices().get(rank - 1).equals(Index.of(lane)) && width % lanes == 0
        && read.tensor().shape().get(rank - 1).size() == width
        && read.indices().subList(1, rank - 1).stream().allMatch(i -> i.divisor() == 1
            && i.numerator().coefficient(lane) == 0 && i.numerator().coefficient(nest.sample()) == 0);
    if (!whole) {
      return Match.no("channels that are no whole vectors");
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (int d = 1; d < rank - 1; d++) {
      dimensions.add(Dimension.of("d" + d, read.indices().get(d).numerator(), read.tensor().shape().get(d).size(),
          nest.reduced()));
    }
    return Match.fits(new PanelLayout(read, dimensions, 1, width, lanes));
  }

  /** The same for groups of samples. */
  PanelLayout ofGroup(long samples) {
    return new PanelLayout(read, dimensions, samples, channels, lanes);
  }

  /** Points of a sample. */
  long points() {
    return Contraction.points(dimensions.stream().map(Dimension::axis).toList());
  }

  /** Elements of all panels. */
  public long elements() {
    return samples * points() * channels;
  }

  /** Where a point's vector of a panel is. */
  public Affine at(Affine panel, Affine inGroup, List<Affine> point) {
    Affine flat = panel.times(samples).plus(inGroup);
    for (int d = 0; d < dimensions.size(); d++) {
      flat = flat.times(dimensions.get(d).axis().extent().size()).plus(point.get(d));
    }
    return flat.times(lanes);
  }

  /** Where the vector is that the formula reads. */
  public Affine at(Affine panel, Affine inGroup) {
    return at(panel, inGroup, dimensions.stream().map(Dimension::place).toList());
  }

  /** Whether all points of a group, as the axes run over them, outermost first, are one after the other. */
  boolean joins(List<Axis> axes) {
    Affine address = at(Affine.ZERO, Affine.ZERO);
    long next = lanes;
    for (int i = axes.size() - 1; i >= 0; i--) {
      if (address.coefficient(axes.get(i)) != next) {
        return false;
      }
      next *= axes.get(i).extent().size();
    }
    return next == points() * lanes;
  }
}
