package dev.netgrad.train.loop;

import dev.netgrad.train.Batch;
import dev.netgrad.train.BatchGradient;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.Shuffle;
import dev.netgrad.train.TrainingException;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.Feed;
import dev.netgrad.train.data.Preparation;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.store.RunFolder;
import dev.netgrad.train.store.Snapshot;
import dev.netgrad.train.use.Assessment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Trains a model and tests it after each epoch.
 *
 * <pre>{@code
 * Data data = Data.of(model, points, tests);
 * new Training(model, data, Recipe.defaults().withEpochs(20)).listener(new ProgressLine(System.out, false)).run();
 * }</pre>
 *
 * <p>With a {@linkplain #keepIn folder}, the weights of the best epoch and all that is needed to go on are kept there.
 * They are written when training begins, so that a folder that can't be written to shows at once, after each epoch,
 * after as many steps as asked for, and when training is stopped. Without one, the model has in the end its last
 * weights, or their moving average.
 */
public final class Training {
  private static final int ROWS_AN_EPOCH = 10;
  private static final long ODD = 0xD1B54A32D192ED03L;

  private final Model model;
  private final Data data;
  private final Recipe recipe;
  private final Preparation preparation;
  private final Stepper stepper;
  private final ParameterBlocks blocks;
  private Listener listener = new Listener() {};
  private int threads = 1;
  private Optional<Keeping> keeping = Optional.empty();

  private Course course = new Course();
  private boolean hasBegun;
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
   * Puts a training together.
   *
   * @param model what is trained
   * @param data what it learns from and is tested on
   * @param recipe how to train
   * @throws IllegalArgumentException if the model does not train
   * @throws TrainingException if the recipe freezes what there is not
   */
  public Training(Model model, Data data, Recipe recipe) {
    if (!model.trains()) {
      throw new IllegalArgumentException(model.name() + " can't be trained: it has no loss or no optimizer");
    }
    this.model = model;
    this.data = data;
    this.recipe = recipe;
    this.preparation = new Preparation(recipe.fit(), recipe.augmentations(), data.scaling());
    this.stepper = new Stepper(model, recipe);
    this.blocks = new ParameterBlocks(model.parameters());
    this.latest = Row.none(blocks.names().size());
  }

  /**
   * Has someone told how it goes.
   *
   * @param who in place of a former one
   * @return this
   */
  public Training listener(Listener who) {
    listener = who;
    return this;
  }

  /**
   * Has several threads read samples; one does otherwise. What is learned does not depend on it.
   *
   * @param count at least 1
   * @return this
   */
  public Training threads(int count) {
    threads = count;
    return this;
  }

  /**
   * Keeps weights and what is needed to go on.
   *
   * @param folder where
   * @param formulas a hash of the network's formulas, by which another network of the same name is told; or empty
   * @param every after how many steps to save within an epoch; 0 for not at all
   * @return this
   */
  public Training keepIn(RunFolder folder, String formulas, long every) {
    keeping = Optional.of(new Keeping(model, data, recipe, folder, formulas, every));
    return this;
  }

  /** Begins with the initial weights that the seed gives, as {@link #run} does where nothing else was said. */
  public void initialise() {
    model.initialise(recipe.seed());
    stepper.startAverage();
    hasBegun = true;
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
    hasBegun = true;
    return anew;
  }

  /**
   * Goes on where a training in the folder has stopped. If it was stopped before it saved anything, it begins, which
   * the listener is told.
   *
   * @throws DataException if network, data or recipe were others, with what differs; or if there are weights alone,
   *     without what is needed to go on
   * @throws IllegalStateException if nothing is kept
   */
  public void resume() {
    Optional<Course> found = keeping.orElseThrow(() -> new IllegalStateException("nothing is kept")).resume(stepper);
    if (found.isEmpty()) {
      listener.note("there is nothing to resume yet: the training begins");
      initialise();
    }
    course = found.orElse(course);
    hasBegun = true;
  }

  /** Has the training end after the step that is under way, and save; from any thread. */
  public void stop() {
    isStopped = true;
  }

  /**
   * Whether it was stopped.
   *
   * @return whether {@link #stop} was called
   */
  public boolean isStopped() {
    return isStopped;
  }

  /**
   * Trains to the end, or until it is stopped.
   *
   * @return the epochs that were finished now, in order
   * @throws TrainingException if a loss is no number; what was saved before is still there
   * @throws DataException if a sample can't be read, or the weights can't be written
   */
  public List<EpochReport> run() {
    if (!hasBegun) {
      initialise();
    }
    began = System.nanoTime();
    List<String> metrics = Assessment.names(model, data.test());
    keeping.ifPresent(k -> k.begin(course, stepper.average(), metrics, blocks.names()));
    if (metrics.isEmpty()) {
      listener.note("no output can be compared with what is learned: the best epoch is that of the least training"
          + " loss");
    }
    Samples train = data.train();
    Feed feed = new Feed(train, model.inputs(), preparation, Math.min(recipe.batch(), train.size()), threads);
    List<EpochReport> epochs = new ArrayList<>();
    while (course.epoch <= recipe.epochs() && !isStopped && !isPatienceOver()) {
      epoch(feed).ifPresent(epochs::add);
    }
    if (isStopped) {
      save();
      listener.note("stopped after step " + course.steps + (keeping.isPresent() ? "; --resume goes on" : ""));
    }
    if (keeping.isEmpty()) {
      stepper.exchangeAverage();
    }
    return epochs;
  }

  private void save() {
    keeping.ifPresent(k -> k.last(course, stepper.average()));
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

  /** Nothing if it was stopped. */
  private Optional<EpochReport> epoch(Feed feed) {
    long start = System.nanoTime();
    float rate = recipe.rate(course.epoch);
    model.numbers().forEach(name -> model.set(name, rate));
    SplittableRandom random = new SplittableRandom(recipe.seed() + course.epoch * ODD);
    int[] order = Shuffle.permutation(data.train().size(), random.split());
    try (Feed.Pass pass = feed.pass(order, course.done, random.nextLong())) {
      while (course.done < order.length && !isStopped) {
        if (!step(pass, order.length, rate)) {
          break;
        }
      }
    }
    return isStopped ? Optional.empty() : Optional.of(finish(rate, start));
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
    boolean hasRow = isLast || course.done / rowSamples(samples) > (course.done - taken) / rowSamples(samples);
    if (keeping.isPresent() && hasRow) {
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
    if (!isLast && keeping.filter(k -> k.isDue(course.steps)).isPresent()) {
      save();
    }
    return true;
  }

  private static int rowSamples(int samples) {
    return Math.max(1, samples / ROWS_AN_EPOCH);
  }

  private void row(float rate, Map<String, Double> test) {
    keeping.ifPresent(k -> k.metrics().row(course, (System.nanoTime() - began) / 1e9, rate, course.loss / course.done,
        latest.norm(), test, latest.gradients(), latest.updates()));
  }

  /** Tests, and keeps what is best. */
  private EpochReport finish(float rate, long start) {
    stepper.exchangeAverage();
    Assessment tested = Assessment.byMetrics(model, data.test(), preparation, recipe.batch(), threads);
    double loss = course.loss / course.done;
    double metric = tested.metrics().isEmpty() ? loss : tested.metrics().values().iterator().next();
    boolean isLarger = tested.largerIsBetter() && !tested.metrics().isEmpty();
    boolean isBest = course.bestEpoch == 0 || Double.isNaN(course.best)
        || (isLarger ? metric > course.best : metric < course.best);
    if (isBest) {
      course.best = metric;
      course.bestEpoch = course.epoch;
      keeping.ifPresent(k -> k.best(course, tested));
    }
    stepper.exchangeAverage();
    row(rate, tested.metrics());
    EpochReport report = new EpochReport(course.epoch, loss, tested, isBest, (System.nanoTime() - start) / 1e9);
    course.nextEpoch();
    save();
    listener.epoch(report);
    return report;
  }
}
