package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.train.data.NpyWriter;
import dev.netgrad.train.store.Snapshot;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From files of pictures to answers, by commands alone. */
class PicturesTest {
  private static final String CLASSES = """
      network Kinds(image[8, 8, 3], label: class[2]) {
        scores = image -> conv(4, 3) -> batchNorm -> relu -> dropout(0.2) -> globalAveragePool -> dense(2)
        loss = crossEntropy(scores, label)
        optimizer sgd(momentum = 0.9)
      }
      """;

  @TempDir
  private Path folder;

  /** A disc or a square, as large as is said, in a picture of 12 by 10 with noise; and which pixels it has. */
  private static BufferedImage[] drawn(boolean isDisc, int size, SplittableRandom random) {
    BufferedImage mask = new BufferedImage(12, 10, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = mask.createGraphics();
    graphics.setColor(new Color(1, 1, 1));
    if (isDisc) {
      graphics.fillOval(2, 1, size, size);
    } else {
      graphics.fillRect(2, 1, size, size);
    }
    graphics.dispose();
    BufferedImage picture = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 120; i++) {
      boolean isInside = mask.getRaster().getSample(i % 12, i / 12, 0) > 0;
      int blue = random.nextInt(60);
      picture.setRGB(i % 12, i / 12, isInside ? (isDisc ? 0xC04000 : 0x20C000) + blue : blue * 0x010101);
      mask.getRaster().setSample(i % 12, i / 12, 0, isInside ? 1 : 0);
    }
    return new BufferedImage[] {picture, mask};
  }

