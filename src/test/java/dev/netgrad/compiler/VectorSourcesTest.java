package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.emit.ClassFiles;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.loop.Compiled;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the Java with the vector kernels of examples. */
class VectorSourcesTest {
  /** Below what HotSpot takes by a margin, as C2 gives up on some methods that are shorter than that. */
  private static final int LONGEST_METHOD = 6_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"shapes", "mlp", "digits"})
  void compilesWithoutAWarningInMethodsThatTheJitTakes(String name) throws IOException {
    check(name);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "preact20", "resnet18", "resnet50"})
  void compilesWithoutAWarningInMethodsThatTheJitTakesToo(String name) throws IOException {
    check(name);
  }

  /** {@link Compiled} tolerates no warning but that of the incubating module. */
  private void check(String name) throws IOException {
    Compiled compiled = Compiled.of(network(name), folder,
        EmitOptions.of("generated").withVectorBits(EmitOptions.ALL_VECTOR_BITS));
    try (Stream<Path> files = Files.walk(compiled.classes())) {
      List<Path> vectors = files.filter(f -> f.toString().matches(".*Vector\\d+\\.class")).toList();
      assertThat(vectors).hasSize(EmitOptions.ALL_VECTOR_BITS.size());
      for (Path vector : vectors) {
        ClassFiles.codeLengths(Files.readAllBytes(vector)).forEach((method, length) ->
            assertWithMessage("%s of %s", method, vector.getFileName()).that(length).isLessThan(LONGEST_METHOD));
      }
    }
  }

  @Test
  void isTheSameInAnyLocaleAndTimeZone() {
    List<GeneratedSource> here = sources("digits");
    assertThat(here.stream().filter(GeneratedSource::vector).count()).isEqualTo(3);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(sources("digits")).isEqualTo(here);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private static Network network(String name) {
    return Nets.network(Path.of("examples", name + ".net"));
  }

  private static List<GeneratedSource> sources(String name) {
    return Compiler.compile(network(name), Options.of("examples")
        .withEmit(EmitOptions.of("examples").withVectorBits(EmitOptions.ALL_VECTOR_BITS))).sources();
  }
}
