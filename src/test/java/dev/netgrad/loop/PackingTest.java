package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Step;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where operands are after they were copied side by side. */
class PackingTest {
  private static final int LANES = 16;

  /** The contraction of the first group that computes a tensor. */
  private static Contraction contraction(String body, String tensor) {
    Plan plan = Compiler.plan(Nets.network("network P(" + body), Options.of(""));
    BlockPlan block = plan.training().values().iterator().next();
    List<Step> steps = new ArrayList<>(block.forward().steps());
    block.backward().ifPresent(b -> steps.addAll(b.steps()));
    return steps.stream().filter(Step.Group.class::isInstance).map(Step.Group.class::cast)
        .filter(g -> g.statements().get(0).target().name().equals(tensor)).findFirst()
        .map(g -> Contraction.of(g.statements(), block::array).value()).orElseThrow();
  }

  private static long value(Affine affine, Map<Axis, Long> at) {
    Map<Axis, Index> values = new HashMap<>();
    at.forEach((axis, i) -> values.put(axis, Index.of(Affine.of(i))));
    return new Substitution(values).apply(affine).numerator().constant();
  }

  /** Every weight has a place of its own, and the places of a block's vectors follow each other. */
  @Test
  void weightsAreInTheOrderOfTheirTiles() {
    Contraction nest = contraction("x[8, 8, 5]) { y = x -> conv(144, 3) }", "y");
    Scalar.Read weights = nest.product().orElseThrow().vector();
    PackedWeights packed = PackedWeights.of(weights, nest, LANES,
        new ScratchMemory(new ArrayLayout(ElementType.FLOAT)));
    Axis start = new Axis("k0", nest.row().extent());
    Set<Long> places = new HashSet<>();
    for (RowBlock block : RowBlock.of(144, LANES, 2)) {
      for (long from = block.from(); from < block.to(); from += block.step()) {
        long expected = from * 45;
        for (long point = 0; point < 45; point++) {
          // The reduced axes in their order, the last one innermost: three by three taps, five channels.
          Substitution at = new Substitution(Map.of(nest.reduced().get(0), Index.of(Affine.of(point / 15)),
              nest.reduced().get(1), Index.of(Affine.of(point / 5 % 3)),
              nest.reduced().get(2), Index.of(Affine.of(point % 5))));
          for (int v = 0; v < block.vectors(); v++) {
            long place = value(packed.at(block, start, v, at), Map.of(start, from));
            assertThat(place).isEqualTo(expected);
            expected += LANES;
            places.add(place);
          }
        }
      }
    }
    assertThat(places).hasSize(144 / LANES * 45);
  }

  /** Panel by panel, in each sample by sample, point by point: a vector of channels for each. */
  @Test
  void panelsHavePointAfterPoint() {
    Contraction nest = contraction("x[6, 4, 32]) { y = x -> conv(48, 1) }", "dConvWeight");
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
            assertThat(value(vectors.at(Affine.of(panel), Affine.of(sample)), Map.of(h, row, w, column)))
                .isEqualTo((((panel * 3 + sample) * 6 + row) * 4 + column) * LANES);
          }
        }
      }
    }
  }

  /** A stride of two reads every second row and column: these alone are copied. */
  @Test
  void panelsHaveWhatIsRead() {
    Contraction nest = contraction("x[8, 8, 32]) { y = x -> conv(32, 1, stride = 2) }", "dConvWeight");
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
    Contraction nest = contraction("x[8, 8, 32]) { y = x -> conv(32, 5) }", "dConvWeight");
    PanelLayout numbers = PanelLayout.of(nest.product().orElseThrow().number(), nest,
        Contraction.contiguous(nest.product().orElseThrow().number()).orElseThrow(), LANES).value();

    assertThat(numbers.points()).isEqualTo(64);
  }

  @Test
  void partsOfVectorsHaveNoPanels() {
    Contraction nest = contraction("x[8, 8, 32]) { y = x -> conv(40, 1) }", "dConvWeight");
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
