package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.Golden;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code bad/*.net} is answered with the {@code .txt} beside it; {@code -Drecreate=true} writes the answers. */
final class BadInputTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/netgrad/syntax/bad");

  static List<Path> inputs() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".net")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isAnswered(Path input) throws IOException {
    String name = input.getFileName().toString();
    Diagnostics diagnostics = new Diagnostics();
    Optional<SourceFile> file = Syntax.read(input, name, diagnostics);
    file.ifPresent(f -> Syntax.parse(f, diagnostics));
    String answer = DiagnosticPrinter.print(diagnostics);
    assertThat(diagnostics.hasErrors()).isTrue();
    Golden.expect(input.resolveSibling(name.replace(".net", ".txt")), answer);
    for (Diagnostic diagnostic : diagnostics.sorted()) {
      assertThat(diagnostic.code().number()).matches("E1\\d\\d");
      for (Diagnostic.Label label : diagnostic.labels()) {
        assertWithMessage("%s", label).that(label.span().end()).isAtMost(label.span().file().text().length());
      }
    }
  }

  /** Most files end in a declaration that parsing must reach in spite of all errors before it. */
  static List<SourceFile> reached() throws IOException {
    return inputs().stream().flatMap(f -> Syntax.read(f, "bad.net", new Diagnostics()).stream())
        .filter(f -> f.text().contains("layer reached(")).toList();
  }

  @ParameterizedTest
  @MethodSource("reached")
  void isReadToTheEnd(SourceFile file) {
    List<Ast.Declaration> declarations = Syntax.parse(file, new Diagnostics()).declarations();
    assertThat(declarations.get(declarations.size() - 1).name().text()).isEqualTo("reached");
    assertThat(declarations.get(declarations.size() - 1).body()).hasSize(1);
  }
}
