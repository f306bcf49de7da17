package dev.netgrad.source;

/**
 * A stretch of a file's text: the characters from {@code start} up to, not including, {@code end}.
 */
public record Span(SourceFile file, int start, int end) {

  public int line() {
    return file.line(start);
  }

  public int column() {
    return file.column(start);
  }

  /** The line of the first character after the span. */
  public int endLine() {
    return file.line(Math.min(end, file.text().length()));
  }

  /** The column of the first character after the span. */
  public int endColumn() {
    return file.column(Math.min(end, file.text().length()));
  }

  /** The text itself. */
  public String text() {
    return file.text().substring(start, Math.min(end, file.text().length()));
  }

  /** The text itself, on one line. */
  public String onOneLine() {
    return text().replaceAll("\\s+", " ").strip();
  }

  /** From the start of this span to the end of another in the same file. */
  public Span to(Span last) {
    return new Span(file, start, Math.max(end, last.end));
  }

  /** The place before its first character, where something may be inserted. */
  public Span before() {
    return new Span(file, start, start);
  }

  /** The place behind its last character. */
  public Span after() {
    return new Span(file, end, end);
  }

  /** What is to stand here instead, apart from the letters around it. */
  public String spaced(String instead) {
    boolean touchesLeft = start > 0 && !Character.isWhitespace(file.text().charAt(start - 1));
    boolean touchesRight = end < file.text().length() && !Character.isWhitespace(file.text().charAt(end));
    return (touchesLeft ? " " : "") + instead + (touchesRight ? " " : "");
  }

  /** Whether another span lies within this one. */
  public boolean contains(Span other) {
    return file == other.file && start <= other.start && other.end <= end;
  }

  /** {@code file:line}, the way generated code names its source: without the folder, as stack traces do. */
  public String lineReference() {
    return file.shortName() + ":" + line();
  }

  /** Whether there is a line to show; of a file that could not be read there is none. */
  public boolean hasLine() {
    return !file.text().isEmpty();
  }

  /** {@code file:line:column}. */
  @Override
  public String toString() {
    return file.name() + ":" + line() + ":" + column();
  }
}
