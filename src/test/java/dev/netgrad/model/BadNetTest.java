package dev.netgrad.model;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.Golden;
import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code bad/*.net} and {@code warned/*.net} is answered with the {@code .txt} beside it; {@code -Drecreate=true}
 * writes the answers.
 */
final class BadNetTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/netgrad/model");

  private static List<Path> inputs(String folder) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(f -> f.toString().endsWith(".net")).sorted().toList();
    }
  }

  static List<Path> bad() throws IOException {
    return inputs("bad");
  }

  static List<Path> warned() throws IOException {
    return inputs("warned");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void isAnsweredWithErrors(Path input) throws IOException {
    assertAnswered(input, true);
  }

  @ParameterizedTest
  @MethodSource("warned")
  void isAnsweredWithWarnings(Path input) throws IOException {
    assertAnswered(input, false);
  }

  private static void assertAnswered(Path input, boolean wrong) throws IOException {
    Diagnostics reading = new Diagnostics();
    Diagnostics diagnostics = Analysis.of(Modules.load(input, reading), reading).diagnostics();
    assertWithMessage("errors in %s", input).that(diagnostics.hasErrors()).isEqualTo(wrong);
    String answer = DiagnosticPrinter.print(diagnostics);
    Golden.expect(input.resolveSibling(input.getFileName().toString().replace(".net", ".txt")), answer);
  }
}
