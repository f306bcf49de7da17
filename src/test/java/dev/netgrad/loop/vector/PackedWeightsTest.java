package dev.netgrad.loop.vector;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.loop.plain.ScratchMemory;
import dev.netgrad.schedule.ArrayLayout;
import dev.netgrad.schedule.Contraction;
import dev.netgrad.schedule.Contractions;
import dev.netgrad.schedule.RowBlock;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where weights are that tiles read: each tile's one after the other. */
class PackedWeightsTest {
  private static final int LANES = 16;

  /** Every weight has a place of its own, and the places of a block's vectors follow each other. */
  @Test
  void weightsAreInTheOrderOfTheirTiles() {
    Contraction nest = Contractions.of("x[8, 8, 5]) { y = x -> conv(144, 3) }", "y");
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
            long place = Contractions.value(packed.at(block, start, v, at), Map.of(start, from));
            assertThat(place).isEqualTo(expected);
            expected += LANES;
            places.add(place);
          }
        }
      }
    }
    assertThat(places).hasSize(144 / LANES * 45);
  }
}
