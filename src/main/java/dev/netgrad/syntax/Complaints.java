package dev.netgrad.syntax;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.source.Span;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;

/** The errors in one file's syntax, at most {@link #MOST} of them: what is no .net file has one in every line. */
final class Complaints {
  static final int MOST = 100;

  private final SourceFile file;
  private final Diagnostics diagnostics;
  private final Map<Integer, Integer> misread = new HashMap<>();
  /** Where the errors are, those not shown among them. */
  private final NavigableSet<Integer> places = new TreeSet<>();
  private int count;

  Complaints(SourceFile file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  void add(Diagnostic diagnostic) {
    count++;
    places.add(diagnostic.span().start());
    if (count <= MOST) {
      diagnostics.add(diagnostic);
    } else if (count == MOST + 1) {
      diagnostics.add(Diagnostic.of(Code.MORE_ERRORS, new Span(file, file.text().length(), file.text().length()),
          "there are more than " + MOST + " errors in this file; the others are not shown"));
    }
  }

  /** Whether there is an error between two places, or at them. */
  boolean isWithin(int start, int end) {
    Integer first = places.ceiling(start);
    return first != null && first <= end;
  }

  /** Whether further ones are not shown. */
  boolean areMany() {
    return count >= MOST;
  }

  /** An error of characters. What the parser then finds wrong in the rest of the line is no news. */
  void addCharacters(Diagnostic diagnostic) {
    add(diagnostic);
    misread.putIfAbsent(diagnostic.span().line(), diagnostic.span().start());
  }

  /** Whether a token stands in a line that was misread before it. */
  boolean isMisread(Token token) {
    int place = token.getStartIndex();
    return !misread.isEmpty() && misread.getOrDefault(file.line(place), Integer.MAX_VALUE) <= place;
  }

  SourceFile file() {
    return file;
  }

  /** A token's place. */
  Span span(Token token) {
    return span(token, token);
  }

  Span span(Token first, Token last) {
    return new Span(file, first.getStartIndex(), Math.max(first.getStartIndex(), last.getStopIndex() + 1));
  }
}
