package dev.netgrad.train.use;

import dev.netgrad.train.Batch;
import dev.netgrad.train.Measurement;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.Feed;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well a model does on samples, in evaluation mode: by the metrics of its network. Of a network that names none,
 * where it gives a score for each class, of a sample or of each of its pixels, these are {@code accuracy} and, of
 * pixels, {@code mean IoU}: of the classes that there are, the mean of what is rightly so called over what is or is
 * called so. Where it gives numbers, {@code mean absolute error} and {@code root mean square error}. Where several
 * outputs are compared, the metrics' names say with what: {@code accuracy of kind}.
 *
 * @param metrics by name, the one that says which of two models is better first; empty if outputs can't be compared
 * @param confusion how often a sample, or a pixel, of the first index's class was taken for the second's, by the first
 *     output that has scores; empty where there are no classes
 */
public record Assessment(Map<String, Double> metrics, long[][] confusion) {
  /** The share of right answers, from 0 to 1. */
  public static final String ACCURACY = "accuracy";
  /** The mean over classes of intersection over union, from 0 to 1. */
  public static final String MEAN_IOU = "mean IoU";
  /** The mean distance of numbers from what they should be. */
  public static final String ABSOLUTE_ERROR = "mean absolute error";
  /** The root of the mean squared distance of numbers from what they should be. */
  public static final String SQUARE_ERROR = "root mean square error";

  /**
   * The metrics that there will be.
   *
   * @param model any
   * @param samples of its inputs
   * @return their names, in their order
   */
  public static List<String> names(Model model, Samples samples) {
    if (!model.metrics().isEmpty()) {
      return model.metrics();
    }
    List<Compared> tasks = Compared.all(model, samples);
    return tasks.stream().flatMap(task -> names(task).stream().map(name -> name(name, task, tasks))).toList();
  }

  private static List<String> names(Compared task) {
    return task.classes() == 0 ? List.of(ABSOLUTE_ERROR, SQUARE_ERROR)
        : task.elements() > 1 ? List.of(MEAN_IOU, ACCURACY) : List.of(ACCURACY);
  }

  private static String name(String metric, Compared task, List<Compared> tasks) {
    return tasks.size() == 1 ? metric : metric + " of " + task.answer().name();
  }

  /**
   * Whether less of a metric is better.
   *
   * @param metric its name
   * @return true of an error, and where the name ends in error or loss
   */
  public static boolean isError(String metric) {
    String name = metric.toLowerCase(Locale.ROOT);
    return name.startsWith(ABSOLUTE_ERROR) || name.startsWith(SQUARE_ERROR) || name.endsWith("error")
        || name.endsWith("loss");
  }

  /**
   * A metric as people read it, in every locale.
   *
   * @param metric its name
   * @param value its value
   * @return {@code 97.12%} of what is known to be a share, a number of any other
   */
  public static String shown(String metric, double value) {
    boolean isShare = metric.equals(ACCURACY) || metric.startsWith(ACCURACY + " of ") || metric.startsWith(MEAN_IOU);
    return isShare ? String.format(Locale.ROOT, "%.2f%%", 100 * value) : String.format(Locale.ROOT, "%.5f", value);
  }

  /**
   * Evaluates a model, by its metrics and class by class.
   *
   * @param model as it is now
   * @param samples of its inputs, at least one
   * @param preparation as for training; its augmentations are left out
   * @param batch how many samples at a time, at least 1
   * @param threads how many read samples, at least 1
   * @return what came out, the same for any number of threads
   * @throws dev.netgrad.train.DataException if a sample can't be read
   */
  public static Assessment of(Model model, Samples samples, Preparation preparation, int batch, int threads) {
    return of(model, samples, preparation, batch, threads, Compared.all(model, samples));
  }

  /**
   * Evaluates a model by its metrics alone, which takes half the time where the network names some.
   *
   * @param model as it is now
   * @param samples of its inputs, at least one
   * @param preparation as for training; its augmentations are left out
   * @param batch how many samples at a time, at least 1
   * @param threads how many read samples, at least 1
   * @return what came out, the same for any number of threads
   * @throws dev.netgrad.train.DataException if a sample can't be read
   */
  public static Assessment byMetrics(Model model, Samples samples, Preparation preparation, int batch, int threads) {
    return of(model, samples, preparation, batch, threads,
        model.metrics().isEmpty() ? Compared.all(model, samples) : List.of());
  }

