package dev.netgrad.source;

import java.util.List;

/**
 * What would mend what a message is about.
 *
 * @param text a sentence without a full stop
 * @param fixes the same as changes of the text, none of which overlaps another: made all together, they remove the
 *     message and bring no other, and the file means what its author meant. Empty where a person has to choose: then
 *     the hint is advice
 */
public record Hint(String text, List<Fix> fixes) {

  /** A stretch of a file and what is to stand there instead; an empty stretch is a place to insert at. */
  public record Fix(Span span, String text) {}

  public Hint {
    fixes = List.copyOf(fixes);
  }

  /** What only a person can follow. */
  public static Hint advice(String text) {
    return new Hint(text, List.of());
  }

  /** What can be done as it is said. */
  public static Hint fix(String text, Fix... fixes) {
    return new Hint(text, List.of(fixes));
  }

  /** The same of one change. */
  public static Hint fix(String text, Span span, String replacement) {
    return fix(text, new Fix(span, replacement));
  }

  public boolean isAdvice() {
    return fixes.isEmpty();
  }
}
