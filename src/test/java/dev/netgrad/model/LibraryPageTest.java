package dev.netgrad.model;

import dev.netgrad.Golden;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Syntax;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about the standard library says what its files say; {@code -Drecreate=true} writes it. */
class LibraryPageTest {
  private static final Path PAGE = Path.of("src/site/markdown/library.md");
  private static final String INTRODUCTION = """
      # The standard library

      Layers, losses, optimizers and schedules that are there without an import. Each is a formula in a `.net` file, as
      [the language](language.md) describes them, and the compiler knows none of them: one of your own is written the same way.
      This page is made of the files.

      | subject | has |
      |---|---|
      """;

  @Test
  void pageSaysWhatTheFilesSay() throws IOException {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    List<Ast.File> files = StandardLibrary.parse(new Diagnostics());
    for (Ast.File file : files) {
      page.append("| [").append(subject(file)).append("](#").append(subject(file)).append(") | ").append(
          file.declarations().stream().map(d -> "`" + d.name().text() + "`").collect(Collectors.joining(", ")))
          .append(" |\n");
    }
    files.forEach(file -> section(file, page));
    Golden.expect(PAGE, page.toString());
  }

  private static String subject(Ast.File file) {
    return file.span().file().name().replaceAll(".*/|\\.net$", "");
  }

  private static void section(Ast.File file, StringBuilder page) {
    page.append("\n## ").append(subject(file)).append('\n').append(introduction(file.span().file()));
    for (Ast.Declaration declaration : file.declarations()) {
      page.append("\n### ").append(declaration.name().text()).append('\n').append(declaration.documentation())
          .append("\n```net\n").append(declaration.span().text()).append("\n```\n");
    }
  }

  /** The comment at the top of a file. */
  private static String introduction(SourceFile file) {
    return file.text().lines().takeWhile(line -> line.startsWith("// "))
        .map(line -> line.substring("// ".length()) + "\n").collect(Collectors.joining());
  }
}
