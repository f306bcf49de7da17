package dev.netgrad.model;

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
 */
record Binding(Map<String, Value> values, Map<String, Span> places) {
  Binding {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
  }

  /** The tensors among the arguments. */
  Stream<Tensor> tensors() {
    return values.values().stream().flatMap(v -> v instanceof Value.Whole w ? Stream.of(w.tensor()) : Stream.of());
  }

  /** The same with another tensor for a formal parameter. */
  Binding with(String formal, Tensor tensor) {
    Map<String, Value> changed = new LinkedHashMap<>(values);
    changed.put(formal, new Value.Whole(tensor));
    return new Binding(changed, places);
  }
}
