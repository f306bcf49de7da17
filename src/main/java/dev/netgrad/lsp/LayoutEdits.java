package dev.netgrad.lsp;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Formatter;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.TextEdit;

/** Formatting, as {@code netgrad fmt} does it; of a text with errors in its syntax there is none. */
final class LayoutEdits {
  private LayoutEdits() {}

  static List<TextEdit> of(Document document) {
    SourceFile file = document.file();
    Optional<String> formatted = Formatter.format(file, new Diagnostics());
    return formatted.filter(text -> !text.equals(file.text())).map(text -> List.of(edit(file, text)))
        .orElse(List.of());
  }

  /** The lines from the first difference to the last, so that the cursor elsewhere stays where it is. */
  private static TextEdit edit(SourceFile file, String after) {
    String before = file.text();
    int start = 0;
    int shorter = Math.min(before.length(), after.length());
    while (start < shorter && before.charAt(start) == after.charAt(start)) {
      start++;
    }
    int same = 0;
    while (same < shorter - start
        && before.charAt(before.length() - 1 - same) == after.charAt(after.length() - 1 - same)) {
      same++;
    }
    int first = file.lineStart(file.line(start));
    int end = before.length() - same;
    int line = file.line(end);
    int last = file.lineStart(line) == end ? end : line < file.lines() ? file.lineStart(line + 1) : before.length();
    return new TextEdit(Positions.range(new Span(file, first, last)),
        after.substring(first, after.length() - (before.length() - last)));
  }
}
