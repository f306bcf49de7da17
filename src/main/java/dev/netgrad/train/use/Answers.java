package dev.netgrad.train.use;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.DamageException;
import dev.netgrad.train.data.Feed;
import dev.netgrad.train.data.NpyWriter;
import dev.netgrad.train.data.PictureInput;
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

/** What a model with one output says of pictures. */
public final class Answers {
  private static final int BATCH = 32;

  private final Model model;
  private final Notes facts;
  private final Preparation preparation;
  private final Port input;
  private final Port output;
  private final PictureInput pictures;
  private final Batch one;
  private final Batch answer;

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
   * @param model takes one picture and gives one output
   * @param facts what is known of its weights
   * @param preparation of its pictures
   */
  public Answers(Model model, Notes facts, Preparation preparation) {
    this.model = model;
    this.facts = facts;
    this.preparation = preparation;
    this.input = model.inferenceInputs().get(0);
    this.output = model.outputs().get(0);
    this.pictures = new PictureInput(input, preparation);
    this.one = Batch.of(1, model.inferenceInputs());
    this.answer = Batch.of(1, model.outputs());
  }

  /**
   * The answer for a picture.
   *
   * @param picture the bytes of its file
   * @return what the model says
   * @throws DamageException if it can't be decoded
   */
  public Answer of(byte[] picture) throws DamageException {
    pictures.fill(picture, one, 0);
    model.infer(one, answer);
    return answer(answer, 0);
  }

  /**
   * The answers for many, in their order.
   *
   * @param samples of the model's input
   * @param threads how many read, at least 1
   * @param tell is told where each is from, and the answer
   * @throws DataException if one can't be read
   */
  public void each(Samples samples, int threads, BiConsumer<String, Answer> tell) {
    int capacity = Math.min(BATCH, samples.size());
    Feed feed = new Feed(samples, List.of(input), preparation.still(), capacity, threads);
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
    return isClassifier() && !facts.classes().isEmpty() ? facts.classes()
        : IntStream.range(0, output.size()).mapToObj(i -> output.name() + "[" + i + "]").toList();
  }

  /** Whether what is learned are classes, and the output has a score for each. */
  private boolean isClassifier() {
    List<Port> answers = model.inputs().stream().filter(p -> !model.inferenceInputs().contains(p)).toList();
    return !output.isWhole() && output.shape().length == 1 && answers.size() == 1 && answers.get(0).isWhole()
        && answers.get(0).size() == 1;
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
    return new Answer(numbers, Classifier.guesses(p, facts.classes()), p);
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
