package dev.netgrad.train;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The smallest model there is: logits = x·weight + bias, cross-entropy, plain gradient descent; written by hand. */
final class LogisticRegression implements Model {
  private final int[] shape;
  private final int size;
  private final int classes;
  private final float[] weight;
  private final float[] bias;
  private final float[] steps = new float[1];

  LogisticRegression(int[] shape, int classes) {
    this.shape = shape;
    this.size = Shapes.size(shape);
    this.classes = classes;
    this.weight = new float[size * classes];
    this.bias = new float[classes];
  }

  @Override
  public String name() {
    return "LogisticRegression";
  }

  @Override
  public int[] inputShape() {
    return shape.clone();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public List<NamedArray> parameters() {
    return List.of(
        new NamedArray("dense.weight", new int[] {size, classes}, weight),
        new NamedArray("dense.bias", new int[] {classes}, bias));
  }

  @Override
  public List<NamedArray> state() {
    return List.of(new NamedArray("steps", new int[0], steps));
  }

  @Override
  public void initialise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextDouble(-0.01, 0.01);
    }
    Arrays.fill(bias, 0);
    steps[0] = 0;
  }

  @Override
  public float trainStep(int batch, float[] inputs, int[] labels, float learningRate) {
    float[] scores = new float[batch * classes];
    infer(batch, inputs, scores);
    double loss = 0;
    for (int n = 0; n < batch; n++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(scores[n * classes + k]);
      }
      loss += Math.log(sum) - scores[n * classes + labels[n]];
      for (int k = 0; k < classes; k++) {
        double gradient = Math.exp(scores[n * classes + k]) / sum - (k == labels[n] ? 1 : 0);
        float step = (float) (learningRate * gradient / batch);
        bias[k] -= step;
        for (int i = 0; i < size; i++) {
          weight[i * classes + k] -= step * inputs[n * size + i];
        }
      }
    }
    steps[0]++;
    return (float) (loss / batch);
  }

  @Override
  public void infer(int batch, float[] inputs, float[] logits) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch);
    }
    for (int n = 0; n < batch; n++) {
      for (int k = 0; k < classes; k++) {
        float sum = bias[k];
        for (int i = 0; i < size; i++) {
          sum += inputs[n * size + i] * weight[i * classes + k];
        }
        logits[n * classes + k] = sum;
      }
    }
  }
}
