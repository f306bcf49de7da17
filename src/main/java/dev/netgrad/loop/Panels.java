package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An operand of a {@link PanelSlice} in panels: for each vector's width of channels, and each sample of a group, all
 * points that are read, of which each has a vector.
 */
final class Panels {
  /**
   * A dimension of the points.
   *
   * @param axis runs over what the panel has of it
   * @param source what the operand is read at, along the axis
   * @param place where along the axis the formula reads
   */
  private record Dimension(Axis axis, Affine source, Affine place) {
    static Dimension of(String name, Affine index, long size, Set<Axis> reduced) {
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

  private final VectorNest nest;
  private final Scalar.Read read;
  private final Axis sample;
  private final long samples;
  private final int lanes;
  private final long width;
  private final List<Dimension> dimensions = new ArrayList<>();
  private final ScratchMemory.Region shared;

  /**
   * @param sample the read's first axis
   * @param lane its last
   * @param reduced the axes of the sum, without the sample
   * @param samples of a group
   */
  Panels(VectorNest nest, ScratchMemory memory, Scalar.Read read, Axis sample, Axis lane, Set<Axis> reduced,
      long samples) {
    this.nest = nest;
    this.read = read;
    this.sample = sample;
    this.samples = samples;
    this.lanes = nest.machine().lanes();
    this.width = lane.extent().size();
    int rank = read.indices().size();
    LaneValues.require(rank > 2 && read.indices().get(0).equals(Index.of(sample))
        && read.indices().get(rank - 1).equals(Index.of(lane)) && width % lanes == 0
        && read.tensor().shape().get(rank - 1).size() == width
        && read.indices().subList(1, rank - 1).stream().allMatch(i -> i.divisor() == 1
            && i.numerator().coefficient(lane) == 0 && i.numerator().coefficient(sample) == 0),
        "channels that are no whole vectors");
    for (int d = 1; d < rank - 1; d++) {
      dimensions.add(Dimension.of("d" + d, read.indices().get(d).numerator(), read.tensor().shape().get(d).size(),
          reduced));
    }
    this.shared = memory.shared(samples * points() * width);
  }

  private long points() {
    return dimensions.stream().mapToLong(d -> d.axis().extent().size()).reduce(1, Math::multiplyExact);
  }

  /** Where a point's vector of a panel is. */
  private Affine at(Affine panel, Affine inGroup, List<Affine> point) {
    Affine flat = panel.times(samples).plus(inGroup);
    for (int d = 0; d < dimensions.size(); d++) {
      flat = flat.times(dimensions.get(d).axis().extent().size()).plus(point.get(d));
    }
    return flat.times(lanes);
  }

  private Affine at(Affine panel, Affine inGroup) {
    return at(panel, inGroup, dimensions.stream().map(Dimension::place).toList());
  }

  /**
   * Where what the formula reads is.
   *
   * @param point of the formula's axes
   * @param lane of the vector
   */
  Code.Place at(Scope scope, Affine panel, Affine inGroup, Substitution point, Affine lane) {
    return shared.at(scope, point.apply(at(panel, inGroup)).numerator().plus(lane));
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

  /** Copies the points of a group's samples, of which threads share the rows. */
  void pack(Scope scope, Axis first) {
    Axis inGroup = new Axis("i", 1);
    Axis high = dimensions.get(0).axis();
    List<Axis> parameters = List.of(sample, inGroup, high);
    Code.Part part = nest.part("Pack", parameters, inner -> {
      Axis panel = new Axis("panel", width / lanes);
      List<Axis> axes = new ArrayList<>(List.of(panel));
      dimensions.subList(1, dimensions.size()).forEach(d -> axes.add(d.axis()));
      VectorNest.loops(inner, axes, in -> {
        List<Index> from = new ArrayList<>(List.of(Index.of(sample)));
        dimensions.forEach(d -> from.add(Index.of(d.source())));
        from.add(Index.of(Affine.of(panel).times(lanes)));
        Code.Local x = in.lanes("x");
        in.add(new Code.Let(x, new Value.Lanes(in.place(read.tensor(), from), new LaneMask(0, lanes, lanes))));
        Affine to = at(Affine.of(panel), Affine.of(inGroup),
            dimensions.stream().map(d -> Affine.of(d.axis())).toList());
        in.add(new Code.Store(shared.at(in, to), new Value.Use(x)));
      });
    });
    Axis unit = new Axis("unit", 1);
    long rows = high.extent().size();
    VectorNest.share(scope, unit, Affine.of(samples * rows), inner -> {
      inner.define(inGroup, Affine.of(unit), rows);
      inner.define(high, Affine.of(unit).minus(Affine.of(inGroup).times(rows)), 1);
      inner.define(sample, Affine.of(first).plus(Affine.of(inGroup)), 1);
      inner.add(new Code.When(new Test.AtLeastZero(Affine.of(Kernel.BATCH).plus(-1).minus(Affine.of(sample))),
          List.of(new Code.Call(part, parameters.stream().map(Affine::of).toList()))));
    });
  }
}
