package dev.netgrad.train;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The smallest model there is: logits = x·weight + bias, cross-entropy, plain gradient descent; written by hand. */
public final class LogisticRegression implements Model {
  private final int[] shape;
  private final int size;
  private final int classes;
  private final float[] weight;
  private final float[] bias;
  private final float[] steps = new float[1];
  private float rate;

  public LogisticRegression(int[] shape, int classes) {
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
  public List<Port> inputs() {
    return List.of(Port.numbers("x", shape), Port.wholes("label", classes));
  }

  @Override
  public List<Port> inferenceInputs() {
    return List.of(Port.numbers("x", shape));
  }

  @Override
  public List<Port> outputs() {
    return List.of(Port.numbers("logits", classes));
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public List<String> numbers() {
    return List.of("lr");
  }

  @Override
  public void set(String number, float value) {
    rate = value;
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
  public List<NamedArray> optimizerState() {
    return List.of();
  }

  @Override
  public long steps() {
    return (long) steps[0];
  }

  @Override
  public void resumeAfter(long before) {
    steps[0] = before;
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
  public BatchGradient gradient(Batch batch, long first) {
    int samples = batch.samples();
    float[] inputs = batch.numbers("x");
    int[] labels = batch.wholes("label");
    float[] scores = new float[samples * classes];
    scores(samples, inputs, scores);
    double loss = 0;
    float[] ofWeight = new float[weight.length];
    float[] ofBias = new float[bias.length];
    for (int n = 0; n < samples; n++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(scores[n * classes + k]);
      }
      loss += Math.log(sum) - scores[n * classes + labels[n]];
      for (int k = 0; k < classes; k++) {
        double gradient = Math.exp(scores[n * classes + k]) / sum - (k == labels[n] ? 1 : 0);
        ofBias[k] += (float) (gradient / samples);
        for (int i = 0; i < size; i++) {
          ofWeight[i * classes + k] += (float) (gradient / samples) * inputs[n * size + i];
        }
      }
    }
    return new BatchGradient(samples, loss / samples, List.of(
        new NamedArray("dense.weight", new int[] {size, classes}, ofWeight),
        new NamedArray("dense.bias", new int[] {classes}, ofBias)),
        List.of(new NamedArray("steps", new int[0], new float[] {steps[0] + 1})));
  }

  @Override
  public void apply(BatchGradient gradient) {
    List<NamedArray> copies = gradient.copy().gradients();
    gradient.copyTo(copies, state());
    for (int p = 0; p < copies.size(); p++) {
      float[] values = parameters().get(p).values();
      for (int i = 0; i < values.length; i++) {
        values[i] -= rate * copies.get(p).values()[i];
      }
    }
  }

  @Override
  public void infer(Batch inputs, Batch outputs) {
    scores(inputs.samples(), inputs.numbers("x"), outputs.numbers("logits"));
  }

  private void scores(int samples, float[] inputs, float[] scores) {
    for (int n = 0; n < samples; n++) {
      for (int k = 0; k < classes; k++) {
        float sum = bias[k];
        for (int i = 0; i < size; i++) {
          sum += inputs[n * size + i] * weight[i * classes + k];
        }
        scores[n * classes + k] = sum;
      }
    }
  }
}