  private static Assessment of(Model model, Samples samples, Preparation preparation, int batch, int threads,
      List<Compared> tasks) {
    Optional<Measurement> measurement = model.metrics().isEmpty() ? Optional.empty()
        : Optional.of(model.measurement());
    if (tasks.isEmpty() && measurement.isEmpty()) {
      return new Assessment(Map.of(), new long[0][]);
    }
    int capacity = Math.min(batch, samples.size());
    Feed feed = new Feed(samples, model.inputs(), preparation.still(), capacity, threads);
    Batch outputs = Batch.of(capacity, model.outputs());
    List<Sums> sums = tasks.stream().map(Sums::new).toList();
    int[] all = IntStream.range(0, samples.size()).toArray();
    try (Feed.Pass pass = feed.pass(all, 0, 0)) {
      for (Optional<Batch> next = pass.next(); next.isPresent(); next = pass.next()) {
        Batch now = next.get();
        measurement.ifPresent(m -> m.add(now));
        if (!sums.isEmpty()) {
          model.infer(now, outputs);
        }
        sums.forEach(each -> each.add(now, outputs.numbers(each.task.output().name())));
      }
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    sums.forEach(each -> names(each.task).forEach(n -> metrics.put(name(n, each.task, tasks), each.metric(n))));
    return new Assessment(measurement.map(Measurement::values).orElse(metrics),
        sums.stream().filter(s -> s.task.classes() > 0).findFirst().map(s -> s.confusion).orElse(new long[0][]));
  }

  /**
   * Whether a larger value of the first metric is a better one.
   *
   * @return false of an error or a loss
   */
  public boolean largerIsBetter() {
    return metrics.isEmpty() || !isError(metrics.keySet().iterator().next());
  }

  /**
   * Which of some scores is the largest.
   *
   * @param scores an array
   * @param from the first score
   * @param count how many there are
   * @return from 0 to {@code count} − 1, of equal ones the first; −1 if all are NaN
   */
  static int largest(float[] scores, int from, int count) {
    int best = -1;
    for (int k = 0; k < count; k++) {
      if (!Float.isNaN(scores[from + k]) && (best < 0 || scores[from + k] > scores[from + best])) {
        best = k;
      }
    }
    return best;
  }

  /** What is added up over batches, in double precision. */
  private static final class Sums {
    private final Compared task;
    private final long[][] confusion;
    private long elements;
    private long right;
    private double absolute;
    private double squares;

    Sums(Compared task) {
      this.task = task;
      this.confusion = new long[task.classes()][task.classes()];
    }

    void add(Batch batch, float[] outputs) {
      Port answer = task.answer();
      int count = batch.samples() * task.elements();
      elements += count;
      for (int i = 0; i < count; i++) {
        if (task.classes() == 0) {
          double distance = (double) outputs[i] - batch.numbers(answer.name())[i];
          absolute += Math.abs(distance);
          squares += distance * distance;
        } else {
          int known = answer.isWhole() ? batch.wholes(answer.name())[i]
              : largest(batch.numbers(answer.name()), i * task.classes(), task.classes());
          int said = largest(outputs, i * task.classes(), task.classes());
          right += said == known ? 1 : 0;
          if (said >= 0) {
            confusion[known][said]++;
          }
        }
      }
    }

    double metric(String name) {
      return switch (name) {
        case ABSOLUTE_ERROR -> absolute / elements;
        case SQUARE_ERROR -> Math.sqrt(squares / elements);
        case MEAN_IOU -> meanIou();
        default -> (double) right / elements;
      };
    }

    private double meanIou() {
      double sum = 0;
      int present = 0;
      for (int k = 0; k < confusion.length; k++) {
        long union = -confusion[k][k];
        for (int j = 0; j < confusion.length; j++) {
          union += confusion[k][j] + confusion[j][k];
        }
        sum += union == 0 ? 0 : (double) confusion[k][k] / union;
        present += union == 0 ? 0 : 1;
      }
      return sum / present;
    }
  }
}
