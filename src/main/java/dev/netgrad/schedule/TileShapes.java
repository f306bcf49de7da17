package dev.netgrad.schedule;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
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
public final class TileShapes {
  private final Optional<Axis> tile;
  private final long extent;
  private final List<Condition> guards;
  private final List<Condition> loopGuards;
  private final List<Axis> loops;
  private final List<Substitution> taps;
  private final long step;

  private TileShapes(Optional<Axis> tile, List<Condition> guards, List<Condition> loopGuards, List<Axis> loops,
      List<Axis> unrolled) {
    this.tile = tile;
    this.extent = tile.map(a -> a.extent().size()).orElse(1L);
    this.guards = guards;
    this.loopGuards = loopGuards;
    this.loops = loops;
    this.taps = Taps.of(unrolled);
    this.step = guards.stream().filter(Condition.Divisible.class::isInstance)
        .mapToLong(g -> ((Condition.Divisible) g).modulus()).reduce(1, Math::max);
  }

  /**
   * The shapes, unless guards can't be decided for a whole tile, or would leave too much to unroll.
   *
   * @param reduction guarded by constraints
   * @param tile the axis along which points make tiles, one of the output's; without it, there is one point
   * @param inner the reduced axes in the order of their loops
   * @param most taps
   */
  static Match<TileShapes> of(Reduction reduction, Optional<Axis> tile, List<Axis> inner, long most) {
    List<Condition> guards = new ArrayList<>();
    List<Condition> loopGuards = new ArrayList<>();
    for (Condition guard : reduction.guards()) {
      (tile.isPresent() && Scalars.axes(guard).contains(tile.get()) ? guards : loopGuards).add(guard);
    }
    Set<Axis> axes = new LinkedHashSet<>();
    guards.forEach(g -> axes.addAll(Scalars.axes(g)));
    tile.ifPresent(axes::remove);
    if (!inner.containsAll(axes)) {
      return Match.no("a guard on two output axes");
    }
    // Positions take their turns in order: what is unrolled is innermost.
    List<Axis> unrolled = !reduction.kind().isPosition() ? List.copyOf(axes)
        : inner.subList(axes.stream().mapToInt(inner::indexOf).min().orElse(inner.size()), inner.size());
    if (Contraction.points(unrolled) > most) {
      return Match.no("a window too long to unroll");
    } else if (loopGuards.stream().anyMatch(g -> unrolled.stream().anyMatch(Scalars.axes(g)::contains))) {
      return Match.no("a window with guards of two kinds");
    }
    return Match.fits(new TileShapes(tile, guards, loopGuards,
        inner.stream().filter(a -> !unrolled.contains(a)).toList(), unrolled));
  }

  /** The axis along which points make tiles. */
  Optional<Axis> tile() {
    return tile;
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
  public Substitution at(Affine place, Substitution tap) {
    return tile.map(axis -> Taps.with(tap, axis, place)).orElse(tap);
  }

  /** A place along the tile axis. */
  public Substitution at(Affine place) {
    return at(place, Taps.NONE);
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
  public record Shape(long phase, List<List<Substitution>> points) {
    /** How many terms one iteration of the loops adds to a point at most. */
    public int mostTaps() {
      return points.stream().mapToInt(List::size).max().orElse(0);
    }
  }

  /**
   * The shapes of all tiles of so many points, and for each shape the tiles that have it, each by the number of its
   * first point in the phase: numbers from the first to the last by steps of a tile, for one loop runs over them.
   *
   * @param along points of a tile; the last one of a phase may have fewer
   */
  Match<Map<Shape, List<Long>>> shapes(long along) {
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
    boolean follow = shapes.values().stream()
        .allMatch(tiles -> tiles.get(tiles.size() - 1) - tiles.get(0) == (tiles.size() - 1) * along);
    return follow ? Match.fits(shapes) : Match.no("a shape with gaps");
  }

  private List<Substitution> present(Affine place) {
    return taps.stream().filter(tap -> guards.stream().allMatch(g -> Taps.holds(g, at(place, tap)))).toList();
  }
}
