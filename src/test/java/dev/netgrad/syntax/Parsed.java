package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.util.List;

/** Texts parsed for tests. */
final class Parsed {
  private Parsed() {}

  /** The tree of a text that has no error. */
  static Ast.File file(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Ast.File file = Syntax.parse(new SourceFile("test.net", text), diagnostics);
    assertWithMessage("errors in\n%s", text).that(DiagnosticPrinter.print(diagnostics)).isEmpty();
    return file;
  }

  static Ast.Declaration declaration(String text) {
    List<Ast.Declaration> declarations = file(text).declarations();
    assertWithMessage("declarations in\n%s", text).that(declarations).hasSize(1);
    return declarations.get(0);
  }

  /** The statements of a body, each as its shape. */
  static List<String> statements(String body) {
    return declaration("layer test() {\n" + body + "\n}").body().stream().map(Shape::of).toList();
  }

  /** The errors of a text, each as {@code code line:column}. */
  static List<String> errors(String text) {
    return diagnostics(text).stream()
        .map(d -> d.code() + " " + d.span().line() + ":" + d.span().column()).toList();
  }

  static List<Diagnostic> diagnostics(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Syntax.parse(new SourceFile("test.net", text), diagnostics);
    return diagnostics.sorted();
  }
}
