package dev.netgrad.tensor;

import dev.netgrad.source.Span;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a tensor comes from: the formula or call in the {@code .net} file, and the calls that led there, the innermost
 * first.
 *
 * @param span the statement or expression that defines the tensor
 * @param calls the places of the calls through which it was put in place
 */
public record Origin(Span span, List<Span> calls) {
  public Origin {
    calls = List.copyOf(calls);
  }

  /** The formula or call, then the calls that led there. */
  public List<Span> places() {
    return Stream.concat(Stream.of(span), calls.stream()).toList();
  }

  /** The place a reader would look at: in their own file, the call; otherwise the formula itself. */
  public Span place() {
    return calls.isEmpty() ? span : calls.get(calls.size() - 1);
  }
}
