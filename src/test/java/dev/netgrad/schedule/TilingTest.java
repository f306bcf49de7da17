package dev.netgrad.schedule;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.law.Rewriting;
import dev.netgrad.loop.VectorApi;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large tiles are, and how much is done at a time. */
class TilingTest {
  private static Target target(int bits) {
    return VectorApi.targets(List.of(bits)).get(0);
  }

  private static Match<Tiling.Costed> choose(Tiling.Body body, Target target, Predicate<Tiling> tiles) {
    return body.choose(new Wanted(target, Rewriting.free(), tiles));
  }

  private static Tiling.Costed choose(Tiling.Body body, int bits) {
    return choose(body, target(bits), tiling -> true).value();
  }

  private static Tiling.Body products(long extent, long rowVectors, Tiling.Rest rest) {
    return Tiling.Body.ofProducts(extent, rowVectors, rest);
  }

  /** Accumulators, the vectors that are multiplied, and the number for all lanes have a register each. */
  @ParameterizedTest
  @CsvSource({"128, 32", "256, 16", "512, 32"})
  void tilesFitTheRegisters(int bits, int registers) {
    for (long extent = 1; extent <= 64; extent++) {
      for (long rowVectors = 1; rowVectors <= 8; rowVectors++) {
        Tiling tiling = choose(products(extent, rowVectors, Tiling.Rest.APART), bits).tiling();
        assertWithMessage("%s by %s: %s", extent, rowVectors, tiling)
            .that(tiling.along() * tiling.vectors() + tiling.vectors() + 1).isAtMost(registers);
        assertThat(tiling.along()).isAtMost(extent);
        assertThat((long) tiling.vectors()).isAtMost(rowVectors);
      }
    }
  }

  /** Fewer loads for each multiply-add are better, of those that use no register twice: 14·2 + 2 + 1 = 31 of 32. */
  @Test
  void theLargestTileOfLeastLoadsIsTaken() {
    assertThat(choose(products(14, 2, Tiling.Rest.APART), 512).tiling()).isEqualTo(new Tiling(14, 2));
    assertThat(choose(products(14, 2, Tiling.Rest.APART), 256).tiling()).isEqualTo(new Tiling(6, 2));
    assertThat(choose(products(28, 1, Tiling.Rest.APART), 512).tiling()).isEqualTo(new Tiling(28, 1));
  }

  /** A tile that leaves no rest wins over a slightly larger one; where it must divide, it does. */
  @Test
  void restsCost() {
    assertThat(choose(products(7, 4, Tiling.Rest.APART), 512).tiling().along()).isEqualTo(7);
    for (long extent = 1; extent <= 64; extent++) {
      assertThat(extent % choose(products(extent, 4, Tiling.Rest.NONE), 512).tiling().along()).isEqualTo(0);
    }
  }

  /** Too few accumulators wait for each other: 1 of the 8 that two units keep under way takes eight times as long. */
  @Test
  void latencyIsPartOfTheCost() {
    double one = choose(products(1, 1, Tiling.Rest.APART), 512).cost();
    double four = choose(products(4, 1, Tiling.Rest.APART), 512).cost();
    assertThat(one).isWithin(1e-9).of(8 * (2 + 0.2 * 2));
    assertThat(four).isWithin(1e-9).of(2 * (1.25 + 0.2 * 1.25));
    Target halves = Profile.parse("avx512-halves").orElseThrow().targets(List.of(512), target(512).element()).get(0);
    assertThat(choose(products(1, 1, Tiling.Rest.APART), halves, tiling -> true).value().cost())
        .isWithin(1e-9).of(4 * (2 + 0.2 * 2));
  }

  /** A hundred terms in a body are enough for the JIT: of nine taps each, eleven outputs. */
  @Test
  void bodiesStaySmall() {
    Tiling tiling = choose(new Tiling.Body(28, 2, 1, 9, 1, (along, vectors) -> along + 9L * vectors, Tiling.Rest.APART),
        512).tiling();
    assertThat(tiling.along() * tiling.vectors() * 9).isAtMost(100);
  }

  @Test
  void aSetTileIsTakenOrRefused() {
    Tiling.Body body = products(28, 2, Tiling.Rest.APART);
    assertThat(choose(body, target(512), new Tiling(3, 1)::equals).value().tiling()).isEqualTo(new Tiling(3, 1));
    assertThat(choose(body, target(512), new Tiling(33, 4)::equals))
        .isEqualTo(Match.no("a tile of another size is set, which does not fit"));
  }

  /** Weights of up to half of the second cache stay there; larger ones are worth reading again for what they save. */
  @Test
  void slicesOfWeights() {
    Target target = target(512);
    long half = target.caches().second() / 2;
    assertThat(Blocking.unitsOfSlice(half, 4, 1 << 10, target)).isEqualTo(OptionalLong.of(1));
    assertThat(Blocking.unitsOfSlice(2 * half, 64, 1 << 14, target)).isEqualTo(OptionalLong.of(half >> 14));
    assertThat(Blocking.unitsOfSlice(2 * half, 2, 1 << 10, target)).isEqualTo(OptionalLong.empty());
  }

  /** Blocks are as equal as whole rows allow, cover all rows, and none is longer than it may be. */
  @Test
  void blocksAreEven() {
    for (long rows = 1; rows <= 60; rows++) {
      for (long most = 1; most <= 60; most++) {
        long size = Blocking.evenly(rows, most);
        assertThat(size).isAtMost(Math.max(1, most));
        long blocks = (rows + size - 1) / size;
        assertThat(blocks).isEqualTo((rows + most - 1) / most);
        assertThat(rows - (blocks - 1) * size).isGreaterThan(size - blocks);
      }
    }
    assertThat(Blocking.cut(56, 16)).isEqualTo(14);
    assertThat(Blocking.cut(31, 16)).isEqualTo(16);
  }

  /** 32 patches and more are one sample's; of 49 patches with 32 channels, four rows of seven fit a second cache. */
  @Test
  void blocksOfPatches() {
    Target target = target(512);
    assertThat(Blocking.patches(7, 7, 32, target)).isEqualTo(new PatchBlock(7, 7, 1, 4));
    assertThat(Blocking.patches(2, 2, 64, target)).isEqualTo(new PatchBlock(2, 2, 8, 2));
    assertThat(Blocking.patches(7, 7, 32, target).patches()).isEqualTo(28);
    assertThat(Blocking.patchesOfSlice(7, 7)).isEqualTo(new PatchBlock(7, 7, 1, 7));
    assertThat(Blocking.patchesOfSlice(4, 4)).isEqualTo(new PatchBlock(4, 4, 4, 4));
    assertThat(Blocking.fewestSamples(49)).isEqualTo(2);
    assertThat(Blocking.fewestSamples(64)).isEqualTo(1);
  }
}
