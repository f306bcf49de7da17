package dev.netgrad.train.use;

import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.data.Feed;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Samples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Samples whose class a model mistakes for another, by the first of its outputs that has scores for classes. */
public final class Mistakes {
  private Mistakes() {}

  /**
   * A sample taken for what it is not.
   *
   * @param sample its number
   * @param known its class
   * @param said the class that it is taken for
   * @param probability of that, as the network sees it
   */
  public record Mistake(int sample, int known, int said, double probability) {}

  /**
   * Finds those of which the model is surest.
   *
   * @param model as it is now
   * @param samples of its inputs, at least one
   * @param preparation as for training; its augmentations are left out
   * @param batch how many samples at a time, at least 1
   * @param threads how many read samples, at least 1
   * @param most how many to find at most
   * @return the surest first; none where there is no class for a sample
   * @throws dev.netgrad.train.DataException if a sample can't be read
   */
  public static List<Mistake> of(Model model, Samples samples, Preparation preparation, int batch, int threads,
      int most) {
    Optional<Compared> found = Compared.all(model, samples).stream()
        .filter(c -> c.classes() > 0 && c.elements() == 1 && c.answer().isWhole()).findFirst();
    if (found.isEmpty()) {
      return List.of();
    }
    Compared task = found.get();
    int capacity = Math.min(batch, samples.size());
    Feed feed = new Feed(samples, model.inputs(), preparation.still(), capacity, threads);
    Batch outputs = Batch.of(capacity, model.outputs());
    List<Mistake> mistakes = new ArrayList<>();
    int done = 0;
    try (Feed.Pass pass = feed.pass(IntStream.range(0, samples.size()).toArray(), 0, 0)) {
      for (Optional<Batch> next = pass.next(); next.isPresent(); next = pass.next()) {
        model.infer(next.get(), outputs);
        float[] scores = outputs.numbers(task.output().name());
        for (int i = 0; i < next.get().samples(); i++) {
          int known = next.get().wholes(task.answer().name())[i];
          int said = Assessment.largest(scores, i * task.classes(), task.classes());
          if (said >= 0 && said != known) {
            mistakes.add(new Mistake(done + i, known, said,
                Classifier.probabilities(scores, i * task.classes(), task.classes())[said]));
          }
        }
        done += next.get().samples();
      }
    }
    mistakes.sort(Comparator.comparingDouble(Mistake::probability).reversed());
    return List.copyOf(mistakes.subList(0, Math.min(most, mistakes.size())));
  }
}