  private void png(BufferedImage image, String name) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path classFolders() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 24; i++) {
      png(drawn(true, 6, random)[0], "data/disc/" + i + ".png");
      png(drawn(false, 6, random)[0], "data/square/" + i + ".png");
    }
    return folder.resolve("data");
  }

  private static String run(Object... arguments) {
    Run run = Run.netgrad(arguments);
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    return run.out();
  }

  private static String fails(Object... arguments) {
    Run run = Run.netgrad(arguments);
    assertThat(run.exitCode()).isEqualTo(1);
    return run.err();
  }

  @Test
  void classesAreLearnedEvaluatedAndTold() throws IOException {
    Path net = Run.file(folder, "kinds.net", CLASSES);
    Path data = classFolders();
    Path out = folder.resolve("out");
    Path weights = out.resolve("Kinds.safetensors");

    assertThat(run("train", net, "--data", data, "--augment", "flip", "--fit", "stretch", "--epochs", 12, "--batch", 8,
        "--kernel-set", "plain", "-o", out)).contains("classes: disc, square");
    String evaluated = run("evaluate", net, "--weights", weights, "--data", data);
    assertThat(evaluated).contains("8 samples\naccuracy: 100.00%\n");
    assertThat(evaluated).contains("class   of   right  disc  square\ndisc     4  100.0%     4       0\n");
    assertThat(run("evaluate", net, "--weights", weights, "--data", data, "--json"))
        .contains("\"confusion\": [[4, 0], [0, 4]]");
    assertThat(run("predict", net, "--weights", weights, data.resolve("disc/3.png")))
        .startsWith(data.resolve("disc/3.png") + "  disc ");
    assertThat(run("predict", net, "--weights", weights, data.resolve("square"), "--csv").lines().toList()).hasSize(25);
    assertThat(run("predict", net, "--weights", weights, data.resolve("disc/3.png"), "--json", "--top", 1))
        .containsMatch("\\{\"file\": \".*3.png\", \"classes\": \\[\\{\"class\": \"disc\", \"probability\": [\\d.]+}]}");
    run("predict", net, "--weights", weights, data, "--npy", folder.resolve("scores.npy"));
    assertThat(Files.size(folder.resolve("scores.npy"))).isEqualTo(128 + 48 * 2 * 4);

    assertThat(Files.readString(out.resolve("metrics.csv"))).contains("test accuracy,gradient conv,");
    run("report", out, "-o", folder.resolve("report.html"));
    assertThat(Files.readString(folder.resolve("report.html"))).containsMatch("(?s)Training of Kinds.*<th>disc</th>"
        + ".*<dt>data</dt><dd>.*data: pictures in folders, 40 samples to learn from, 8 to test on");
    Path other = Run.file(folder, "other.net", CLASSES.replace("dense(2)", "dense(3)").replace("class[2]", "class[3]"));
    assertThat(fails("predict", other, "--weights", weights, data.resolve("disc/3.png")))
        .contains("Kinds.safetensors: is of another network than Kinds: dense.weight is 4×2 in the file and 4×3 in");
  }

  @Test
  void aNewHeadIsPutOnOtherWeights() {
    Path net = Run.file(folder, "kinds.net", CLASSES);
    Path data = classFolders();
    Path weights = folder.resolve("out/Kinds.safetensors");
    run("train", net, "--data", data, "--epochs", 2, "--kernel-set", "plain", "-o", folder.resolve("out"));
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 10; i++) {
      png(drawn(true, 3, random)[0], "data/point/" + i + ".png");
    }
    Path three = Run.file(folder, "three.net",
        CLASSES.replace("dense(2)", "dense(3)").replace("class[2]", "class[3]"));

    String tuned = run("train", three, "--data", data, "--weights", weights, "--freeze", "conv.*", "--epochs", 2,
        "--kernel-set", "plain", "-o", folder.resolve("tuned"));

    assertThat(tuned).contains("these begin anew:\n  dense.weight [4, 3], in the file [4, 2]\n");
    assertThat(conv(folder.resolve("tuned/Kinds.safetensors"))).isEqualTo(conv(weights));
  }

  private static float[] conv(Path weights) {
    return Snapshot.read(weights).weights().stream().filter(a -> a.name().equals("conv.weight")).findFirst()
        .orElseThrow().values();
  }

  @Test
  void masksAreLearned() {
    Path net = Run.file(folder, "segment.net", """
        network Segment(image[8, 8, 3], mask[8, 8]: class[2]) {
          scores = image -> conv(8, 3) -> batchNorm -> relu -> conv(2, 1)
          p = scores -> logSoftmax
          loss = -(sum[h < 8, w < 8, k < 2] [k == mask[h, w]]*p[h, w, k])/64
          optimizer adam(lr = 0.02)
        }
        """);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 30; i++) {
      BufferedImage[] both = drawn(i % 2 == 0, 4 + i % 4, random);
      png(both[0], "data/images/" + i + ".png");
      png(both[1], "data/masks/" + i + ".png");
    }

    String trained = run("train", net, "--data", folder.resolve("data"), "--augment", "flip,rotate:20", "--epochs", 12,
        "--batch", 8, "--kernel-set", "plain", "-o", folder.resolve("out"));

    assertThat(trained).contains("training Segment on 24 samples, testing on 6: pictures with masks");
    assertThat(trained).containsMatch("(?m)^epoch 12 .* test mean IoU (9\\d|8\\d|100)\\.\\d\\d%  test accuracy 9");
  }

  @Test
  void numbersAreLearned() {
    Path net = Run.file(folder, "size.net", """
        network Size(image[8, 8, 3], target[1]) {
          guess = image -> conv(4, 3) -> relu -> globalAveragePool -> dense(1)
          loss = sum[i < 1] (guess[i] - target[i])^2
          optimizer adam(lr = 0.02)
        }
        """);
    SplittableRandom random = new SplittableRandom(6);
    StringBuilder table = new StringBuilder("file,size\n");
    for (int i = 0; i < 40; i++) {
      png(drawn(false, 2 + i % 7, random)[0], "data/" + i + ".png");
      table.append(i).append(".png,").append((2 + i % 7) / 8.0).append('\n');
    }
    Run.file(folder.resolve("data"), "sizes.csv", table.toString());

    String trained = run("train", net, "--data", folder.resolve("data"), "--fit", "stretch", "--epochs", 30, "--batch",
        8, "--kernel-set", "plain", "-o", folder.resolve("out"));

    assertThat(trained).containsMatch("(?m)^epoch 30 .* test mean absolute error 0.0");
    assertThat(run("predict", net, "--weights", folder.resolve("out/Size.safetensors"),
        folder.resolve("data/6.png"))).containsMatch("6.png  (1\\.[01]|0\\.9)");
  }

  @Test
  void severalInputsComeByName() {
    Path net = Run.file(folder, "two.net", """
        network Two(a[3], b[2], label: class[2]) {
          x = a -> dense(8)
          y = b -> dense(8)
          scores = tanh(x + y) -> dense(2)
          loss = crossEntropy(scores, label)
          optimizer adam(lr = 0.02)
        }
        """);
    SplittableRandom random = new SplittableRandom(7);
    List<float[]> a = new ArrayList<>();
    List<float[]> b = new ArrayList<>();
    List<float[]> label = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      float x = (float) random.nextDouble(-1, 1);
      float y = (float) random.nextDouble(-1, 1);
      a.add(new float[] {x, 1, 2});
      b.add(new float[] {3, y});
      label.add(new float[] {x + y > 0 ? 1 : 0});
    }
    NpyWriter.write(a, new int[] {3}, folder.resolve("a.npy"));
    NpyWriter.write(b, new int[] {2}, folder.resolve("b.npy"));
    NpyWriter.write(label, new int[0], folder.resolve("label.npy"));

    assertThat(run("train", net, "--data", folder, "--epochs", 15, "--kernel-set", "plain", "-o",
        folder.resolve("out"))).containsMatch("(?m)^epoch 15 .* test accuracy (9|100)");
    List<String> guesses = run("predict", net, "--weights", folder.resolve("out/Two.safetensors"), folder, "--csv")
        .lines().toList();
    assertThat(guesses).hasSize(201);
    assertThat(guesses.get(0)).isEqualTo("file,scores[0],scores[1]");
    assertThat(guesses.get(7)).startsWith('"' + folder.toString() + ", sample 7\",");
    assertThat(fails("predict", net, "--weights", folder.resolve("out/Two.safetensors"), folder.resolve("a.npy")))
        .contains("a.npy: is taken for pictures, but the network takes a, 3 numbers; b, 2 numbers: these come by name");
  }

  @Test
  void everyOutputIsComparedWithWhatItLearns() {
    Path net = Run.file(folder, "both.net", """
        network Both(x[2], side: class[2], size[1]) {
          body = x -> dense(8) -> tanh
          scores = body -> dense(2)
          guess = body -> dense(1)
          loss = crossEntropy(scores, side) + (sum[i < 1] (guess[i] - size[i])^2)
          output scores, guess
          optimizer adam(lr = 0.02)
        }
        """);
    SplittableRandom random = new SplittableRandom(8);
    List<float[]> x = new ArrayList<>();
    List<float[]> side = new ArrayList<>();
    List<float[]> size = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      x.add(new float[] {(float) random.nextDouble(-1, 1), (float) random.nextDouble(-1, 1)});
      side.add(new float[] {x.get(i)[0] > x.get(i)[1] ? 1 : 0});
      size.add(new float[] {x.get(i)[0] + x.get(i)[1]});
    }
    NpyWriter.write(x, new int[] {2}, folder.resolve("x.npy"));
    NpyWriter.write(side, new int[0], folder.resolve("side.npy"));
    NpyWriter.write(size, new int[] {1}, folder.resolve("size.npy"));
    Path weights = folder.resolve("out/Both.safetensors");

    assertThat(run("train", net, "--data", folder, "--epochs", 15, "--kernel-set", "plain", "-o",
        folder.resolve("out"))).containsMatch("(?m)^epoch 15 .* test accuracy of side (9|100).*"
        + "  test mean absolute error of size 0\\.[01]\\d*  test root mean square error of size 0\\.");
    assertThat(run("evaluate", net, "--weights", weights, "--data", folder))
        .containsMatch("accuracy of side: (9|100).*\nmean absolute error of size: 0\\.[01]");
    assertThat(fails("predict", net, "--weights", weights, folder.resolve("x.npy")))
        .contains("gives several outputs, scores, 2 numbers; guess, 1 numbers; --output says which");
    assertThat(run("predict", net, "--weights", weights, folder.resolve("x.npy"), "--output", "guess", "--csv"))
        .startsWith("file,guess[0]\n");
  }

  @Test
  void damagedPicturesAreAnErrorOrLeftOut() throws IOException {
    Path net = Run.file(folder, "kinds.net", CLASSES);
    Path data = classFolders();
    Files.write(data.resolve("disc/5.png"), new byte[] {1, 2, 3});
    Path out = folder.resolve("out");

    assertThat(fails("train", net, "--data", data, "--epochs", 1, "--kernel-set", "plain", "-o", out))
        .containsMatch("1 of \\d+ samples can't be used; the first: .*disc/5.png: is no picture in a format");
    assertThat(Files.exists(out)).isFalse();
    Run skipped = Run.netgrad("train", net, "--data", data, "--skip-damaged", "--epochs", 1, "--kernel-set", "plain",
        "-o", out);
    assertThat(skipped.exitCode()).isEqualTo(0);
    assertThat(skipped.err()).contains("warning: 1 of ");
    assertThat(fails("predict", net, "--weights", out.resolve("Kinds.safetensors"), data.resolve("disc/5.png")))
        .contains("disc/5.png: is no picture");
    Run predicted = Run.netgrad("predict", net, "--weights", out.resolve("Kinds.safetensors"), "--skip-damaged",
        data.resolve("disc"), data.resolve("square/0.png"));
    assertThat(predicted.out().lines().toList()).hasSize(24);
    assertThat(predicted.err()).containsMatch("warning: 1 of 25 samples can't be used; the first: .*disc/5.png: is no");
    Files.createDirectories(data.resolve("triangle"));
    assertThat(fails("train", net, "--data", data, "-o", folder.resolve("other")))
        .contains("data/triangle has no pictures; each folder is a class");
    assertThat(fails("evaluate", net, "--weights", net, "--data", data))
        .contains("kinds.net: this is no file in the safetensors format, in which weights are saved: a header of ");
  }

  private List<String> command(Path data, Path net, Path out, Object... more) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
        "dev.netgrad.cli.Main", "train", net.toString(), "--data", data.toString(), "--augment", "pad-crop:1,flip",
        "--average", "0.9", "--batch", "4", "--save-every", "2", "--kernel-set", "plain", "-o", out.toString()));
    for (Object argument : more) {
      command.add(argument.toString());
    }
    return command;
  }

  private static Object[] arguments(List<String> command) {
    return command.subList(command.indexOf("train"), command.size()).toArray();
  }

  /** Killed in the middle of an epoch, with a signal that no program can catch. */
  @Test
  @Timeout(300)
  void killedTrainingGoesOnAsIfItHadNotBeen() throws IOException, InterruptedException {
    Path net = Run.file(folder, "kinds.net", CLASSES);
    Path data = classFolders();
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    run(arguments(command(data, net, whole, "--threads", 1, "--epochs", 40)));

    Process process = new ProcessBuilder(command(data, net, killed, "--threads", 1, "--epochs", 40)).start();
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null && !line.startsWith("epoch 2 "); line = lines.readLine()) {
        assertThat(line).isNotNull();
      }
      process.destroyForcibly().waitFor();
    }
    int epoch = Integer.parseInt(Snapshot.read(killed.resolve("Kinds.last.safetensors")).facts().get("course.epoch"));
    assertThat(epoch).isAtLeast(2);
    run(arguments(command(data, net, killed, "--threads", 2, "--epochs", 40, "--resume")));

    for (String name : List.of("Kinds.safetensors", "Kinds.last.safetensors")) {
      assertThat(Files.readAllBytes(killed.resolve(name))).isEqualTo(Files.readAllBytes(whole.resolve(name)));
    }
  }
}
