package dev.netgrad.syntax;

import dev.netgrad.source.SourceFile;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * A file's text for the lexer: read by code points, placed by characters, so that a token's place is a
 * {@link dev.netgrad.source.Span}'s without conversion. Half a surrogate pair reads as itself, which no token matches.
 */
final class TextStream implements CharStream {
  private final SourceFile file;
  private final String text;
  private int index;

  TextStream(SourceFile file) {
    this.file = file;
    this.text = file.text();
  }

  @Override
  public void consume() {
    if (index >= text.length()) {
      throw new IllegalStateException("cannot consume the end of the text");
    }
    index += Character.charCount(text.codePointAt(index));
  }

  @Override
  public int LA(int distance) {
    int at = index;
    for (int i = 1; i < distance && at < text.length(); i++) {
      at += Character.charCount(text.codePointAt(at));
    }
    for (int i = 0; i > distance && at > 0; i--) {
      at -= Character.charCount(text.codePointBefore(at));
    }
    return at < text.length() ? text.codePointAt(at) : IntStream.EOF;
  }

  @Override
  public int mark() {
    return 0;
  }

  @Override
  public void release(int marker) {}

  @Override
  public int index() {
    return index;
  }

  @Override
  public void seek(int place) {
    index = place;
  }

  @Override
  public int size() {
    return text.length();
  }

  @Override
  public String getSourceName() {
    return file.name();
  }

  @Override
  public String getText(Interval interval) {
    return text.substring(interval.a, Math.min(interval.b + 1, text.length()));
  }
}
