package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.train.store.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final String NET = """
      network Side(point[2], label: class[2]) {
        scores = point -> dense(8) -> tanh -> dense(2)
        loss = crossEntropy(scores, label)
        optimizer sgd(momentum = 0.9)
      }
      """;

  @TempDir
  private Path directory;

  /** Points, and on which side of a line they lie. */
  private Path points() {
    Random random = new Random(5);
    StringBuilder rows = new StringBuilder("x,y,class\n");
    for (int i = 0; i < 400; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      rows.append(String.format(Locale.ROOT, "%.4f,%.4f,%d%n", x, y, x + 2 * y > 0.3 ? 1 : 0));
    }
    return Run.file(directory, "points.csv", rows.toString());
  }

  @Test
  void learnsFromAFileAndSavesItsWeights() {
    Path net = Run.file(directory, "side.net", NET);
    Path output = directory.resolve("out");

    Run run = Run.netgrad("train", net, "--data", points(), "--epochs", 8, "--rate", "0.1", "-o", output);

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).containsMatch("(?m)^epoch 8 .* test accuracy (9[5-9]|100)\\.\\d\\d%");
    assertThat(Run.files(output)).containsAtLeast("Side.java", "Side.safetensors");
    assertThat(run.out()).contains("weights: ");
  }

  /** By name, in the order of the file: while it learns, in the table, and of the weights that were kept. */
  @Test
  void metricsOfTheNetworkAreWhatItIsMeasuredBy() throws IOException {
    Path net = Run.file(directory, "side.net", NET.replace("  optimizer", """
          metric testLoss = loss
          metric share = accuracy(scores, label)
          metric f = f1(scores, label)
          metric nothing = (sum[n | 1000 < point[0]] point[1])/(sum[n | 1000 < point[0]] 1)
          optimizer"""));
    Path output = directory.resolve("out");
    Path data = points();

    Run run = Run.netgrad("train", net, "--data", data, "--epochs", 4, "--rate", "0.1", "-o", output);
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).containsMatch("(?m)^epoch 4 .* test testLoss 0\\.\\d{5}  test share 0\\.9\\d{4}"
        + "  test f 0\\.\\d{5}  test nothing NaN");
    List<List<String>> rows = Files.readAllLines(output.resolve("metrics.csv")).stream()
        .map(row -> List.of(row.split(",", -1))).toList();
    assertThat(rows.get(0)).containsAtLeast("test testLoss", "test share", "test f", "test nothing").inOrder();
    int loss = rows.get(0).indexOf("test testLoss");
    List<List<String>> epochs = rows.stream().skip(1).filter(row -> !row.get(loss).isEmpty()).toList();
    assertThat(epochs).hasSize(4);
    // A loss is better the smaller it is.
    List<String> best = epochs.stream().min(Comparator.comparingDouble(row -> Double.parseDouble(row.get(loss)))).get();
    Snapshot kept = Snapshot.read(output.resolve("Side.safetensors"));
    assertThat((float) Double.parseDouble(kept.facts().get("test testLoss")))
        .isEqualTo(Float.parseFloat(best.get(loss)));

    Path weights = output.resolve("Side.safetensors");
    Run evaluated = Run.netgrad("evaluate", net, "--weights", weights, "--data", data, "--batch", 7);
    assertWithMessage(evaluated.err()).that(evaluated.exitCode()).isEqualTo(0);
    assertThat(evaluated.out()).containsMatch("share: 0\\.9\\d{4}\nf: 0\\.\\d{5}\nnothing: NaN\n\nclass +of +right");
    Run json = Run.netgrad("evaluate", net, "--weights", weights, "--data", data, "--json");
    assertThat(json.out().replaceAll("\\s", "")).containsMatch("\"share\":0\\.9\\d*,\"f\":0\\.\\d+,\"nothing\":null");
  }

  @Test
  void classesHaveTheNamesThatAreGiven() throws IOException {
    Path net = Run.file(directory, "side.net", NET);
    String rows = Files.readString(points()).replace(",1\n", ",above\n").replace(",0\n", ",below\n");
    Path data = Run.file(directory, "named.csv", rows.replace(',', ';').replace('.', ','));
    Path output = directory.resolve("out");

    Run unnamed = Run.netgrad("train", net, "--data", data, "--epochs", 1, "-o", output);
    Run named = Run.netgrad("train", net, "--data", data, "--classes", "below,above", "--epochs", 1, "-o", output);
    Run one = Run.netgrad("train", net, "--data", data, "--classes", "below", "--epochs", 1, "--overwrite", "-o",
        output);

    assertThat(unnamed.err()).contains("; --classes above,below names them in this order");
    assertWithMessage(named.err()).that(named.exitCode()).isEqualTo(0);
    assertThat(named.out()).contains("classes: below, above");
    assertThat(Snapshot.read(output.resolve("Side.safetensors")).facts()).containsEntry("classes", "below\nabove");
    assertThat(one.exitCode()).isEqualTo(2);
    assertThat(one.err()).contains("--classes has a name for each of Side's 2 classes, not 1");
  }

  @Test
  void theSeedDecidesEverything() {
    Path net = Run.file(directory, "side.net", NET);
    Path data = points();

    String first = Run.netgrad("train", net, "--data", data, "--epochs", 2, "-o", directory.resolve("a")).out();
    String again = Run.netgrad("train", net, "--data", data, "--epochs", 2, "-o", directory.resolve("b")).out();

    assertThat(losses(again)).isEqualTo(losses(first));
  }

  private static String losses(String out) {
    return out.replaceAll("(?m)\\(.*$|^(weights|generated).*$", "");
  }

  /** With dropout, a rate of its own and a state that the steps' number decides. */
  @Test
  void aScheduleInTheFileTakesThePlaceOfTheRate() {
    Path net = Run.file(directory, "side.net", NET.replace("tanh", "tanh -> dropout(0.1)")
        .replace("sgd(momentum = 0.9)", "adamW(lr = 0.02*warmUp(step, 10)*cosine(step, 104))"));
    Path data = points();

    Run run = Run.netgrad("train", net, "--data", data, "--epochs", 10, "-o", directory.resolve("out"));
    Run again = Run.netgrad("train", net, "--data", data, "--epochs", 10, "--overwrite", "-o",
        directory.resolve("out"));
    Run withRate = Run.netgrad("train", net, "--data", data, "--rate", "0.1", "-o", directory.resolve("out"));

    assertThat(run.out()).containsMatch("(?m)^epoch 10 .* test accuracy (9[5-9]|100)\\.\\d\\d%");
    assertThat(losses(again.out())).isEqualTo(losses(run.out()));
    assertThat(withRate.exitCode()).isEqualTo(2);
    assertThat(withRate.err()).contains("--rate: the optimizer of Side says what its rate is");
  }

  /** What was trained for hours must not be lost by the same command given again. */
  @Test
  void weightsAreNotWrittenOverUnasked() throws IOException {
    Path net = Run.file(directory, "side.net", NET);
    Path data = points();
    Path output = directory.resolve("out");
    Path weights = output.resolve("Side.safetensors");
    Run first = Run.netgrad("train", net, "--data", data, "--epochs", 1, "--resume", "-o", output);
    byte[] trained = Files.readAllBytes(weights);
    Files.delete(output.resolve("Side.java"));

    Run again = Run.netgrad("train", net, "--data", data, "--epochs", 1, "--seed", 2, "-o", output);
    Run resumed = Run.netgrad("train", net, "--data", data, "--epochs", 1, "--seed", 2, "--resume", "-o", output);

    assertWithMessage(first.err()).that(first.exitCode()).isEqualTo(0);
    assertThat(first.out()).contains("there is nothing to resume yet: the training begins\n");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("out has weights of a training of Side already: --resume goes on with it,"
        + " --overwrite begins anew and replaces them");
    assertThat(resumed.exitCode()).isEqualTo(1);
    assertThat(resumed.err()).contains("can't be resumed: seed was `1` and is `2`");
    assertThat(Files.readAllBytes(weights)).isEqualTo(trained);
    assertThat(Files.exists(output.resolve("Side.java"))).isFalse();
    Run.netgrad("train", net, "--data", data, "--epochs", 1, "--seed", 2, "--overwrite", "-o", output);
    assertThat(Files.readAllBytes(weights)).isNotEqualTo(trained);

    Files.delete(output.resolve("Side.last.safetensors"));
    assertThat(Run.netgrad("train", net, "--data", data, "--resume", "-o", output).err()).contains(
        "Side.safetensors: has weights alone: Side.last.safetensors, by which a training goes on, is not there");
  }

  @Test
  void dataThatDoNotFitAreWrongInput() {
    Path net = Run.file(directory, "side.net", NET);
    Path data = Run.file(directory, "bad.csv", "1,2,0\n1,2,3,0\n");

    Run run = Run.netgrad("train", net, "--data", data, "-o", directory.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("bad.csv:2: ");
    assertThat(Run.files(directory.resolve("out"))).isEmpty();
  }

  @Test
  void aNetworkThatDoesNotTrainIsWrongInput() {
    Run run = Run.netgrad("train", Run.example("add.net"), "-o", directory);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Add can't be trained: it needs a loss and an optimizer");
  }
}
