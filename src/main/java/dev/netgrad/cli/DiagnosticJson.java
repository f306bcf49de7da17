package dev.netgrad.cli;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Diagnostics for editors. Lines and columns count from 1, columns in code points; an end is where the next character
 * stands.
 */
final class DiagnosticJson {
  private final Path main;

  /**
   * @param main the file that was compiled, as it was named
   */
  DiagnosticJson(Path main) {
    this.main = main;
  }

  Map<String, Object> of(Diagnostic diagnostic) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("file", file(diagnostic.span()));
    out.put("code", diagnostic.code().number());
    out.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
    out.put("message", diagnostic.message());
    out.put("labels", diagnostic.labels().stream().map(label -> of(label.span(), label.text())).toList());
    diagnostic.hint().ifPresent(hint -> {
      out.put("hint", hint.text());
      out.put("fixes", hint.fixes().stream().map(fix -> of(fix.span(), fix.text())).toList());
    });
    return out;
  }

  private Map<String, Object> of(Span span, String text) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("file", file(span));
    out.put("line", span.line());
    out.put("column", span.column());
    out.put("endLine", span.endLine());
    out.put("endColumn", span.endColumn());
    out.put("text", text);
    return out;
  }

  /** A path as the main file's was given, relative or not. */
  private String file(Span span) {
    return FileNames.of(span.file(), !main.isAbsolute());
  }
}
