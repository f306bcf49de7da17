package dev.netgrad.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the messages of one compilation, so that a run reports every error and not just the first. The same message
 * said twice at the same place counts once.
 */
public final class Diagnostics {
  private final Set<Diagnostic> all = new LinkedHashSet<>();

  public void add(Diagnostic diagnostic) {
    all.add(diagnostic);
  }

  public void addAll(Diagnostics others) {
    all.addAll(others.all);
  }

  public boolean hasErrors() {
    return all.stream().anyMatch(Diagnostic::isError);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** All messages by file and place. */
  public List<Diagnostic> sorted() {
    List<Diagnostic> list = new ArrayList<>(all);
    list.sort(Comparator.comparing((Diagnostic d) -> d.span().file().name()).thenComparingInt(d -> d.span().start()));
    return list;
  }

  /** Ends the stage: throws if there is an error. */
  public void throwIfErrors() {
    if (hasErrors()) {
      throw new InvalidNetException(this);
    }
  }
}
