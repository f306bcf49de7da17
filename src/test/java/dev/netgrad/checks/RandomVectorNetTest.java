package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.Twins;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks made at random, with channels that fill vectors: each vector kernel against its plain twin, and the network
 * that runs them against the interpreter.
 */
class RandomVectorNetTest {
  /** Of the largest number in an array, float code may be off by so much, over all layers. */
  private static final double TOLERANCE = 1e-3;

  private static int networks;
  private static int overridden;

  @TempDir private Path folder;

  static LongStream some() {
    return LongStream.range(0, 30);
  }

  static LongStream many() {
    return LongStream.range(30, 1100);
  }

  @ParameterizedTest
  @MethodSource("some")
  void agrees(long seed) {
    check(seed);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("many")
  void agreesEachTime(long seed) {
    check(seed);
  }

  @AfterAll
  static void vectorsAreUsed() {
    assertWithMessage("vector kernels in %s networks", networks).that(overridden).isAtLeast(2 * networks);
  }

  private void check(long seed) {
    KernelSet.vectorsForCase((int) seed).forEach(kernels -> check(seed, kernels));
  }

  private void check(long seed, KernelSet kernels) {
    String text = RandomNet.wide(seed);
    Compiled compiled = Compiled.with(kernels, Nets.network(text), folder.resolve(kernels.name()), true);
    Twins twins = new Twins(compiled);
    networks++;
    overridden += twins.overridden().size();
    int batch = new int[] {1, 2, 3, 5}[(int) (seed % 4)];
    twins.agree(batch);
    compiled.agreesWithInterpreter(batch, TOLERANCE);
  }
}
