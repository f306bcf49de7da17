package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrainerTest {
  private static final TrainingListener SILENT = new TrainingListener() {};

  /** Three clouds that straight lines separate: a linear model has to get them right. */
  @Test
  void learns() {
    Split data = new Split(clouds(300, 1), clouds(100, 2));
    LogisticRegression model = new LogisticRegression(new int[] {2}, 3);

    List<Epoch> epochs = Trainer.train(model, data, new TrainingOptions(8, 32, 0.5f, 1, 0), SILENT);

    assertThat(epochs).hasSize(8);
    assertThat(epochs.get(7).loss()).isLessThan(epochs.get(0).loss() / 2);
    assertThat(epochs.get(7).testAccuracy()).isAtLeast(0.99);
    assertThat(Trainer.accuracy(model, data.test(), 7)).isEqualTo(epochs.get(7).testAccuracy());
  }

  @Test
  void takesTheSameStepsFromTheSameSeed() {
    Split data = drawn(new int[] {8, 8, 1}, 3, 50, 10);
    float[] first = weightsAfterTraining(data, 5);

    assertThat(weightsAfterTraining(data, 5)).isEqualTo(first);
    assertThat(weightsAfterTraining(data, 6)).isNotEqualTo(first);
  }

  @Test
  void visitsEachSampleOnceAnEpochInAnotherOrder() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    Trainer.train(model, numbered(10, 3), new TrainingOptions(2, 4, 0.1f, 1, 0), SILENT);

    assertThat(model.batches).containsExactly(4, 4, 2, 4, 4, 2).inOrder();
    List<Float> first = model.firstInputs.subList(0, 10);
    List<Float> second = model.firstInputs.subList(10, 20);
    assertThat(first).containsExactlyElementsIn(numbers(10));
    assertThat(second).containsExactlyElementsIn(numbers(10));
    assertThat(first).isNotEqualTo(second);
    assertThat(model.inferred).containsExactly(3, 3);
  }

  @Test
  void leavesALoneSampleForAnotherEpoch() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    Trainer.train(model, numbered(9, 1), new TrainingOptions(1, 4, 0.1f, 1, 0), SILENT);
    assertThat(model.batches).containsExactly(4, 4).inOrder();

    RecordingModel one = new RecordingModel(new int[] {1}, 2);
    Trainer.train(one, numbered(3, 1), new TrainingOptions(1, 1, 0.1f, 1, 0), SILENT);
    assertThat(one.batches).containsExactly(1, 1, 1);
  }

  @Test
  void batchMayBeLargerThanTheData() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    Trainer.train(model, numbered(3, 7), new TrainingOptions(1, Integer.MAX_VALUE, 0.1f, 1, 0), SILENT);
    assertThat(model.batches).containsExactly(3);
    assertThat(model.inferred).containsExactly(7);
  }

  @Test
  void lowersTheRateAfterAHalfAndAfterThreeQuarters() {
    TrainingOptions options = new TrainingOptions(8, 1, 0.1f, 1, 0);
    List<Float> rates = IntStream.rangeClosed(1, 8).mapToObj(options::learningRate).toList();
    float tenth = 0.1f / 10;
    float hundredth = 0.1f / 100;
    assertThat(rates)
        .containsExactly(0.1f, 0.1f, 0.1f, 0.1f, tenth, tenth, hundredth, hundredth)
        .inOrder();
    assertThat(new TrainingOptions(1, 1, 0.1f, 1, 0).learningRate(1)).isEqualTo(0.1f);
    TrainingOptions endless = new TrainingOptions(Integer.MAX_VALUE, 1, 0.1f, 1, 0);
    assertThat(endless.learningRate(Integer.MAX_VALUE)).isEqualTo(hundredth);
  }

  @Test
  void stopsAtALossThatIsNoNumber() {
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    model.loss = Float.NaN;
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> Trainer.train(model, numbered(9, 1), new TrainingOptions(3, 4, 0.5f, 1, 0), SILENT));
    assertThat(e).hasMessageThat().startsWith("epoch 1: the loss is NaN after 0 samples; a learning rate below 0.5");
    assertThat(model.batches).hasSize(1);
  }

  @Test
  void scoresOfNaNAreMissesAndTiesGoToTheFirstClass() {
    Dataset zeros = new Dataset(new float[4], new int[] {0, 0, 0, 1}, new int[] {1}, 2);
    RecordingModel model = new RecordingModel(new int[] {1}, 2);
    assertThat(Trainer.accuracy(model, zeros, 3)).isEqualTo(0.75);
    model.score = Float.NaN;
    assertThat(Trainer.accuracy(model, zeros, 3)).isEqualTo(0.0);
    model.score = Float.NEGATIVE_INFINITY;
    assertThat(Trainer.accuracy(model, zeros, 3)).isEqualTo(0.75);
  }

  @Test
  void shiftsRepeatTheEdge() {
    // One row of three pixels, 1 2 3; at the first pixel, shifts by up to two can only bring a pixel of the same image.
    Dataset row = new Dataset(new float[] {1, 2, 3}, new int[] {0}, new int[] {1, 3}, 1);
    RecordingModel model = new RecordingModel(new int[] {1, 3}, 1);
    Trainer.train(model, new Split(row, row), new TrainingOptions(60, 1, 0.1f, 1, 2), SILENT);
    assertThat(model.firstInputs).containsAtLeast(1f, 2f, 3f);
    assertThat(model.firstInputs.stream().distinct().toList()).hasSize(3);
  }

  @Test
  void dataMustFitTheModel() {
    RecordingModel model = new RecordingModel(new int[] {2}, 2);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Trainer.train(model, numbered(3, 1), TrainingOptions.defaults(), SILENT));
    assertThat(e).hasMessageThat().isEqualTo("samples of 1 in 2 classes for a network on 2 in 2 classes");
  }

  @Test
  void optionsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new TrainingOptions(0, 1, 0.1f, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TrainingOptions(1, 0, 0.1f, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TrainingOptions(1, 1, Float.NaN, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TrainingOptions(1, 1, Float.POSITIVE_INFINITY, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TrainingOptions(1, 1, 0.1f, 1, -1));
  }

  @Test
  void printsALineAnEpoch() {
    assertThat(print(false)).isEqualTo("epoch 3  loss 0.1234  test accuracy 97.12%  (4.1 s)\n");
  }

  @Test
  void clearsTheProgressLineOfAConsole() {
    assertThat(print(true))
        .isEqualTo(
            "\repoch 3  32/64  loss 0.5000\r" + " ".repeat(27) + "\r"
                + "epoch 3  loss 0.1234  test accuracy 97.12%  (4.1 s)\n");
  }

  private static String print(boolean interactive) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsoleProgress progress =
        new ConsoleProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), interactive, 0);
    progress.step(3, 32, 64, 0.5);
    progress.epoch(new Epoch(3, 0.12341, 0.97123, 4.12));
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static float[] weightsAfterTraining(Split data, long seed) {
    LogisticRegression model = new LogisticRegression(data.train().shape(), data.train().classes());
    Trainer.train(model, data, new TrainingOptions(2, 16, 0.1f, seed, 1), SILENT);
    return model.parameters().get(0).values();
  }

  private static Split drawn(int[] shape, int classes, int train, int test) {
    Split split = DrawnImages.draw(shape, classes, train, test, 1);
    return split.scaled(Scaling.of(split.train()));
  }

  private static Dataset clouds(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] features = new float[size * 2];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 3;
      double angle = 2 * Math.PI * labels[i] / 3;
      features[i * 2] = (float) (2 * Math.cos(angle) + random.nextDouble(-0.8, 0.8));
      features[i * 2 + 1] = (float) (2 * Math.sin(angle) + random.nextDouble(-0.8, 0.8));
    }
    return new Dataset(features, labels, new int[] {2}, 3);
  }

  private static Split numbered(int train, int test) {
    return new Split(numberedSet(train), numberedSet(test));
  }

  private static Dataset numberedSet(int size) {
    float[] features = new float[size];
    for (int i = 0; i < size; i++) {
      features[i] = i;
    }
    return new Dataset(features, new int[size], new int[] {1}, 2);
  }

  private static List<Float> numbers(int size) {
    List<Float> numbers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      numbers.add((float) i);
    }
    return numbers;
  }
}
