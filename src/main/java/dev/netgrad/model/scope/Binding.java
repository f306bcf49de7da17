package dev.netgrad.model.scope;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The arguments of a call.
 *
 * @param values by formal parameter: tensors and what is known when compiling; without those left to their defaults
 * @param places where each is written
 * @param sources how those known when compiling came about
 */
public record Binding(Map<String, Meaning> values, Map<String, Span> places, Map<String, Diagnostic.Label> sources) {

  /** The tensor that a stage passes on, and the place it comes from. */
  public record Input(Tensor tensor, Span place) {}

  public Binding {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    sources = Map.copyOf(sources);
  }

  /** The tensors among the arguments. */
  public Stream<Tensor> tensors() {
    return values.values().stream().flatMap(v -> v instanceof Meaning.Whole w ? Stream.of(w.tensor()) : Stream.of());
  }

  /** The same with other values. */
  public Binding with(Map<String, Meaning> others) {
    return new Binding(others, places, sources);
  }

  /** The same with another tensor for a formal parameter. */
  public Binding with(String formal, Tensor tensor) {
    Map<String, Meaning> changed = new LinkedHashMap<>(values);
    changed.put(formal, new Meaning.Whole(tensor));
    return with(changed);
  }
}
