package dev.netgrad.train.use;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import dev.netgrad.train.data.DamageException;
import dev.netgrad.train.data.PictureInput;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * A trained classifier of pictures: a picture in, names and probabilities out. Any number of threads may use it; as
 * many pictures are looked at at a time as there are processors, each by a model of its own, and further callers wait.
 *
 * <pre>{@code
 * Classifier classifier = Classifier.load(() -> new PetsModel(1), Path.of("pets.safetensors"));
 * Classifier.Guess best = classifier.classify(Files.readAllBytes(Path.of("cat.jpg"))).get(0);
 * }</pre>
 */
public final class Classifier {
  private static final double ALMOST_ONE = 1e-3;

  private final Snapshot snapshot;
  private final Path file;
  private final Notes facts;
  private final Supplier<Model> models;
  private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
  private final BlockingQueue<Seat> seats = new LinkedBlockingQueue<>();

  /**
   * A class that a picture may be of.
   *
   * @param name the class's name, or its number where it has none
   * @param probability from 0 to 1, as the network sees it
   */
  public record Guess(String name, double probability) {}

  /** What one caller at a time uses. */
  private record Seat(Model model, PictureInput pictures, Batch input, Batch output) {}

  private Classifier(Supplier<Model> models, Path file) {
    this.models = models;
    this.file = file;
    this.snapshot = Snapshot.read(file);
    this.facts = Notes.of(snapshot.facts(), file);
  }

  /**
   * Loads weights that {@code train} has saved, or a training loop.
   *
   * @param models makes a model of the network, such as {@code () -> new PetsModel(1)}
   * @param weights the file; of one to go on from, the moving average is taken where there is one
   * @return ready for pictures
   * @throws DataException if the file can't be read, or is of another network
   * @throws IllegalArgumentException if the network has another input than a picture, or no output with a score for
   *     each class
   */
  public static Classifier load(Supplier<Model> models, Path weights) {
    Classifier classifier = new Classifier(models, weights);
    classifier.seats.add(classifier.seat());
    return classifier;
  }

  private Seat seat() {
    Model model = models.get();
    List<Port> inputs = model.inferenceInputs();
    List<Port> outputs = model.outputs();
    if (inputs.size() != 1 || outputs.size() != 1 || outputs.get(0).shape().length != 1 || outputs.get(0).isWhole()) {
      throw new IllegalArgumentException(model.name() + " is no classifier of pictures: it takes " + inputs
          + " and gives " + outputs);
    }
    snapshot.copyTo(model, file);
    if (!facts.classes().isEmpty() && facts.classes().size() != outputs.get(0).size()) {
      throw DataException.in(file, "names " + facts.classes().size() + " classes, but " + model.name() + " has "
          + outputs.get(0).size());
    }
    PictureInput pictures = new PictureInput(inputs.get(0), preparation(facts));
    return new Seat(model, pictures, Batch.of(1, inputs), Batch.of(1, outputs));
  }

  /**
   * How inputs were prepared in training.
   *
   * @param facts of the weights
   * @return the same for use
   */
  public static Preparation preparation(Notes facts) {
    return new Preparation(Preparation.Fit.valueOf(facts.fit()), List.of(), facts.scaling());
  }

  /**
   * Looks at a picture.
   *
   * @param picture the bytes of its file, in any format that ImageIO reads
   * @return all classes, the likeliest first
   * @throws DamageException if it can't be decoded
   */
  public List<Guess> classify(byte[] picture) throws DamageException {
    free.acquireUninterruptibly();
    try {
      Seat polled = seats.poll();
      Seat seat = polled == null ? seat() : polled;
      try {
        seat.pictures().fill(picture, seat.input(), 0);
        seat.model().infer(seat.input(), seat.output());
        Port scores = seat.model().outputs().get(0);
        return guesses(probabilities(seat.output().numbers(scores.name()), 0, scores.size()), facts.classes());
      } finally {
        seats.add(seat);
      }
    } finally {
      free.release();
    }
  }

  /** @param p of each class; the likeliest first */
  static List<Guess> guesses(double[] p, List<String> names) {
    List<Guess> guesses = new ArrayList<>();
    for (int k = 0; k < p.length; k++) {
      guesses.add(new Guess(names.isEmpty() ? Integer.toString(k) : names.get(k), p[k]));
    }
    guesses.sort(Comparator.comparing(Guess::probability).reversed());
    return guesses;
  }

  /** Scores as probabilities: their softmax, unless they are such already. */
  static double[] probabilities(float[] scores, int from, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    boolean areProbabilities = true;
    for (int k = 0; k < count; k++) {
      largest = Math.max(largest, scores[from + k]);
      sum += scores[from + k];
      areProbabilities &= scores[from + k] >= 0;
    }
    areProbabilities &= Math.abs(sum - 1) < ALMOST_ONE;
    double[] p = new double[count];
    double total = 0;
    for (int k = 0; k < count; k++) {
      p[k] = areProbabilities ? scores[from + k] : Math.exp(scores[from + k] - largest);
      total += p[k];
    }
    for (int k = 0; k < count; k++) {
      p[k] /= total;
    }
    return p;
  }
}
