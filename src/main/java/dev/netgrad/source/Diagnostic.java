package dev.netgrad.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message about a file: what is wrong, where, and what would mend it.
 *
 * @param message one sentence without a full stop
 * @param labels the places concerned, the one at fault first; never empty
 * @param hint what would mend it, if that is known
 */
public record Diagnostic(Code code, String message, List<Label> labels, Optional<Hint> hint) {

  /** How bad it is: an error stops the compilation, a warning does not. */
  public enum Severity { ERROR, WARNING }

  /** A place and what is to be said about it; the text may be empty. */
  public record Label(Span span, String text) {}

  public Diagnostic {
    labels = List.copyOf(labels);
  }

  public static Diagnostic of(Code code, Span span, String message) {
    return new Diagnostic(code, message, List.of(new Label(span, "")), Optional.empty());
  }

  /** The same message with a text at its first place. */
  public Diagnostic saying(String text) {
    List<Label> changed = new ArrayList<>(labels);
    changed.set(0, new Label(labels.get(0).span(), text));
    return new Diagnostic(code, message, changed, hint);
  }

  /** The same message with a further place. */
  public Diagnostic and(Span span, String text) {
    List<Label> longer = new ArrayList<>(labels);
    longer.add(new Label(span, text));
    return new Diagnostic(code, message, longer, hint);
  }

  /** The same message with a hint that can be followed as it is said. */
  public Diagnostic fix(String text, Span span, String replacement) {
    return hint(Optional.of(Hint.fix(text, span, replacement)));
  }

  /** The same message with a hint that a person has to follow. */
  public Diagnostic advice(String text) {
    return hint(Optional.of(Hint.advice(text)));
  }

  /** The same message with a hint, if there is one. */
  public Diagnostic hint(Optional<Hint> known) {
    return known.isEmpty() ? this : new Diagnostic(code, message, labels, known);
  }

  public Severity severity() {
    return code.severity();
  }

  public boolean isError() {
    return severity() == Severity.ERROR;
  }

  public Span span() {
    return labels.get(0).span();
  }
}
