package dev.netgrad.checks;

import dev.netgrad.loop.Compiled;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks made at random: raw and simplified derivatives against each other and against central differences, and the
 * generated code, in double, against the interpreter.
 */
class RandomNetTest {
  @TempDir private Path folder;

  static LongStream some() {
    return LongStream.range(0, 60);
  }

  static LongStream many() {
    return LongStream.range(60, 1500);
  }

  /** With calls that no adjoint reaches (1), exact quotients (34, 61) and guards along the row (96) among them. */
  static LongStream generated() {
    return LongStream.concat(LongStream.range(0, 40), LongStream.of(61, 96));
  }

  @ParameterizedTest
  @MethodSource("some")
  void gradientIsThatOfDifferences(long seed) {
    GradientCheck.check(RandomNet.text(seed), 2 + seed % 2);
  }

  @ParameterizedTest
  @MethodSource("generated")
  void generatedCodeAgreesWithInterpreter(long seed) {
    Compiled.of(Nets.network(RandomNet.text(seed)), folder, true).agreesWithInterpreter(3, 1e-7);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("many")
  void gradientIsThatOfDifferencesEachTime(long seed) {
    GradientCheck.check(RandomNet.text(seed), 2 + seed % 2);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("many")
  void generatedCodeAgreesWithInterpreterEachTime(long seed) {
    Compiled.of(Nets.network(RandomNet.text(seed)), folder, true).agreesWithInterpreter(3, 1e-7);
  }
}
