package dev.netgrad.train.use;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Feed;
import dev.netgrad.train.data.NpyWriter;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.use.Classifier.Guess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** What a model says of samples, by one of its outputs. */
public final class Answers {
  private static final int BATCH = 32;

  private final Model model;
  private final Notes facts;
  private final Preparation preparation;
  private final Port output;

  /**
   * An answer.
   *
   * @param numbers the output, as the network gives it
   * @param guesses of a classifier all classes, the likeliest first; else empty
   * @param values of a classifier each class's probability, in the order of their numbers; else the output
   */
  public record Answer(float[] numbers, List<Guess> guesses, double[] values) {
    private static final int MOST_SHOWN = 8;

    /**
     * The output for a person.
     *
     * @return its first numbers
     */
    public String text() {
      String shown = String.join(" ", IntStream.range(0, Math.min(numbers.length, MOST_SHOWN))
          .mapToObj(i -> Float.toString(numbers[i])).toList());
      return shown + (numbers.length > MOST_SHOWN ? " … (" + numbers.length + " numbers)" : "");
    }
  }

  /**
   * Answers by a model, as it is now.
   *
   * @param model any
   * @param output one of its outputs, of each sample
   * @param facts what is known of its weights
   * @param preparation of its inputs
   */
  public Answers(Model model, Port output, Notes facts, Preparation preparation) {
    this.model = model;
    this.facts = facts;
    this.preparation = preparation;
    this.output = output;
  }

  /**
   * The answers for many, in their order.
   *
   * @param samples of the model's inputs
   * @param threads how many read, at least 1
   * @param tell is told where each is from, and the answer
   * @throws DataException if one can't be read
   */
  public void each(Samples samples, int threads, BiConsumer<String, Answer> tell) {
    int capacity = Math.min(BATCH, samples.size());
    Feed feed = new Feed(samples, model.inferenceInputs(), preparation.still(), capacity, threads);
    Batch outputs = Batch.of(capacity, model.outputs());
    int done = 0;
    try (Feed.Pass pass = feed.pass(IntStream.range(0, samples.size()).toArray(), 0, 0)) {
      for (Optional<Batch> batch = pass.next(); batch.isPresent(); batch = pass.next()) {
        model.infer(batch.get(), outputs);
        for (int i = 0; i < batch.get().samples(); i++) {
          tell.accept(samples.origin(done + i), answer(outputs, i));
        }
        done += batch.get().samples();
      }
    }
  }

  /**
   * What the values of an answer are of.
   *
   * @return names of the classes, or else the output's places, such as {@code logits[3]}
   */
  public List<String> columns() {
    return isClassifier() && facts.classes().size() == output.size() ? facts.classes()
        : IntStream.range(0, output.size()).mapToObj(i -> output.name() + "[" + i + "]").toList();
  }

  /** Whether what is learned are classes, and the output has a score for each. */
  private boolean isClassifier() {
    return !output.isWhole() && output.shape().length == 1 && model.inputs().stream().anyMatch(p ->
        !model.inferenceInputs().contains(p) && p.isWhole() && p.size() == 1 && p.classes() == output.size());
  }

  private Answer answer(Batch outputs, int slot) {
    int size = output.size();
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = output.isWhole() ? outputs.wholes(output.name())[slot * size + i]
          : outputs.numbers(output.name())[slot * size + i];
    }
    double[] values = new double[size];
    Arrays.setAll(values, i -> numbers[i]);
    if (!isClassifier()) {
      return new Answer(numbers, List.of(), values);
    }
    double[] p = Classifier.probabilities(numbers, 0, size);
    List<String> names = facts.classes().size() == size ? facts.classes() : List.of();
    return new Answer(numbers, Classifier.guesses(p, names), p);
  }

  /**
   * Writes outputs as one array.
   *
   * @param rows an output each
   * @param shape of an output
   * @param file where to
   * @throws DataException if it can't be written
   */
  public static void npy(List<float[]> rows, int[] shape, Path file) {
    NpyWriter.write(new ArrayList<>(rows), shape, file);
  }
}
