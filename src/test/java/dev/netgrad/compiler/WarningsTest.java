package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.ImportPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read and learn from has no warnings: the examples, and the library, read as a file of its own. */
final class WarningsTest {
  @ParameterizedTest
  @MethodSource("dev.netgrad.checks.Nets#published")
  void thereIsNothingToSay(Path file) throws IOException {
    try (ImportPath folders = new ImportPath(folders())) {
      String warnings = DiagnosticPrinter.print(NetFile.read(file, folders).diagnostics());
      assertWithMessage(warnings).that(warnings).isEmpty();
    }
  }

  /** Some projects import from others; in their builds, that is from jars. */
  private static List<Path> folders() throws IOException {
    try (Stream<Path> examples = Files.walk(Path.of("examples"))) {
      return examples.filter(f -> f.endsWith("src/main/net") || f.endsWith("src/main/resources")).sorted().toList();
    }
  }
}
