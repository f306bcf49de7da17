package dev.netgrad.train;

import java.util.List;

/**
 * A network, as all see it that train it or use it: generated adapters implement it, so that they need to know neither
 * the network nor how it was compiled.
 *
 * <p>A step of training is two calls. {@link #gradient} says what a batch would do and changes nothing; {@link #apply}
 * does it. What comes between may be clipping, the sum over several batches, or over several machines:
 * <pre>{@code
 * BatchGradient sum = model.gradient(first, 0).copy();
 * sum.add(model.gradient(second, first.samples()));
 * sum.scale(Math.min(1, 5 / sum.norm()));
 * model.apply(sum);
 * }</pre>
 *
 * <p>A model holds its weights and its buffers. It is used by one thread at a time, though it may use several itself.
 * Batches have any size from 1; the size may change from call to call, and buffers grow as needed.
 */
public interface Model {
  /**
   * Which network it is.
   *
   * @return the network's name in its source
   */
  String name();

  /**
   * What a sample has in training.
   *
   * @return the network's inputs in the order of the source, class numbers among them
   */
  List<Port> inputs();

  /**
   * What a sample has in inference.
   *
   * @return those of {@link #inputs()} that more than the loss reads
   */
  List<Port> inferenceInputs();

  /**
   * What inference gives.
   *
   * @return the network's outputs in the order of the source
   */
  List<Port> outputs();

  /**
   * Whether the network has a loss and an optimizer.
   *
   * @return whether it can be asked for {@link #gradient} and {@link #apply}
   */
  boolean trains();

  /**
   * Numbers that neither the network nor its weights say, such as a learning rate; none has a value at first.
   *
   * @return their names in the source, in the order of their use
   */
  List<String> numbers();

  /**
   * Gives a number its value, which it keeps until it is given another.
   *
   * @param number one of {@link #numbers()}
   * @param value what it is from now on
   * @throws IllegalArgumentException if there is no such number
   */
  void set(String number, float value);

  /**
   * What the optimizer changes. The arrays are the model's own: reading them shows the present values, and writing to
   * them between two calls changes the model.
   *
   * @return the parameters in the order of the source, under their qualified names
   */
  List<NamedArray> parameters();

  /**
   * What inference needs beside the parameters, such as running statistics; the arrays are the model's own.
   *
   * @return the states in the order of the source, under their qualified names
   */
  List<NamedArray> state();

  /**
   * What the optimizer keeps from step to step, such as momentum; the arrays are the model's own until the next
   * {@link #initialise}.
   *
   * @return for each of the optimizer's states an array for each parameter, named like {@code m.conv1.weight}
   */
  List<NamedArray> optimizerState();

  /**
   * How many steps were made since {@link #initialise}; the optimizer's step and random numbers depend on it.
   *
   * @return calls of {@link #apply}, and those of before that {@link #resumeAfter} told of
   */
  long steps();

  /**
   * Goes on where an earlier training ended, whose parameters, states and optimizer state are copied into the arrays of
   * this one, after {@link #initialise} with the same seed.
   *
   * @param steps how many were made then, at least 0
   */
  void resumeAfter(long steps);

  /**
   * Sets parameters, state and the optimizer's memory to their initial values.
   *
   * @param seed decides every random number, those of the initial values and those that training steps draw: equal
   *     seeds, equal models
   */
  void initialise(long seed);

  /**
   * What a batch would do, in train mode; the model stays as it is.
   *
   * @param batch has {@link #inputs()}
   * @param first the index of its first sample among all of the step: 0, unless the step's batch comes in parts. The
   *     random numbers of a sample depend on its index, so that they are the same however the step is divided
   * @return gradients, states and loss, in arrays that the next call of this method overwrites
   * @throws IllegalArgumentException if an input is missing or too short, if a whole number is out of range, or if the
   *     batch is too large for an array
   * @throws IllegalStateException if one of {@link #numbers()} that it reads has no value
   * @throws UnsupportedOperationException if the network does not {@link #trains() train}
   */
  BatchGradient gradient(Batch batch, long first);

  /**
   * One step of the optimizer: changes the parameters by the gradients, and lets the states take their new values.
   *
   * @param gradient of this model or of one of the same network
   * @throws IllegalArgumentException if it is of another network; the model is then unchanged
   * @throws IllegalStateException if one of {@link #numbers()} that it reads has no value; the model is then unchanged
   * @throws UnsupportedOperationException if the network does not {@link #trains() train}
   */
  void apply(BatchGradient gradient);

  /**
   * The network's outputs in evaluation mode; the model stays as it is.
   *
   * @param inputs has {@link #inferenceInputs()}
   * @param outputs has arrays that receive {@link #outputs()}
   * @throws IllegalArgumentException if an array is missing or too short, if a whole number is out of range, or if the
   *     batch is too large for an array
   * @throws IllegalStateException if one of {@link #numbers()} that it reads has no value
   */
  void infer(Batch inputs, Batch outputs);

  /**
   * What says how good the network is on a data set.
   *
   * @return the names of its metrics in the order of the source
   */
  default List<String> metrics() {
    return List.of();
  }

  /**
   * Begins to measure a data set.
   *
   * @return a measurement of no samples yet, which changes nothing of the model
   * @throws UnsupportedOperationException if there are no {@link #metrics}
   */
  default Measurement measurement() {
    throw new UnsupportedOperationException(name() + " has no metrics");
  }
}
