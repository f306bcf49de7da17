package dev.netgrad.model;

import dev.netgrad.source.Span;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names and what they stand for, inside an enclosing scope. */
final class Scope {
  private record Entry(Value value, Span place) {}

  private final Scope outer;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  Scope() {
    this(null);
  }

  Scope(Scope outer) {
    this.outer = outer;
  }

  /** What the name stands for; null if nothing. */
  Value find(String name) {
    for (Scope s = this; s != null; s = s.outer) {
      Entry entry = s.entries.get(name);
      if (entry != null) {
        return entry.value;
      }
    }
    return null;
  }

  /** Where this scope itself defines the name. */
  Optional<Span> place(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::place);
  }

  void define(String name, Value value, Span place) {
    entries.put(name, new Entry(value, place));
  }

  /** Every name that can be seen from here. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Scope s = this; s != null; s = s.outer) {
      names.addAll(s.entries.keySet());
    }
    return names;
  }
}
