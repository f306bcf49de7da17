package dev.netgrad.schedule;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where operands are after they were copied side by side. */
class PanelLayoutTest {
  private static final int LANES = 16;

  /** Panel by panel, in each sample by sample, point by point: a vector of channels for each. */
  @Test
  void panelsHavePointAfterPoint() {
    Contraction nest = Contractions.of("x[6, 4, 32]) { y = x -> conv(48, 1) }", "dConvWeight");
    PanelLayout vectors =
        PanelLayout.of(nest.product().orElseThrow().vector(), nest, nest.row(), LANES).value().ofGroup(3);
    Axis h = nest.reduced().get(0);
    Axis w = nest.reduced().get(1);

    assertThat(vectors.points()).isEqualTo(24);
    assertThat(vectors.elements()).isEqualTo(3 * 24 * 48);
    assertThat(vectors.joins(List.of(h, w))).isTrue();
    assertThat(vectors.joins(List.of(w, h))).isFalse();
    for (long panel = 0; panel < 3; panel++) {
      for (long sample = 0; sample < 3; sample++) {
        for (long row = 0; row < 6; row++) {
          for (long column = 0; column < 4; column++) {
            assertThat(Contractions.value(vectors.at(Affine.of(panel), Affine.of(sample)), Map.of(h, row, w, column)))
                .isEqualTo((((panel * 3 + sample) * 6 + row) * 4 + column) * LANES);
          }
        }
      }
    }
  }

  /** A stride of two reads every second row and column: these alone are copied. */
  @Test
  void panelsHaveWhatIsRead() {
    Contraction nest = Contractions.of("x[8, 8, 32]) { y = x -> conv(32, 1, stride = 2) }", "dConvWeight");
    PanelLayout numbers = PanelLayout.of(nest.product().orElseThrow().number(), nest,
        Contraction.contiguous(nest.product().orElseThrow().number()).orElseThrow(), LANES).value();

    assertThat(numbers.points()).isEqualTo(16);
    PanelLayout.Dimension rows = numbers.dimensions().get(0);
    assertThat(rows.source()).isEqualTo(Affine.of(rows.axis()).times(2));
    assertThat(rows.place()).isEqualTo(Affine.of(nest.reduced().get(0)));
  }

  /** A window that leaves the picture reads all of it. */
  @Test
  void panelsOfAWindowHaveThePicture() {
    Contraction nest = Contractions.of("x[8, 8, 32]) { y = x -> conv(32, 5) }", "dConvWeight");
    PanelLayout numbers = PanelLayout.of(nest.product().orElseThrow().number(), nest,
        Contraction.contiguous(nest.product().orElseThrow().number()).orElseThrow(), LANES).value();

    assertThat(numbers.points()).isEqualTo(64);
  }

  @Test
  void partsOfVectorsHaveNoPanels() {
    Contraction nest = Contractions.of("x[8, 8, 32]) { y = x -> conv(40, 1) }", "dConvWeight");
    assertThat(PanelLayout.of(nest.product().orElseThrow().vector(), nest, nest.row(), LANES))
        .isEqualTo(Match.no("channels that are no whole vectors"));
  }

  /**
   * What is added up in registers and in memory before it goes to the array is rounded no more often than allowed, and
   * all of it is added.
   */
  @Test
  void blocksKeepDigits() {
    for (long points = 1; points <= 3000; points++) {
      assertKeepsDigits(PanelBlocks.joined(points), 1);
    }
    for (long rows = 1; rows <= 120; rows++) {
      for (long along = 1; along <= 230; along++) {
        for (long overhang = 0; overhang < Math.min(4, rows); overhang++) {
          PanelBlocks blocks =
              PanelBlocks.ofRows(new Axis("h", rows), rows * along, along, overhang).orElseThrow();
          assertKeepsDigits(blocks, blocks.samples() * along);
        }
      }
    }
  }

  /** A block of rows divides them, and is larger than what may be outside. */
  @Test
  void blocksOfRows() {
    assertThat(PanelBlocks.ofRows(new Axis("h", 28), 28 * 28, 28, 1).orElseThrow().size()).isEqualTo(14);
    assertThat(PanelBlocks.ofRows(new Axis("h", 7), 7 * 7, 7, 1).orElseThrow().size()).isEqualTo(7);
    assertThat(PanelBlocks.ofRows(new Axis("h", 56), 56 * 56, 56, 3).orElseThrow().size()).isEqualTo(7);
  }

  private static void assertKeepsDigits(PanelBlocks blocks, long points) {
    assertWithMessage("%s", blocks).that(blocks.terms() + blocks.parts()).isAtMost(62);
    assertWithMessage("%s", blocks).that(blocks.terms() * blocks.parts()).isAtLeast(blocks.size() * points);
  }
}
