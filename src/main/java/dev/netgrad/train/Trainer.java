package dev.netgrad.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Trains a classifier on a training set, testing it after each epoch.
 *
 * <p>The order of samples and their shifts follow from the seed alone: two runs on the same data take the same steps.
 */
public final class Trainer {
  private final Model model;
  private final Split data;
  private final TrainingOptions options;
  private final TrainingListener listener;

  private final Classification ports;
  private final int sampleSize;
  private final int capacity;
  private final Batch batch;
  private final Batch outputs;
  private final float[] inputs;
  private final int[] labels;
  private final float[] scores;

  private Trainer(Model model, Split data, TrainingOptions options, TrainingListener listener) {
    this.model = model;
    this.data = data;
    this.options = options;
    this.listener = listener;
    this.ports = Classification.of(model).orElseThrow(() ->
        new IllegalArgumentException(model.name() + " is no classifier that trains"));
    this.sampleSize = ports.features().size();
    if (data.train().sampleSize() != sampleSize || data.train().classes() != ports.classes()) {
      throw new IllegalArgumentException(
          "samples of %s in %d classes for a network on %s in %d classes"
              .formatted(
                  Shapes.format(data.train().shape()),
                  data.train().classes(),
                  Shapes.format(ports.features().shape()),
                  ports.classes()));
    }
    this.capacity = Math.min(options.batch(), Math.max(data.train().size(), data.test().size()));
    if ((long) capacity * Math.max(sampleSize, ports.classes()) > Integer.MAX_VALUE - 8) {
      throw new TrainingException("a batch of " + capacity + " samples is more than an array can hold");
    }
    this.batch = Batch.of(capacity, model.inputs());
    this.outputs = Batch.of(capacity, model.outputs());
    this.inputs = batch.numbers(ports.features().name());
    this.labels = batch.wholes(ports.label().name());
    this.scores = outputs.numbers(ports.scores().name());
  }

  /**
   * Initialises the model and trains it.
   *
   * @param model what is trained
   * @param data samples of the model's input size and classes, already scaled
   * @param options epochs, batches, learning rate and seed
   * @param listener told of each step and epoch
   * @return the epochs, in order
   * @throws TrainingException if a loss is not a finite number: the model is of no use then
   * @throws IllegalArgumentException if the data do not fit the model, or it is no classifier that trains
   */
  public static List<Epoch> train(Model model, Split data, TrainingOptions options, TrainingListener listener) {
    Trainer trainer = new Trainer(model, data, options, listener);
    model.initialise(options.seed());
    SplittableRandom random = new SplittableRandom(options.seed());
    List<Epoch> epochs = new ArrayList<>();
    for (int number = 1; number <= options.epochs(); number++) {
      long start = System.nanoTime();
      double loss = trainer.epoch(number, random.split());
      double accuracy = trainer.accuracy(data.test());
      Epoch epoch = new Epoch(number, loss, accuracy, (System.nanoTime() - start) / 1e9);
      epochs.add(epoch);
      listener.epoch(epoch);
    }
    return epochs;
  }

  /**
   * The share of samples whose largest score is their class's, from 0 to 1; equal scores count for the first class, and
   * a sample whose scores are all NaN counts as missed.
   *
   * @param model what is tested, as it is now
   * @param data samples of the model's input size and classes, scaled like those it was trained on; at least one
   * @param batch how many samples to infer at a time, at least 1
   * @return right ones divided by all
   * @throws IllegalArgumentException if the data do not fit the model or {@code batch} is below 1
   */
  public static double accuracy(Model model, Dataset data, int batch) {
    TrainingOptions options = new TrainingOptions(1, batch, 1, 0, 0);
    return new Trainer(model, new Split(data, data), options, new TrainingListener() {}).accuracy(data);
  }

  private double epoch(int number, SplittableRandom random) {
    Dataset train = data.train();
    float rate = options.learningRate(number);
    model.numbers().forEach(name -> model.set(name, rate));
    int[] order = Shuffle.permutation(train.size(), random);
    double sum = 0;
    int done = 0;
    while (done < train.size()) {
      int samples = Math.min(capacity, train.size() - done);
      if (samples == 1 && done > 0 && capacity > 1) {
        // The unbiased variance of a single sample, which batch norm would take, is 0/0; another epoch visits it.
        break;
      }
      for (int i = 0; i < samples; i++) {
        fill(i, train, order[done + i], random);
      }
      BatchGradient gradient = model.gradient(batch.first(samples), 0);
      double loss = gradient.loss();
      if (!Double.isFinite(loss)) {
        throw new TrainingException(
            "epoch %d: the loss is %s after %d samples; a learning rate below %s may help"
                .formatted(number, loss, done, rate));
      }
      model.apply(gradient);
      sum += loss * samples;
      done += samples;
      listener.step(number, done, train.size(), sum / done);
    }
    return sum / done;
  }

  private void fill(int slot, Dataset from, int sample, SplittableRandom random) {
    int target = slot * sampleSize;
    if (options.shift() == 0 || from.shape().length < 2) {
      System.arraycopy(from.features(), sample * sampleSize, inputs, target, sampleSize);
    } else {
      int down = random.nextInt(-options.shift(), options.shift() + 1);
      int right = random.nextInt(-options.shift(), options.shift() + 1);
      shift(from, sample, target, down, right);
    }
    labels[slot] = from.labels()[sample];
  }

  /** What moves in from outside repeats the image's edge. */
  private void shift(Dataset from, int sample, int target, int down, int right) {
    int height = from.shape()[0];
    int width = from.shape()[1];
    int channels = sampleSize / (height * width);
    for (int y = 0; y < height; y++) {
      int row = Math.max(0, Math.min(height - 1, y - down));
      for (int x = 0; x < width; x++) {
        int column = Math.max(0, Math.min(width - 1, x - right));
        System.arraycopy(
            from.features(),
            sample * sampleSize + (row * width + column) * channels,
            inputs,
            target + (y * width + x) * channels,
            channels);
      }
    }
  }

  private double accuracy(Dataset test) {
    int right = 0;
    for (int done = 0; done < test.size(); done += capacity) {
      int samples = Math.min(capacity, test.size() - done);
      System.arraycopy(test.features(), done * sampleSize, inputs, 0, samples * sampleSize);
      model.infer(batch.first(samples), outputs);
      for (int i = 0; i < samples; i++) {
        if (largest(scores, i * ports.classes(), ports.classes()) == test.labels()[done + i]) {
          right++;
        }
      }
    }
    return (double) right / test.size();
  }

  private static int largest(float[] of, int offset, int count) {
    int best = -1;
    for (int k = 0; k < count; k++) {
      if (!Float.isNaN(of[offset + k]) && (best < 0 || of[offset + k] > of[offset + best])) {
        best = k;
      }
    }
    return best;
  }
}
