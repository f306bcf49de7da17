package dev.netgrad.tensor;

import dev.netgrad.source.Part;
import dev.netgrad.source.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A unit of differentiation and of generated code: a network, or one signature of a {@code block}. Compared by
 * identity.
 */
public final class Block implements Part {
  private final String name;
  private final String signature;
  private final String documentation;
  private final List<Tensor> inputs;
  private final List<Tensor> body;
  private final List<Tensor> outputs;
  private final Map<Tensor, Tensor> updates;
  private final Map<Tensor, Tensor> previous;
  private final Origin origin;
  private final List<Tensor> parameters;
  private final List<Tensor> states;
  private final List<Call> calls;
  private final boolean random;

  /**
   * @param name what the source calls it
   * @param signature name, arguments and input shapes: two blocks of one signature are one object
   * @param inputs defined by {@link Definition.Input} or {@link Definition.RunTime}
   * @param body parameters, state, formulas and results of calls, each before its first read
   * @param outputs what the block gives; of a block that is called, one
   * @param updates the value that a state takes after a training step, by state
   * @param previous what {@link Definition.Previous} tensors have the values of
   */
  public Block(String name, String signature, String documentation, List<Tensor> inputs, List<Tensor> body,
      List<Tensor> outputs, Map<Tensor, Tensor> updates, Map<Tensor, Tensor> previous, Origin origin) {
    this.name = name;
    this.signature = signature;
    this.documentation = documentation;
    this.inputs = List.copyOf(inputs);
    this.body = List.copyOf(body);
    this.outputs = List.copyOf(outputs);
    this.updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    this.previous = Collections.unmodifiableMap(new LinkedHashMap<>(previous));
    this.origin = origin;
    this.parameters = body.stream().filter(t -> t.definition() instanceof Definition.Parameter).toList();
    this.states = body.stream().filter(t -> t.definition() instanceof Definition.State).toList();
    this.calls = body.stream().filter(t -> t.definition() instanceof Definition.Result)
        .map(t -> ((Definition.Result) t.definition()).call()).toList();
    this.random = body.stream().anyMatch(t -> t.definition() instanceof Definition.Random)
        || calls.stream().anyMatch(call -> call.block().drawsRandomNumbers());
  }

  /** A block without scans. */
  public Block(String name, String signature, String documentation, List<Tensor> inputs, List<Tensor> body,
      List<Tensor> outputs, Map<Tensor, Tensor> updates, Origin origin) {
    this(name, signature, documentation, inputs, body, outputs, updates, Map.of(), origin);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Span> places() {
    return origin.places();
  }

  public String signature() {
    return signature;
  }

  public String documentation() {
    return documentation;
  }

  public List<Tensor> inputs() {
    return inputs;
  }

  public List<Tensor> body() {
    return body;
  }

  public List<Tensor> outputs() {
    return outputs;
  }

  public Map<Tensor, Tensor> updates() {
    return updates;
  }

  /** The tensor whose values, at other points, a {@link Definition.Previous} one has. */
  public Map<Tensor, Tensor> previous() {
    return previous;
  }

  public Origin origin() {
    return origin;
  }

  public List<Tensor> parameters() {
    return parameters;
  }

  public List<Tensor> states() {
    return states;
  }

  /** Whether it draws random numbers, or a block that it calls does. */
  public boolean drawsRandomNumbers() {
    return random;
  }

  /** The calls in the order of their results. */
  public List<Call> calls() {
    return calls;
  }
}
