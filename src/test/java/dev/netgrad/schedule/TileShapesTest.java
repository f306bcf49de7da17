package dev.netgrad.schedule;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TileShapesTest {
  private static final long EXTENT = 7;

  private final Axis h = new Axis("h", EXTENT);
  private final Axis r = new Axis("r", 3);
  private final Axis c = new Axis("c", 5);

  private static Condition atLeastZero(Affine affine) {
    return new Condition.AtLeastZero(affine);
  }

  /** {@code y[h] = Σ x[h + r - 1]}, x of the same length. */
  private Reduction window() {
    Affine read = Affine.of(h).plus(Affine.of(r)).plus(-1);
    return new Reduction(Reduction.Kind.SUM, List.of(c, r),
        List.of(atLeastZero(read), atLeastZero(Affine.of(EXTENT - 1).minus(read))));
  }

  /** {@code dx[h] = Σ dy[(h + pad - r)/2]}, of an {@code y[o] = Σ x[2*o + r - pad]} of so many outputs. */
  private Reduction strided(long pad, long outputs) {
    Affine twice = Affine.of(h).plus(pad).minus(Affine.of(r));
    return new Reduction(Reduction.Kind.SUM, List.of(c, r), List.of(new Condition.Divisible(twice, 2),
        atLeastZero(twice), atLeastZero(Affine.of(2 * (outputs - 1)).minus(twice))));
  }

  private TileShapes shapes(Reduction reduction) {
    return match(reduction).value();
  }

  private Match<TileShapes> match(Reduction reduction) {
    return TileShapes.of(reduction, Optional.of(h), reduction.axes(), 9);
  }

  private TileShapes.Shape shape(long phase, List<List<Integer>> taps) {
    return new TileShapes.Shape(phase, taps.stream().map(point -> point.stream()
        .map(i -> new Substitution(Map.of(r, Index.of(Affine.of(i))))).toList()).toList());
  }

  @Test
  void paddingCutsTheFirstAndTheLastWindow() {
    TileShapes shapes = shapes(window());
    assertThat(shapes.points()).isEqualTo(7);
    assertThat(shapes.shapes(1).value()).containsExactly(
        shape(0, List.of(List.of(1, 2))), List.of(0L),
        shape(0, List.of(List.of(0, 1, 2))), List.of(1L, 2L, 3L, 4L, 5L),
        shape(0, List.of(List.of(0, 1))), List.of(6L)).inOrder();
    assertThat(shapes.shapes(2).value()).containsExactly(
        shape(0, List.of(List.of(1, 2), List.of(0, 1, 2))), List.of(0L),
        shape(0, List.of(List.of(0, 1, 2), List.of(0, 1, 2))), List.of(2L, 4L),
        shape(0, List.of(List.of(0, 1))), List.of(6L)).inOrder();
    assertThat(shapes.shapes(7).value()).containsExactly(
        shape(0, List.of(List.of(1, 2), List.of(0, 1, 2), List.of(0, 1, 2), List.of(0, 1, 2), List.of(0, 1, 2),
            List.of(0, 1, 2), List.of(0, 1))), List.of(0L));
  }

  /** Of y[4], x[-1] and x[7] are padding: all that is left has the taps that its parity gives it. */
  @Test
  void strideMakesPhases() {
    TileShapes shapes = shapes(strided(1, 4));
    assertThat(shapes.points()).isEqualTo(4);
    assertThat(shapes.shapes(2).value()).containsExactly(
        shape(0, List.of(List.of(1), List.of(1))), List.of(0L, 2L),
        shape(1, List.of(List.of(0, 2), List.of(0, 2))), List.of(0L),
        shape(1, List.of(List.of(0, 2))), List.of(2L)).inOrder();
    assertThat(shapes.place(1, Affine.of(2))).isEqualTo(Affine.of(5));
  }

  /** Without padding, x[0] is read by y[0] alone and x[6] by y[2] alone. */
  @Test
  void strideAndEdges() {
    assertThat(shapes(strided(0, 3)).shapes(1).value()).containsExactly(
        shape(0, List.of(List.of(0))), List.of(0L),
        shape(0, List.of(List.of(0, 2))), List.of(1L, 2L),
        shape(0, List.of(List.of(2))), List.of(3L),
        shape(1, List.of(List.of(1))), List.of(0L, 1L, 2L)).inOrder();
  }

  /** Whatever the tiles, each place has the taps by which some window of the forward read comes to it. */
  @Test
  void everyPlaceHasItsTapsOnce() {
    for (int outputs = 3; outputs <= 5; outputs++) {
      for (int pad = 0; pad <= 2; pad++) {
        List<List<Integer>> expected = new ArrayList<>();
        for (int at = 0; at < EXTENT; at++) {
          List<Integer> taps = new ArrayList<>();
          for (int tap = 0; tap < 3; tap++) {
            for (int o = 0; o < outputs; o++) {
              if (2 * o + tap - pad == at) {
                taps.add(tap);
              }
            }
          }
          expected.add(taps);
        }
        for (int along = 1; along <= 4; along++) {
          assertThat(byPlace(shapes(strided(pad, outputs)), along)).isEqualTo(expected);
        }
      }
    }
  }

  private List<List<Integer>> byPlace(TileShapes shapes, long along) {
    List<List<Integer>> places = new ArrayList<>();
    for (int at = 0; at < EXTENT; at++) {
      places.add(null);
    }
    shapes.shapes(along).value().forEach((shape, tiles) -> tiles.forEach(first -> {
      for (int t = 0; t < shape.points().size(); t++) {
        int place = (int) shapes.place(shape.phase(), Affine.of(first + t)).constant();
        assertThat(places.get(place)).isNull();
        places.set(place, shape.points().get(t).stream()
            .map(tap -> (int) tap.values().get(r).numerator().constant()).toList());
      }
    }));
    return places;
  }

  @Test
  void guardedAxesAreUnrolled() {
    TileShapes shapes = shapes(window());
    assertThat(shapes.loops()).containsExactly(c);
    assertThat(shapes.loopGuards()).isEmpty();
    assertThat(shapes.taps()).hasSize(3);
    assertThat(shapes.anywhere(2)).hasSize(6);
    assertThat(shapes.at(Affine.of(4), shapes.taps().get(2)).apply(Affine.of(h).plus(Affine.of(r))))
        .isEqualTo(Index.of(Affine.of(6)));
  }

  /** The order of positions is that of the loops, c outside of r or inside. */
  @Test
  void positionsUnrollWhatIsInnermost() {
    Reduction window = window();
    Axis two = new Axis("two", 2);
    Reduction inside = new Reduction(Reduction.Kind.ARGMAX, List.of(c, r, two), window.guards());
    assertThat(shapes(inside).loops()).containsExactly(c);
    assertThat(shapes(inside).taps()).hasSize(6);
    Reduction outside = new Reduction(Reduction.Kind.ARGMAX, List.of(r, c), window.guards());
    assertThat(match(outside)).isEqualTo(Match.no("a window too long to unroll"));
  }

  @Test
  void withoutTileThereIsOnePoint() {
    Reduction sum = new Reduction(Reduction.Kind.SUM, List.of(c, r),
        List.of(atLeastZero(Affine.of(c).minus(Affine.of(r)))));
    TileShapes shapes = TileShapes.of(sum, Optional.empty(), sum.axes(), 9).value();
    assertThat(shapes.loops()).containsExactly(c, r).inOrder();
    assertThat(shapes.loopGuards()).isEqualTo(sum.guards());
    assertThat(shapes.shapes(1).value()).containsExactly(
        new TileShapes.Shape(0, List.of(List.of(new Substitution(Map.of())))), List.of(0L));
  }

  /** Of the places 0, 3 and 6, which the larger step puts in one phase, the one in the middle lacks its taps. */
  @Test
  void gapsHaveNoForm() {
    Reduction gaps = new Reduction(Reduction.Kind.SUM, List.of(r),
        List.of(new Condition.Divisible(Affine.of(h), 2), new Condition.Divisible(Affine.of(h), 3)));
    assertThat(shapes(gaps).shapes(1)).isEqualTo(Match.no("a shape with gaps"));
  }
}
