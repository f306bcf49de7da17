package dev.netgrad.train.loop;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Batch;
import dev.netgrad.train.LogisticRegression;
import dev.netgrad.train.Model;
import dev.netgrad.train.RecordingModel;
import dev.netgrad.train.TrainingException;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.data.DataSources;
import dev.netgrad.train.data.Needs;
import dev.netgrad.train.data.Preparation.Fit;
import dev.netgrad.train.data.Survey;
import dev.netgrad.train.use.Assessment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Training on arrays, without a folder. */
class InMemoryTest {
  private static final Recipe RECIPE = Recipe.defaults();

  private static List<EpochReport> train(Model model, Data data, Recipe recipe) {
    return new Training(model, data, recipe).run();
  }

  private static double accuracy(EpochReport epoch) {
    return epoch.test().metrics().get(Assessment.ACCURACY);
  }

  /** Three clouds that straight lines separate: a linear model has to get them right. */
  @Test
  void learns() {
    LogisticRegression model = new LogisticRegression(new int[] {2}, 3);
    List<EpochReport> epochs = train(model, Data.of(model, clouds(300, 1), clouds(100, 2)),
        RECIPE.withEpochs(8).withRate(0.5f));

    assertThat(epochs).hasSize(8);
    assertThat(epochs.get(7).loss()).isLessThan(epochs.get(0).loss() / 2);
    assertThat(accuracy(epochs.get(7))).isAtLeast(0.99);
  }

  @Test
  void takesTheSameStepsFromTheSameSeed() {
    float[] first = weights(5);

    assertThat(weights(5)).isEqualTo(first);
    assertThat(weights(6)).isNotEqualTo(first);
  }

  private static float[] weights(long seed) {
    LogisticRegression model = new LogisticRegression(new int[] {2}, 3);
    train(model, Data.of(model, clouds(50, 1), clouds(10, 2)), RECIPE.withEpochs(2).withBatch(16).withSeed(seed));
    return model.parameters().get(0).values();
  }

  /** Learnable, but not by looking at single pixels. */
  @Test
  void aLinearClassifierGetsSomeDrawnImagesRight() {
    LogisticRegression model = new LogisticRegression(new int[] {16, 16, 1}, 10);
    Data data = DataSources.drawn(Needs.of(model, List.of(), 1), 2000, 500);
    Survey train = Survey.of(data.train(), model.inputs(), Fit.NONE, List.of("x"), 1);
    Survey test = Survey.of(data.test(), model.inputs(), Fit.NONE, List.of(), 1);
    double accuracy = accuracy(train(model, data.surveyed(train, test), RECIPE.withEpochs(8).withRate(0.02f)).get(7));
    assertThat(accuracy).isGreaterThan(0.3);
    assertThat(accuracy).isLessThan(0.75);
  }

  @Test
  void visitsEachSampleOnceAnEpochInAnotherOrder() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    train(model, numbered(model, 10, 3), RECIPE.withEpochs(2).withBatch(4));

