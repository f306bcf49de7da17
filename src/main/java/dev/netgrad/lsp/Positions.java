package dev.netgrad.lsp;

import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/**
 * Places of the protocol, whose lines count from 0 and whose characters are UTF-16 units from the line's start, and
 * places in a text, which are such units from the text's start.
 */
final class Positions {
  private Positions() {}

  static Range range(Span span) {
    return new Range(position(span.file(), span.start()), position(span.file(), span.end()));
  }

  static Position position(SourceFile file, int offset) {
    int within = Math.max(0, Math.min(offset, file.text().length()));
    int line = file.line(within);
    return new Position(line - 1, within - file.lineStart(line));
  }

  /** Of a place behind the end of a line, that end; of one below the text, the end of the text. */
  static int offset(SourceFile file, Position position) {
    if (position.getLine() < 0) {
      return 0;
    } else if (position.getLine() >= file.lines()) {
      return file.text().length();
    }
    int line = position.getLine() + 1;
    int most = file.lineText(line).length();
    return file.lineStart(line) + Math.max(0, Math.min(position.getCharacter(), most));
  }

  static Span span(SourceFile file, Range range) {
    int start = offset(file, range.getStart());
    return new Span(file, start, Math.max(start, offset(file, range.getEnd())));
  }

  /** Whether two stretches touch. */
  static boolean meet(Span a, Span b) {
    return a.start() <= b.end() && b.start() <= a.end();
  }
}
