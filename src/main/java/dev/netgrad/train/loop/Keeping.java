package dev.netgrad.train.loop;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.RunFolder;
import dev.netgrad.train.store.Snapshot;
import dev.netgrad.train.use.Assessment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is kept of a training in its folder: the best weights, what it needs to go on, and its course. */
final class Keeping {
  private static final String RECIPE = "recipe.";
  private static final String DATA = "data";

  private final Model model;
  private final Data data;
  private final Recipe recipe;
  private final RunFolder folder;
  private final Notes facts;
  private final long every;
  private MetricsFile metrics;

  /** @param every after how many steps to save within an epoch; 0 for not at all */
  Keeping(Model model, Data data, Recipe recipe, RunFolder folder, String formulas, long every) {
    this.model = model;
    this.data = data;
    this.recipe = recipe;
    this.folder = folder;
    this.facts = new Notes(model.name(), formulas, recipe.fit().name(), data.classes(), data.scaling());
    this.every = every;
  }

  /**
   * Copies the state that a training in the folder had when it was stopped.
   *
   * @return how far it was; nothing if it had saved nothing
   */
  Optional<Course> resume(Stepper stepper) {
    Path file = folder.last();
    if (!Files.exists(file)) {
      if (Files.exists(folder.best())) {
        throw DataException.in(folder.best(), "has weights alone: " + file.getFileName() + ", by which a training goes"
            + " on, is not there");
      }
      return Optional.empty();
    }
    Snapshot snapshot = Snapshot.read(file);
    Course course = Course.of(snapshot, file);
    requireSame(snapshot, file);
    model.initialise(recipe.seed());
    stepper.startAverage();
    Snapshot.copy(snapshot.weights(), Snapshot.weights(model), file, model.name());
    Snapshot.copy(snapshot.optimizer(), model.optimizerState(), file, model.name());
    Snapshot.copy(snapshot.average(), stepper.average(), file, model.name());
    model.resumeAfter(course.steps);
    return Optional.of(course);
  }

  private void requireSame(Snapshot snapshot, Path file) {
    recipe.texts().forEach((name, now) -> {
      String then = snapshot.fact(RECIPE + name, file);
      if (!then.equals(now)) {
        throw DataException.in(file, "can't be resumed: " + name + " was `" + then + "` and is `" + now + "`");
      }
    });
    if (!snapshot.facts().getOrDefault(Notes.FORMULAS, "").equals(facts.formulas())) {
      // Arrays that differ say more, and then this throws.
      Snapshot.copy(snapshot.weights(), Snapshot.weights(model), file, model.name());
      throw DataException.in(file, "can't be resumed: the formulas of " + model.name() + " are others than they were");
    }
    if (!snapshot.fact(DATA, file).equals(Fingerprint.of(data.train()))) {
      throw DataException.in(file, "can't be resumed: the samples to learn from are others than they were");
    }
  }

  /** Sees that there is room before anything is learned, and begins the table or goes on with it. */
  void begin(Course course, List<NamedArray> average, List<String> names, List<String> blocks) {
    folder.requireRoom(Snapshot.bytes(model, !average.isEmpty()));
    if (course.steps == 0) {
      last(course, average);
    }
    metrics = new MetricsFile(folder.metrics(), names, blocks, course.steps);
  }

  MetricsFile metrics() {
    return metrics;
  }

  /** Whether to save after this step, in the middle of an epoch. */
  boolean isDue(long step) {
    return every > 0 && step % every == 0;
  }

  void best(Course course, Assessment tested) {
    Map<String, String> texts = new LinkedHashMap<>(facts.texts());
    tested.metrics().forEach((name, value) -> texts.put("test " + name, Double.toString(value)));
    texts.put("epoch", Integer.toString(course.epoch));
    new Snapshot(Snapshot.weights(model), List.of(), List.of(), texts).write(folder.best());
  }

  void last(Course course, List<NamedArray> average) {
    Map<String, String> texts = new LinkedHashMap<>(facts.texts());
    texts.putAll(course.texts());
    recipe.texts().forEach((name, text) -> texts.put(RECIPE + name, text));
    texts.put(DATA, Fingerprint.of(data.train()));
    new Snapshot(Snapshot.weights(model), model.optimizerState(), average, texts).write(folder.last());
  }
}
