package dev.netgrad.model.scope;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names and what they stand for, inside an enclosing environment. */
public final class Environment {
  private record Entry(Meaning value, Span place) {}

  private final Environment outer;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Diagnostic.Label> sources = new HashMap<>();

  public Environment() {
    this(null);
  }

  public Environment(Environment outer) {
    this.outer = outer;
  }

  /** What the name stands for; null if nothing. */
  public Meaning find(String name) {
    for (Environment s = this; s != null; s = s.outer) {
      Entry entry = s.entries.get(name);
      if (entry != null) {
        return entry.value;
      }
    }
    return null;
  }

  /** Where this scope itself defines the name. */
  public Optional<Span> place(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::place);
  }

  public void define(String name, Meaning value, Span place) {
    entries.put(name, new Entry(value, place));
  }

  /** Notes how the value of a name came about. */
  public void explain(String name, Diagnostic.Label source) {
    sources.put(name, source);
  }

  /** How the value of a name came about, where there is more to say than what is written where it is defined. */
  public Optional<Diagnostic.Label> source(String name) {
    for (Environment s = this; s != null; s = s.outer) {
      if (s.entries.containsKey(name)) {
        return Optional.ofNullable(s.sources.get(name));
      }
    }
    return Optional.empty();
  }

  /** Every name that can be seen from here. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Environment s = this; s != null; s = s.outer) {
      names.addAll(s.entries.keySet());
    }
    return names;
  }
}
