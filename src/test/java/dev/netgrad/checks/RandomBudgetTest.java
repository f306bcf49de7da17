package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.VectorApi;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks made at random: with as little memory as there is a plan for, they compute the same, bit for bit. */
class RandomBudgetTest {
  private static final int BATCH = 3;

  @TempDir private Path folder;

  static LongStream some() {
    return LongStream.range(0, 16);
  }

  static LongStream many() {
    return LongStream.range(12, 400);
  }

  @ParameterizedTest
  @MethodSource("some")
  void theSameBits(long seed) {
    check(seed);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("many")
  void theSameBitsEachTime(long seed) {
    check(seed);
  }

  private void check(long seed) {
    boolean vectors = seed % 2 == 0;
    Network network = Nets.network(vectors ? RandomNet.wide(seed) : RandomNet.text(seed));
    EmitOptions options = EmitOptions.of("generated").withVectorBits(vectors ? List.of(VectorApi.preferredBits()) : List.of());
    Compiled kept = vectors ? Compiled.withVectors(network, folder.resolve("kept"), true)
        : Compiled.of(network, folder.resolve("kept"), true, EmitOptions.ElementType.FLOAT);
    Compiled least = Compiled.withLeastMemory(network, folder.resolve("least"), true, BATCH, options);
    assertThat(least.plan().peakBytes(BATCH)).isAtMost(kept.plan().peakBytes(BATCH));
    Map<String, double[]> expected = kept.results(BATCH);
    Map<String, double[]> actual = least.results(BATCH);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) ->
        assertWithMessage(name).that(Arrays.mismatch(actual.get(name), values)).isEqualTo(-1));
  }
}
