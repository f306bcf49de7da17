package dev.netgrad.checks;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks made at random, raw and simplified, against each other and against central differences. */
class RandomNetTest {

  static LongStream some() {
    return LongStream.range(0, 60);
  }

  static LongStream many() {
    return LongStream.range(60, 1500);
  }

  @ParameterizedTest
  @MethodSource("some")
  void gradientIsThatOfDifferences(long seed) {
    GradientCheck.check(RandomNet.text(seed), 2 + seed % 2);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("many")
  void gradientIsThatOfDifferencesEachTime(long seed) {
    GradientCheck.check(RandomNet.text(seed), 2 + seed % 2);
  }
}
