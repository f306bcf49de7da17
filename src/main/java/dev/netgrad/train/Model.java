package dev.netgrad.train;

import java.util.List;

/**
 * A network that classifies, as a trainer sees it: generated adapters implement it, so that training code needs to know
 * neither the network nor how it was compiled.
 *
 * <p>A model holds its weights and its buffers. It is used by one thread at a time, though it may use several itself.
 *
 * <p>Batches have any size from 1; the size may change from call to call, and buffers grow as needed. Arrays that are
 * passed in may be longer than the batch needs: what lies behind is neither read nor written. None is kept.
 */
public interface Model {
  /**
   * Which network it is.
   *
   * @return the network's name in its source
   */
  String name();

  /**
   * The extents of one input sample.
   *
   * @return outermost first, such as {@code [height, width, channels]}; empty if the input is one number
   */
  int[] inputShape();

  /**
   * How many classes there are.
   *
   * @return their number K; labels are 0 … K − 1
   */
  int classes();

  /**
   * How many numbers one input sample has.
   *
   * @return the product of {@link #inputShape()}
   */
  default int inputSize() {
    return Shapes.size(inputShape());
  }

  /**
   * What the optimiser changes. The arrays are the model's own: reading them shows the present values, and writing to
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
   * Sets parameters, state and the optimiser's memory to their initial values.
   *
   * @param seed decides every random number, those of the initial values and those that training steps draw: equal
   *     seeds, equal models
   */
  void initialise(long seed);

  /**
   * One step of the optimiser on the mean loss of a batch.
   *
   * @param batch the number of samples N, at least 1
   * @param inputs N samples, one after the other, each {@link #inputSize()} values
   * @param labels N classes, each from 0 to K − 1
   * @param learningRate the optimiser's learning rate for this step
   * @return the mean loss over the batch before the step, in train mode
   * @throws IllegalArgumentException if {@code batch} is below 1 or too large for an array, if an array is too short,
   *     or if a label is out of range; the model is then unchanged
   */
  float trainStep(int batch, float[] inputs, int[] labels, float learningRate);

  /**
   * The network's outputs in eval mode; parameters and state stay as they are.
   *
   * @param batch the number of samples N, at least 1
   * @param inputs N samples, one after the other, each {@link #inputSize()} values
   * @param logits receives N·K scores, those of one sample next to each other; the largest marks the class
   * @throws IllegalArgumentException if {@code batch} is below 1 or too large for an array, or if an array is too short
   */
  void infer(int batch, float[] inputs, float[] logits);
}
