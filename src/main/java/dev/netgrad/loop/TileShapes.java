package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which terms of a reduction the points along a tile axis have. Guards on that axis, such as a convolution's at the
 * edge of the picture, are decided here: the reduced axes in them are unrolled, and at each point some of their values,
 * the taps, take part. A congruence, as of a strided convolution's input gradient, makes a step: points of one phase of
 * it follow each other in a tile.
 *
 * <p>Tiles have one shape, and can share a method, if they have the same taps at the same points.
 */
final class TileShapes {
  private static final long MOST_UNROLLED = 9;
  private static final Substitution NOTHING = new Substitution(Map.of());

  private final Optional<Axis> tile;
  private final long extent;
  private final List<Condition> guards = new ArrayList<>();
  private final List<Condition> loopGuards = new ArrayList<>();
  private final List<Axis> loops;
  private final List<Substitution> taps;
  private final long step;

  /**
   * @param tile the axis along which points make tiles, one of the output's; without it, there is one point
   * @param inner the reduced axes in the order of their loops
   * @throws NoVectorForm where guards can't be decided for a whole tile, or would leave too much to unroll
   */
  TileShapes(Reduction reduction, Optional<Axis> tile, List<Axis> inner) {
    this.tile = tile;
    this.extent = tile.map(a -> a.extent().size()).orElse(1L);
    for (Condition guard : VectorNest.guards(reduction)) {
      (tile.isPresent() && Scalars.axes(guard).contains(tile.get()) ? guards : loopGuards).add(guard);
    }
    List<Axis> unrolled = unrolled(reduction, inner);
    this.loops = inner.stream().filter(a -> !unrolled.contains(a)).toList();
    LaneValues.require(unrolled.stream().mapToLong(a -> a.extent().size()).reduce(1, Math::multiplyExact)
        <= MOST_UNROLLED, "a window too long to unroll");
    LaneValues.require(loopGuards.stream().noneMatch(g -> unrolled.stream().anyMatch(Scalars.axes(g)::contains)),
        "a window with guards of two kinds");
    this.taps = taps(unrolled);
    this.step = guards.stream().filter(Condition.Divisible.class::isInstance)
        .mapToLong(g -> ((Condition.Divisible) g).modulus()).reduce(1, Math::max);
  }

  private List<Axis> unrolled(Reduction reduction, List<Axis> inner) {
    Set<Axis> axes = new LinkedHashSet<>();
    guards.forEach(g -> axes.addAll(Scalars.axes(g)));
    tile.ifPresent(axes::remove);
    LaneValues.require(inner.containsAll(axes), "a guard on two output axes");
    if (!reduction.kind().isPosition()) {
      return List.copyOf(axes);
    }
    // Positions take their turns in order: what is unrolled is innermost.
    return inner.subList(axes.stream().mapToInt(inner::indexOf).min().orElse(inner.size()), inner.size());
  }

  private static List<Substitution> taps(List<Axis> unrolled) {
    List<Substitution> taps = List.of(NOTHING);
    for (Axis axis : unrolled) {
      List<Substitution> more = new ArrayList<>();
      for (Substitution tap : taps) {
        for (long i = 0; i < axis.extent().size(); i++) {
          more.add(with(tap, axis, Affine.of(i)));
        }
      }
      taps = more;
    }
    return taps;
  }

  private static Substitution with(Substitution s, Axis axis, Affine value) {
    Map<Axis, Index> values = new LinkedHashMap<>(s.values());
    values.put(axis, Index.of(value));
    return new Substitution(values);
  }

  /** The reduced axes that are not unrolled, in the order of their loops. */
  List<Axis> loops() {
    return loops;
  }

  /** The guards that are on these loops, and not on the tile axis. */
  List<Condition> loopGuards() {
    return loopGuards;
  }

  /** Every combination of the unrolled axes: what a point takes where no guard holds it back. */
  List<Substitution> taps() {
    return taps;
  }

  /** The points along the tile axis of the longest phase. */
  long points() {
    return (extent + step - 1) / step;
  }

  /** A place along the tile axis, and a tap there. */
  Substitution at(Affine place, Substitution tap) {
    return tile.map(axis -> with(tap, axis, place)).orElse(tap);
  }

  /** A place along the tile axis. */
  Substitution at(Affine place) {
    return at(place, NOTHING);
  }

  /** All taps at each point of a tile, wherever it is. */
  List<Substitution> anywhere(long along) {
    Axis anywhere = new Axis("anywhere", 1);
    List<Substitution> points = new ArrayList<>();
    for (long t = 0; t < along; t++) {
      for (Substitution tap : taps) {
        points.add(at(Affine.of(anywhere).plus(t * step), tap));
      }
    }
    return points;
  }

  /** Where a point is along the tile axis: the so manieth of its phase. */
  Affine place(long phase, Affine number) {
    return number.times(step).plus(phase);
  }

  /**
   * What tiles have in common.
   *
   * @param phase of the step, on which the points are
   * @param points the taps that take part, for each of them
   */
  record Shape(long phase, List<List<Substitution>> points) {}

  /**
   * The shapes of all tiles of so many points, and for each shape the tiles that have it, each by the number of its
   * first point in the phase: numbers from the first to the last by steps of a tile, for one loop runs over them.
   *
   * @param along points of a tile; the last one of a phase may have fewer
   * @throws NoVectorForm where the tiles of a shape do not follow each other
   */
  Map<Shape, List<Long>> shapes(long along) {
    Map<Shape, List<Long>> shapes = new LinkedHashMap<>();
    for (long phase = 0; phase < step; phase++) {
      long count = (extent - phase + step - 1) / step;
      for (long first = 0; first < count; first += along) {
        List<List<Substitution>> points = new ArrayList<>();
        for (long t = first; t < Math.min(first + along, count); t++) {
          points.add(present(place(phase, Affine.of(t))));
        }
        shapes.computeIfAbsent(new Shape(phase, points), s -> new ArrayList<>()).add(first);
      }
    }
    LaneValues.require(shapes.values().stream().allMatch(tiles ->
        tiles.get(tiles.size() - 1) - tiles.get(0) == (tiles.size() - 1) * along), "a shape with gaps");
    return shapes;
  }

  private List<Substitution> present(Affine place) {
    return taps.stream()
        .filter(tap -> guards.stream().allMatch(g -> VectorNest.holds(at(place, tap).apply(g)))).toList();
  }
}
