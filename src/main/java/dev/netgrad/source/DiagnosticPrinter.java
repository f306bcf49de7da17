package dev.netgrad.source;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Shows diagnostics to a person:
 * <pre>
 * E301 error: the operands of + have different shapes
 *   --&gt; block.net:7:8
 *    7 |   relu(f + skip)
 *      |        ^ [16, 16, 32]
 *   --&gt; block.net:6:3
 *    6 |   skip = x
 *      |   ^^^^ [32, 32, 16]
 *   hint: give the skip a strided projection
 * </pre>
 */
public final class DiagnosticPrinter {
  private static final int WIDEST_LINE = 160;

  private DiagnosticPrinter() {}

  public static String print(Diagnostics diagnostics) {
    return print(diagnostics, SourceFile::name);
  }

  /** @param names what to call a file */
  public static String print(Diagnostics diagnostics, Function<SourceFile, String> names) {
    return diagnostics.sorted().stream().map(d -> print(d, names)).collect(Collectors.joining("\n"));
  }

  public static String print(Diagnostic d) {
    return print(d, SourceFile::name);
  }

  private static String print(Diagnostic d, Function<SourceFile, String> names) {
    StringBuilder out = new StringBuilder();
    out.append(d.code()).append(d.isError() ? " error: " : " warning: ");
    out.append(visible(d.message())).append('\n');
    for (Diagnostic.Label label : d.labels()) {
      place(label, names, out);
    }
    d.hint().ifPresent(hint -> out.append("  hint: ").append(visible(hint.text())).append('\n'));
    return out.toString();
  }

  private static void place(Diagnostic.Label label, Function<SourceFile, String> names, StringBuilder out) {
    Span span = label.span();
    out.append("  --> ").append(names.apply(span.file()));
    if (!span.hasLine()) {
      out.append('\n');
      return;
    }
    out.append(':').append(span.line()).append(':').append(span.column()).append('\n');
    String line = span.file().lineText(span.line());
    int first = span.file().text().length() == 0 ? 0 : span.column() - 1;
    int[] points = line.codePoints().toArray();
    int from = Math.max(0, Math.min(first, points.length) - WIDEST_LINE / 2);
    int to = Math.min(points.length, from + WIDEST_LINE);
    String number = String.format(Locale.ROOT, "%4d | ", span.line());
    out.append(number).append(visible(new String(points, from, to - from))).append('\n');
    int width = Math.max(1, Math.min(span.text().lines().findFirst().orElse("").codePointCount(0,
        span.text().lines().findFirst().orElse("").length()), to - first));
    out.append("     | ").append(" ".repeat(Math.max(0, first - from))).append("^".repeat(width));
    if (!label.text().isEmpty()) {
      out.append(' ').append(visible(label.text()));
    }
    out.append('\n');
  }

  /** Control and direction-changing characters shown as a replacement, so that a message cannot lie about the text. */
  private static String visible(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> out.appendCodePoint(
        c == '\t' ? ' ' : Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? 0xFFFD : c));
    return out.toString();
  }
}
