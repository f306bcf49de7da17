package dev.netgrad.api;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * What there is to say about a place in a {@code .net} text.
 *
 * @param code its code, such as {@code E301}, which never changes its meaning; {@code netgrad explain CODE} says more.
 *     Codes of errors begin with {@code E}, those of warnings with {@code W}
 * @param text what is wrong, a sentence without a full stop
 * @param file the name of the file, as it was read or imported
 * @param line the line of the first character concerned, counted from 1
 * @param column its column, counted from 1 in code points
 * @param hint what would mend it, a sentence without a full stop, where that is known
 */
public record NetMessage(String code, String text, String file, int line, int column, Optional<String> hint) {

  static List<NetMessage> of(Diagnostics diagnostics) {
    return diagnostics.sorted().stream().map(NetMessage::of).toList();
  }

  private static NetMessage of(Diagnostic diagnostic) {
    Span span = diagnostic.span();
    return new NetMessage(diagnostic.code().number(), diagnostic.message(), span.file().name(), span.line(),
        span.column(), diagnostic.hint().map(Hint::text));
  }

  /**
   * Whether it is an error, which stops the compilation, or a warning.
   *
   * @return true for an error
   */
  public boolean isError() {
    return code.startsWith("E");
  }
}
