package dev.netgrad.train.loop;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.TrainingException;
import dev.netgrad.train.data.ArraySamples;
import dev.netgrad.train.data.Augmentation;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.Preparation.Fit;
import dev.netgrad.train.data.Samples;
import dev.netgrad.train.store.Notes;
import dev.netgrad.train.store.RunFolder;
import dev.netgrad.train.store.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final String NET = """
      network Small(image[8, 8, 1], label: class[3]) {
        body = image -> conv(4, 3) -> batchNorm -> relu -> dropout(0.3) -> globalAveragePool
        scores = body -> dense(3)
        loss = crossEntropy(scores, label)
        optimizer adam
      }
      """;

  private static Loaded loaded;

  @TempDir
  private Path folder;

  @BeforeAll
  static void compile() {
    loaded = Loaded.of(Compiler.compile(NetFile.of("small.net", NET).networks().get(0),
        Options.of("").withEmit(EmitOptions.of("").withAdapter(true))).sources());
  }

  private static Model model(int threads) {
    return loaded.model(threads);
  }

  /** Stripes of three directions, with noise. */
  private static Samples samples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[count * 64];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n % 3;
      for (int i = 0; i < 64; i++) {
        int along = labels[n] == 0 ? i / 8 : labels[n] == 1 ? i % 8 : i / 8 + i % 8;
        pixels[n * 64 + i] = along % 2 + (float) random.nextDouble(-0.3, 0.3);
      }
    }
    return new ArraySamples(new Batch(count).with("image", pixels).with("label", labels), model(1).inputs(), "stripes");
  }

  private static Recipe recipe() {
    return new Recipe(4, 8, 1, 0.02f, 5, Double.POSITIVE_INFINITY, "", 0.9, 0, Fit.NONE,
        Augmentation.parse("pad-crop:1,flip"));
  }

  private static final Notes FACTS = new Notes("Small", "", "NONE", List.of("a", "b", "c"), Map.of());

  /** Of so many samples to learn from. */
  private static Training training(Model model, int samples, Recipe recipe, RunFolder run) {
    return new Training(model, new Data(samples(samples, 1), samples(20, 2), FACTS.classes(), "stripes"), recipe)
        .keepIn(run, "", 0);
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Trains 53 samples, so that batches are left over; as long as it is not killed. */
  private Snapshot train(Path into, int threads, Recipe recipe, boolean isResumed, long killedAfter) {
    try (RunFolder run = RunFolder.open(into, "Small")) {
      Listener killer = new Listener() {
        @Override
        public void step(StepReport step) {
          if (step.number() == killedAfter) {
            throw new Killed();
          }
        }
      };
      Training training = training(model(threads), 53, recipe, run).listener(killer).threads(threads + 1)
          .keepIn(run, "", 3);
      if (isResumed) {
        training.resume();
      } else {
        training.initialise();
      }
      training.run();
      return Snapshot.read(run.last());
    }
  }

  private static List<String> bits(Snapshot snapshot) {
    List<NamedArray> all = new ArrayList<>(snapshot.weights());
    all.addAll(snapshot.optimizer());
    all.addAll(snapshot.average());
    List<String> texts = new ArrayList<>(all.stream().map(a -> a.name() + Arrays.toString(a.values())).toList());
    texts.add(new TreeMap<>(snapshot.facts()).toString());
    return texts;
  }

  @Test
  void killedAndResumedIsAsIfNeverStopped() throws IOException {
    Path whole = folder.resolve("whole");
    List<String> expected = bits(train(whole, 1, recipe(), false, -1));
    for (int threads = 1; threads <= 2; threads++) {
      for (long killedAfter : new long[] {1, 7, 8, 13}) {
        Path into = folder.resolve(threads + "-" + killedAfter);
        assertThrows(Killed.class, () -> train(into, 1, recipe(), false, killedAfter));
        assertThat(bits(train(into, threads, recipe(), true, -1))).isEqualTo(expected);
        assertThat(columns(into)).isEqualTo(columns(whole));
        assertThat(Files.readAllBytes(into.resolve("Small.safetensors")))
            .isEqualTo(Files.readAllBytes(whole.resolve("Small.safetensors")));
      }
    }
  }

  /** The table without the seconds. */
  private static List<String> columns(Path into) throws IOException {
    return Files.readAllLines(into.resolve("metrics.csv")).stream()
        .map(row -> row.replaceFirst("^((?:[^,]*,){3})[^,]*,", "$1")).toList();
  }

  @Test
  void accumulatedAndClippedStepsResumeToo() {
    Recipe r = recipe();
    Recipe other = new Recipe(r.epochs(), 8, 3, r.rate(), r.seed(), 0.5, "conv.*", 0, 0, r.fit(),
        r.augmentations());
    List<String> expected = bits(train(folder.resolve("whole"), 2, other, false, -1));
    assertThrows(Killed.class, () -> train(folder.resolve("killed"), 2, other, false, 5));
    assertThat(bits(train(folder.resolve("killed"), 1, other, true, -1))).isEqualTo(expected);
  }

  @Test
  void whatIsStoppedIsSavedWithItsStep() {
    try (RunFolder run = RunFolder.open(folder, "Small")) {
      List<String> notes = new ArrayList<>();
      Training[] training = new Training[1];
      training[0] = training(model(1), 53, recipe(), run).listener(new Listener() {
        @Override
        public void step(StepReport step) {
          if (step.number() == 5) {
            training[0].stop();
          }
        }

        @Override
        public void note(String text) {
          notes.add(text);
        }
      });
      assertThat(training[0].run()).isEmpty();
      assertThat(notes).containsExactly("stopped after step 5; --resume goes on");
      assertThat(Snapshot.read(run.last()).facts()).containsEntry("course.steps", "5");
    }
    assertThat(bits(train(folder, 1, recipe(), true, -1)))
        .isEqualTo(bits(train(folder.resolve("whole"), 1, recipe(), false, -1)));
  }

  @Test
  void onlyTheSameTrainingIsResumed() {
    assertThat(bits(train(folder, 1, recipe(), true, -1)))
        .isEqualTo(bits(train(folder.resolve("new"), 1, recipe(), false, -1)));
    Recipe r = recipe();
    Recipe other = new Recipe(r.epochs(), 9, 1, r.rate(), r.seed(), r.clip(), "", r.average(), 0, r.fit(),
        r.augmentations());

    assertThat(assertThrows(DataException.class, () -> train(folder, 1, other, true, -1))).hasMessageThat()
        .endsWith("can't be resumed: batch was `8` and is `9`");
    try (RunFolder run = RunFolder.open(folder, "Small")) {
      Training data = training(model(1), 54, r, run);
      assertThat(assertThrows(DataException.class, data::resume)).hasMessageThat()
          .endsWith("can't be resumed: the samples to learn from are others than they were");
      Training net = training(model(1), 53, r, run).keepIn(run, "abc", 0);
      assertThat(assertThrows(DataException.class, net::resume)).hasMessageThat()
          .endsWith("can't be resumed: the formulas of Small are others than they were");
    }
  }

  @Test
  void oneTrainingAtATimeHasAFolder() {
    RunFolder first = RunFolder.open(folder, "Small");
    assertThat(assertThrows(DataException.class, () -> RunFolder.open(folder, "Small"))).hasMessageThat()
        .endsWith("another training is writing to this folder");
    first.close();
    RunFolder.open(folder, "Small").close();
  }

  @Test
  void frozenParametersStayAndOthersLearn() {
    Recipe r = recipe();
    Recipe frozen = new Recipe(1, 8, 1, 0.02f, 5, r.clip(), "dense.*", 0, 0, r.fit(), List.of());
    Model initial = model(1);
    initial.initialise(5);

    Snapshot trained = train(folder, 1, frozen, false, -1);

    for (NamedArray array : trained.weights()) {
      boolean isSame = Snapshot.weights(initial).stream()
          .anyMatch(a -> a.name().equals(array.name()) && Arrays.equals(a.values(), array.values()));
      assertThat(isSame).isEqualTo(array.name().startsWith("dense."));
    }
    Recipe none = new Recipe(1, 8, 1, 0.02f, 5, r.clip(), "sense.*", 0, 0, r.fit(), List.of());
    assertThat(assertThrows(TrainingException.class, () -> train(folder, 1, none, false, -1))).hasMessageThat()
        .contains("no parameter of Small matches sense.*");
  }

  @Test
  void learnsAndKeepsItsBestEpoch() {
    Recipe r = recipe();
    Recipe longer = new Recipe(40, 8, 1, 0.02f, 5, 1, "", 0, 6, r.fit(), List.of());
    Snapshot last = train(folder, 2, longer, false, -1);
    Snapshot best = Snapshot.read(folder.resolve("Small.safetensors"));

    assertThat(Double.parseDouble(best.facts().get("test accuracy"))).isAtLeast(0.9);
    assertThat(last.facts().get("course.best")).isEqualTo(best.facts().get("test accuracy"));
    assertThat(Notes.of(best.facts(), folder)).isEqualTo(FACTS);
    int stopped = Integer.parseInt(last.facts().get("course.epoch")) - 1;
    assertThat(stopped).isLessThan(40);
    assertThat(stopped - Integer.parseInt(last.facts().get("course.bestEpoch"))).isEqualTo(6);
  }

  @Test
  void otherWeightsBeginWhereTheyFit() throws IOException {
    train(folder, 1, recipe(), false, -1);
    Path other = folder.resolve("other.safetensors");
    Snapshot trained = Snapshot.read(folder.resolve("Small.safetensors"));
    List<NamedArray> changed = new ArrayList<>(trained.weights());
    changed.replaceAll(a -> a.name().equals("dense.bias") ? new NamedArray("dense.bias", new int[] {2}, new float[2])
        : a);
    changed.removeIf(a -> a.name().equals("dense.weight"));
    new Snapshot(changed, List.of(), List.of(), Map.of()).write(other);
    try (RunFolder run = RunFolder.open(folder, "Small")) {
      Model model = model(1);
      Training training = training(model, 53, recipe(), run);
      assertThat(training.initialise(other)).containsExactly("dense.weight [4, 3], not in the file",
          "dense.bias [3], in the file [2]").inOrder();
      assertThat(model.parameters().get(0).values())
          .isEqualTo(trained.weights().stream().filter(a -> a.name().equals(model.parameters().get(0).name()))
              .findFirst().orElseThrow().values());
    }
  }

  @Test
  void lossThatIsNoNumberNamesWhatIsToBlame() {
    try (RunFolder run = RunFolder.open(folder, "Small")) {
      Model model = model(1);
      Training training = training(model, 53, recipe(), run);
      training.initialise();
      model.parameters().get(3).values()[0] = Float.NaN;
      assertThat(assertThrows(TrainingException.class, training::run)).hasMessageThat().isEqualTo("the loss is NaN:"
          + " parameter " + model.parameters().get(3).name() + " is the first that is no number; a lower rate, or"
          + " --clip, may help");
    }
  }
}