    assertThat(model.batches).containsExactly(4, 4, 2, 4, 4, 2).inOrder();
    List<Float> first = model.firstInputs.subList(0, 10);
    List<Float> second = model.firstInputs.subList(10, 20);
    List<Float> all = IntStream.range(0, 10).mapToObj(i -> (float) i).toList();
    assertThat(first).containsExactlyElementsIn(all);
    assertThat(second).containsExactlyElementsIn(all);
    assertThat(first).isNotEqualTo(second);
    assertThat(model.inferred).containsExactly(3, 3);
  }

  @Test
  void leavesALoneSampleForAnotherEpoch() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    train(model, numbered(model, 9, 1), RECIPE.withEpochs(1).withBatch(4));
    assertThat(model.batches).containsExactly(4, 4).inOrder();

    RecordingModel one = new RecordingModel(new int[] {1}, 2);
    train(one, numbered(one, 3, 1), RECIPE.withEpochs(1).withBatch(1));
    assertThat(one.batches).containsExactly(1, 1, 1);
  }

  @Test
  void batchMayBeLargerThanTheData() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    train(model, numbered(model, 3, 7), RECIPE.withEpochs(1).withBatch(Integer.MAX_VALUE));
    assertThat(model.batches).containsExactly(3);
    assertThat(model.inferred).containsExactly(7);
  }

  @Test
  void lowersTheRateAfterAHalfAndAfterThreeQuarters() {
    Recipe recipe = RECIPE.withEpochs(8).withRate(0.1f);
    float tenth = 0.1f / 10;
    float hundredth = 0.1f / 100;
    assertThat(IntStream.rangeClosed(1, 8).mapToObj(recipe::rate).toList())
        .containsExactly(0.1f, 0.1f, 0.1f, 0.1f, tenth, tenth, hundredth, hundredth).inOrder();
    assertThat(recipe.withEpochs(1).rate(1)).isEqualTo(0.1f);
    assertThat(recipe.withEpochs(Integer.MAX_VALUE).rate(Integer.MAX_VALUE)).isEqualTo(hundredth);
  }

  @Test
  void stopsAtALossThatIsNoNumber() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    model.loss = Float.NaN;
    assertThat(assertThrows(TrainingException.class, () -> train(model, numbered(model, 9, 1), RECIPE.withBatch(4))))
        .hasMessageThat().startsWith("the loss is NaN");
    assertThat(model.batches).hasSize(1);
  }

  @Test
  void scoresOfNaNAreMissesAndTiesGoToTheFirstClass() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    Batch zeros = new Batch(4).with("x", new float[4]).with("label", new int[] {0, 0, 0, 1});
    Data data = Data.of(model, zeros, zeros);
    assertThat(accuracy(train(model, data, RECIPE).get(0))).isEqualTo(0.75);
    model.score = Float.NaN;
    assertThat(accuracy(train(model, data, RECIPE).get(0))).isEqualTo(0.0);
    model.score = Float.NEGATIVE_INFINITY;
    assertThat(accuracy(train(model, data, RECIPE).get(0))).isEqualTo(0.75);
  }

  @Test
  void dataMustFitTheModel() {
    RecordingModel model = new RecordingModel(new int[] {2}, 2);
    Batch few = new Batch(3).with("x", new float[4]).with("label", new int[3]);
    assertThat(assertThrows(IllegalArgumentException.class, () -> Data.of(model, few, few))).hasMessageThat()
        .isEqualTo("x has 4 values, but 3 samples of it have 6");
  }

  @Test
  void recipesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> RECIPE.withEpochs(0));
    assertThrows(IllegalArgumentException.class, () -> RECIPE.withBatch(0));
    assertThrows(IllegalArgumentException.class, () -> RECIPE.withRate(Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> RECIPE.withRate(Float.POSITIVE_INFINITY));
  }

  @Test
  void theModelHasTheAverageInTheEnd() {
    Recipe averaged = new Recipe(4, 16, 1, 0.5f, 1, Double.POSITIVE_INFINITY, "", 0.99, 0, Fit.NONE, List.of());
    LogisticRegression model = new LogisticRegression(new int[] {2}, 3);
    EpochReport last = train(model, Data.of(model, clouds(300, 1), clouds(100, 2)), averaged).get(3);
    LogisticRegression plain = new LogisticRegression(new int[] {2}, 3);
    train(plain, Data.of(plain, clouds(300, 1), clouds(100, 2)), RECIPE.withEpochs(4).withBatch(16).withRate(0.5f));

    assertThat(model.parameters().get(0).values()).isNotEqualTo(plain.parameters().get(0).values());
    assertThat(accuracy(last)).isAtLeast(0.9);
  }

  @Test
  void printsALineAnEpoch() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgressLine progress = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    progress.epoch(new EpochReport(3, 0.12341, new Assessment(Map.of("accuracy", 0.97123), new long[0][]), true, 4.12));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines().toList())
        .containsExactly("epoch 3  loss 0.1234  test accuracy 97.12%  (4.1 s)");
  }

  private static Batch clouds(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] features = new float[size * 2];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 3;
      double angle = 2 * Math.PI * labels[i] / 3;
      features[i * 2] = (float) (2 * Math.cos(angle) + random.nextDouble(-0.8, 0.8));
      features[i * 2 + 1] = (float) (2 * Math.sin(angle) + random.nextDouble(-0.8, 0.8));
    }
    return new Batch(size).with("x", features).with("label", labels);
  }

  private static Data numbered(Model model, int train, int test) {
    return Data.of(model, numberedBatch(train), numberedBatch(test));
  }

  private static Batch numberedBatch(int size) {
    float[] features = new float[size];
    for (int i = 0; i < size; i++) {
      features[i] = i;
    }
    return new Batch(size).with("x", features).with("label", new int[size]);
  }
}
