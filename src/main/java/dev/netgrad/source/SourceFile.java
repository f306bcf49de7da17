package dev.netgrad.source;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A {@code .net} file's text under the name that messages show. Lines end in LF, CR LF or CR.
 */
public final class SourceFile {
  private final String name;
  private final String text;
  private final Optional<Path> path;
  private final int[] lineStarts;

  /** A text that is in no file. */
  public SourceFile(String name, String text) {
    this(name, text, Optional.empty());
  }

  /** @param path the file that the text was read from; it may be one in a jar */
  public SourceFile(String name, String text, Optional<Path> path) {
    this.name = name;
    this.text = text;
    this.path = path;
    this.lineStarts = lineStarts(text);
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean endsLine = c == '\n' || c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n');
      if (endsLine) {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * lines);
        }
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  /** The path from the root of the file's folder or jar. */
  public String name() {
    return name;
  }

  /** The last part of the name. */
  public String shortName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  public Optional<Path> path() {
    return path;
  }

  public String text() {
    return text;
  }

  /** The line of a character offset, counted from 1. */
  public int line(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The column of a character offset within its line, in code points, counted from 1. */
  public int column(int offset) {
    int start = lineStarts[line(offset) - 1];
    return text.codePointCount(start, Math.min(offset, text.length())) + 1;
  }

  /** How many lines there are; behind the last line end is one more, be it empty. */
  public int lines() {
    return lineStarts.length;
  }

  /** The character offset at which a line (counted from 1) starts. */
  public int lineStart(int line) {
    return lineStarts[line - 1];
  }

  /** The text of a line (counted from 1) without its line end. */
  public String lineText(int line) {
    int start = lineStarts[line - 1];
    int end = line < lineStarts.length ? lineStarts[line] : text.length();
    while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return name;
  }
}
