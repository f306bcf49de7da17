package dev.netgrad.train.loop;

import dev.netgrad.train.Batch;
import dev.netgrad.train.BatchGradient;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.Shuffle;
import dev.netgrad.train.TrainingException;
import dev.netgrad.train.data.Feed;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.RunFolder;
import dev.netgrad.train.store.Snapshot;
import dev.netgrad.train.use.Assessment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Trains a model, tests it after each epoch, and keeps in a folder the weights of the best epoch and all that is needed
 * to go on. What is kept is written when training begins, so that a folder that can't be written to shows at once,
 * after each epoch, after as many steps as asked for, and when training is stopped.
 */
public final class Training {
  private static final String RECIPE = "recipe.";
  private static final String DATA = "data";
  private static final int ROWS_AN_EPOCH = 10;
  private static final long ODD = 0xD1B54A32D192ED03L;

  private final Model model;
  private final Samples train;
  private final Samples test;
  private final Notes facts;
  private final Recipe recipe;
  private final RunFolder folder;
  private final Listener listener;
  private final int threads;
  private final long saveEvery;

  private final Preparation preparation;
  private final Stepper stepper;
  private final ParameterBlocks blocks;
  private Course course = new Course();
  private MetricsFile metrics;
  private Row latest;
  private long began;
  private volatile boolean isStopped;

  /** What the table tells of a step; of none, where an epoch was resumed behind its last. */
  private record Row(double norm, List<Double> gradients, List<Double> updates) {
    static Row none(int blocks) {
      List<Double> nothing = Collections.nCopies(blocks, Double.NaN);
      return new Row(Double.NaN, nothing, nothing);
    }
  }

  /**
   * The best epoch.
   *
   * @param epoch counted from 1
   * @param metric the first of its metrics; the loss, if there are none
   */
  public record Best(int epoch, double metric) {}

  /**
   * Puts a training together.
   *
   * @param model what is trained
   * @param train samples to learn from
   * @param test samples to test on
   * @param facts what is known of the data: their scaling, and what the classes are called
   * @param recipe how to train
   * @param folder where weights go
   * @param listener told how it goes
   * @param threads how many read samples, at least 1
   * @param saveEvery after how many steps to save within an epoch; 0 for not at all
   * @throws TrainingException if the recipe freezes what there is not
   */
  public Training(Model model, Samples train, Samples test, Notes facts, Recipe recipe, RunFolder folder,
      Listener listener, int threads, long saveEvery) {
    this.model = model;
    this.train = train;
    this.test = test;
    this.facts = facts;
    this.recipe = recipe;
    this.folder = folder;
    this.listener = listener;
    this.threads = threads;
    this.saveEvery = saveEvery;
    this.preparation = new Preparation(recipe.fit(), recipe.augmentations(), facts.scaling());
    this.stepper = new Stepper(model, recipe);
    this.blocks = new ParameterBlocks(model.parameters());
    this.latest = Row.none(blocks.names().size());
  }

  /** Begins with the initial weights that the seed gives. */
  public void initialise() {
    model.initialise(recipe.seed());
    stepper.startAverage();
  }

  /**
   * Begins with other weights, where there are such of the same name and shape, and for the rest with the initial ones.
   *
   * @param file in the safetensors format
   * @return the parameters and states that begin anew, each with what is in the file
   * @throws DataException if it can't be read, or nothing in it fits
   */
  public List<String> initialise(Path file) {
    model.initialise(recipe.seed());
    List<String> anew = Beginning.copy(Snapshot.read(file), model, file);
    stepper.startAverage();
    return anew;
  }

  /**
   * Goes on where a training in the folder has stopped. If it was stopped before it saved anything, it begins, which
   * the listener is told.
   *
   * @throws DataException if network, data or recipe were others, with what differs; or if there are weights alone,
   *     without what is needed to go on
   */
  public void resume() {
    Path file = folder.last();
    if (!Files.exists(file)) {
      if (Files.exists(folder.best())) {
        throw DataException.in(folder.best(), "has weights alone: " + file.getFileName() + ", by which a training goes"
            + " on, is not there");
      }
      listener.note("there is nothing to resume yet: the training begins");
      initialise();
      return;
    }
    Snapshot snapshot = Snapshot.read(file);
    Course found = Course.of(snapshot, file);
    recipe.texts().forEach((name, now) -> {
      String then = snapshot.fact(RECIPE + name, file);
      if (!then.equals(now)) {
        throw DataException.in(file, "can't be resumed: " + name + " was `" + then + "` and is `" + now + "`");
      }
    });
    if (!snapshot.facts().getOrDefault(Notes.FORMULAS, "").equals(facts.formulas())) {
      Snapshot.copy(snapshot.weights(), Snapshot.weights(model), file, model.name());
      throw DataException.in(file, "can't be resumed: the formulas of " + model.name() + " are others than they were");
    }
    if (!snapshot.fact(DATA, file).equals(Fingerprint.of(train))) {
      throw DataException.in(file, "can't be resumed: the samples to learn from are others than they were");
    }
    model.initialise(recipe.seed());
    stepper.startAverage();
    Snapshot.copy(snapshot.weights(), Snapshot.weights(model), file, model.name());
    Snapshot.copy(snapshot.optimizer(), model.optimizerState(), file, model.name());
    Snapshot.copy(snapshot.average(), stepper.average(), file, model.name());
    model.resumeAfter(found.steps);
    course = found;
  }

  /** Has the training end after the step that is under way, and save; from any thread. */
  public void stop() {
    isStopped = true;
  }

