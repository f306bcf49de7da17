package dev.netgrad.tensor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network as {@code model} gives it. Training and evaluation are two graphs whose parameters and states correspond by
 * qualified name; evaluation has no objective and reads no class numbers that only the loss needs.
 *
 * @param training the graph of a training step; its outputs are the network's outputs
 * @param evaluation the graph with {@code training} false
 * @param objective in {@code training}: the loss as one number for the batch (rank 0), if the network has a loss
 * @param derivatives graphs of evaluation, each of which gives a derivative that the network names, under its name
 * @param metrics the graphs of the metrics that the network names, if it names any
 * @param updates how the optimizer changes the parameters; empty without parameters
 */
public record Network(
    String name, Block training, Block evaluation, Optional<Tensor> objective, List<Update> updates,
    List<Block> derivatives, Optional<Metrics> metrics) {

  /**
   * The optimizer's formula for the parameters that share attributes. It is elementwise, so that one rank-1 formula
   * whose extent is the run-time length (written as the batch extent, {@code N}) serves parameters of every shape.
   *
   * @param formula inputs: parameter, gradient, then run-time scalars; its updates give the parameter (as the input)
   *     and the optimizer's states
   * @param parameters qualified names
   */
  public record Update(Block formula, List<String> parameters) {
    public Update {
      parameters = List.copyOf(parameters);
    }
  }

  public Network {
    updates = List.copyOf(updates);
    derivatives = List.copyOf(derivatives);
  }

  /** Without derivatives and metrics. */
  public Network(
      String name, Block training, Block evaluation, Optional<Tensor> objective, List<Update> updates) {
    this(name, training, evaluation, objective, updates, List.of(), Optional.empty());
  }

  /** The graphs of evaluation beside the network's own: each derivative's, and that of the metrics of a batch. */
  public List<Block> asides() {
    return Stream.concat(derivatives.stream(), metrics.map(Metrics::batch).stream()).toList();
  }
}