  /**
   * Trains to the end, or until it is stopped.
   *
   * @return the first metric of the best epoch and its number; nothing if no epoch was finished
   * @throws TrainingException if a loss is no number; what was saved before is still there
   * @throws DataException if a sample can't be read, or the weights can't be written
   */
  public Optional<Best> run() {
    folder.requireRoom(Snapshot.bytes(model, recipe.average() > 0));
    began = System.nanoTime();
    if (course.steps == 0) {
      save();
    }
    List<String> metricNames = Assessment.names(model, test);
    if (metricNames.isEmpty()) {
      listener.note("no output can be compared with what is learned: the best epoch is that of the least training"
          + " loss");
    }
    metrics = new MetricsFile(folder.metrics(), metricNames, blocks.names(), course.steps);
    Feed feed = new Feed(train, model.inputs(), preparation, Math.min(recipe.batch(), train.size()), threads);
    while (course.epoch <= recipe.epochs() && !isStopped && !isPatienceOver()) {
      epoch(feed);
    }
    if (isStopped) {
      save();
      listener.note("stopped after step " + course.steps + "; --resume goes on");
    }
    return course.bestEpoch == 0 ? Optional.empty() : Optional.of(new Best(course.bestEpoch, course.best));
  }

  private boolean isPatienceOver() {
    int without = course.epoch - 1 - course.bestEpoch;
    boolean isOver = recipe.patience() > 0 && course.done == 0 && course.bestEpoch > 0
        && without >= recipe.patience();
    if (isOver) {
      listener.note("no better epoch in " + without + ": stopped early");
    }
    return isOver;
  }

  private void epoch(Feed feed) {
    long start = System.nanoTime();
    float rate = recipe.rate(course.epoch);
    model.numbers().forEach(name -> model.set(name, rate));
    SplittableRandom random = new SplittableRandom(recipe.seed() + course.epoch * ODD);
    int[] order = Shuffle.permutation(train.size(), random.split());
    try (Feed.Pass pass = feed.pass(order, course.done, random.nextLong())) {
      while (course.done < order.length && !isStopped) {
        if (!step(pass, order.length, rate)) {
          break;
        }
      }
    }
    if (!isStopped) {
      finish(rate, (System.nanoTime() - start) / 1e9);
    }
  }

  /** @return whether there was a step to make */
  private boolean step(Feed.Pass pass, int samples, float rate) {
    int batches = 0;
    int taken = 0;
    for (Optional<Batch> next = pass.next(); next.isPresent(); next = pass.next()) {
      Batch batch = next.get();
      if (batch.samples() == 1 && course.done > 0 && recipe.batch() > 1) {
        // The unbiased variance of a single sample, which batch norm would take, is 0/0; another epoch visits it.
        break;
      }
      course.loss += stepper.add(batch) * batch.samples();
      taken += batch.samples();
      batches++;
      if (stepper.isReady(batches)) {
        break;
      }
    }
    if (batches == 0) {
      return false;
    }
    BatchGradient gradient = stepper.clipped();
    course.done += taken;
    course.steps++;
    boolean isLast = course.done >= samples - 1;
    if (isLast || course.done / rowSamples(samples) > (course.done - taken) / rowSamples(samples)) {
      double norm = gradient.norm();
      List<Double> gradients = blocks.gradients(gradient.gradients());
      blocks.keep();
      stepper.apply();
      latest = new Row(norm, gradients, blocks.updates());
      if (!isLast) {
        row(rate, Map.of());
      }
    } else {
      stepper.apply();
    }
    listener.step(new StepReport(course.steps, course.epoch, recipe.epochs(), course.done, samples,
        course.loss / course.done));
    if (saveEvery > 0 && course.steps % saveEvery == 0 && !isLast) {
      save();
    }
    return true;
  }

  private static int rowSamples(int samples) {
    return Math.max(1, samples / ROWS_AN_EPOCH);
  }

  private void row(float rate, Map<String, Double> test) {
    metrics.row(course, (System.nanoTime() - began) / 1e9, rate, course.loss / course.done, latest.norm(), test,
        latest.gradients(), latest.updates());
  }

  /** Tests, and keeps what is best. */
  private void finish(float rate, double seconds) {
    stepper.exchangeAverage();
    Assessment tested = Assessment.of(model, test, preparation, recipe.batch(), threads);
    double loss = course.loss / course.done;
    double metric = tested.metrics().isEmpty() ? loss : tested.metrics().values().iterator().next();
    boolean isLarger = tested.largerIsBetter() && !tested.metrics().isEmpty();
    boolean isBest = course.bestEpoch == 0 || Double.isNaN(course.best)
        || (isLarger ? metric > course.best : metric < course.best);
    if (isBest) {
      course.best = metric;
      course.bestEpoch = course.epoch;
      Map<String, String> texts = new LinkedHashMap<>(facts.texts());
      tested.metrics().forEach((name, value) -> texts.put("test " + name, Double.toString(value)));
      texts.put("epoch", Integer.toString(course.epoch));
      new Snapshot(Snapshot.weights(model), List.of(), List.of(), texts).write(folder.best());
    }
    stepper.exchangeAverage();
    row(rate, tested.metrics());
    int number = course.epoch;
    course.nextEpoch();
    save();
    listener.epoch(new EpochReport(number, loss, tested, isBest, seconds));
  }

  private void save() {
    Map<String, String> texts = new LinkedHashMap<>(facts.texts());
    texts.putAll(course.texts());
    recipe.texts().forEach((name, text) -> texts.put(RECIPE + name, text));
    texts.put(DATA, Fingerprint.of(train));
    new Snapshot(new ArrayList<>(Snapshot.weights(model)), model.optimizerState(), stepper.average(), texts)
        .write(folder.last());
  }
}
