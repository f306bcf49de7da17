package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured and how it is told; not how fast anything is. */
class BenchCommandTest {
  private static double number(String json, String key) {
    Matcher matcher = Pattern.compile('"' + key + "\": ([-0-9.E]+)").matcher(json);
    assertWithMessage("%s in %s", key, json).that(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void aNetworkThatTrains() {
    Run run = Run.netgrad("bench", Run.example("mlp.net"), "--batch", 4, "--rounds", 1, "--threads", 1, "--json",
        "--kernels");

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    for (String key : new String[] {"trainStepMs", "inferMs", "latencyMs", "peakGflops", "trainGflops", "inferGflops",
        "peakBytes"}) {
      assertWithMessage(key).that(number(run.out(), key)).isGreaterThan(0.0);
    }
    assertThat(run.out()).contains("\"kernels\": [{\"name\": ");
    assertThat(number(run.out(), "share")).isAtMost(1.0);
    assertThat(run.err()).containsMatch("(?m)^kernels: (plain|vector, \\d+ bits); 1 thread$");
    assertThat(run.out().lines().count()).isEqualTo(1);
    assertThat(run.err().lines().filter(l -> !l.startsWith("kernels: ")).toList()).isEmpty();
  }

  /** Its convolutions need memory of their own while they run, timed or not. */
  @Test
  void kernelsOfConvolutionsAreTimed() {
    Run run = Run.netgrad("bench", Run.example("digits.net"), "--batch", 2, "--rounds", 1, "--threads", 2, "--kernels");

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).containsMatch("(?m)^training step +calls +ms +share +GFLOP/s +GB/s +model ms +form$");
    assertThat(formOf("convAndBatchNormMean", run)).isEqualTo(hasVectors(run) ? "tile" : "plain");
    assertThat(run.out().lines().filter(line -> line.matches("convolutions: \\d+ kernels by Toom-Cook, .*")).count())
        .isEqualTo(hasVectors(run) ? 1 : 0);
  }

  private static boolean hasVectors(Run run) {
    return run.out().lines().anyMatch(line -> line.startsWith("kernels: vector"));
  }

  /** What stands at the end of a kernel's row. */
  private static String formOf(String kernel, Run run) {
    return run.out().lines().filter(line -> line.startsWith(kernel + " "))
        .map(line -> line.replaceFirst(".* [0-9.]+ +!? *", "")).findFirst().orElseThrow();
  }

  /** A file may set nests for all widths, as `compile` prints them, though kernels for one of them run. */
  @Test
  void aScheduleIsFollowed(@TempDir Path folder) throws IOException {
    Path schedule = folder.resolve("nests.txt");
    StringBuilder nests = new StringBuilder();
    for (int bits : new int[] {512, 256, 128}) {
      nests.append("kernel convAndBatchNormMean, ").append(bits).append(" bits\n  plain\n");
    }
    Files.writeString(schedule, nests);
    Run run = Run.netgrad("bench", Run.example("digits.net"), "--batch", 2, "--rounds", 1, "--threads", 1, "--kernels",
        "--schedule", schedule);
    if (run.exitCode() == 2) {
      assertThat(run.err()).contains("--schedule is for vector kernels, and there are none here");
      return;
    }
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(formOf("convAndBatchNormMean", run)).isEqualTo("plain");

    Files.writeString(schedule, nests.toString().replace("convAndBatchNormMean", "lost"));
    Run lost = Run.netgrad("bench", Run.example("digits.net"), "--schedule", schedule);
    assertThat(lost.exitCode()).isEqualTo(1);
    assertThat(lost.err()).contains("there is no kernel lost, ");
  }

  @Test
  void aNetworkThatDoesNotTrain() {
    int tooMany = Runtime.getRuntime().availableProcessors() + 1;
    Run run = Run.netgrad("bench", Run.example("add.net"), "--rounds", 1, "--threads", tooMany, "--kernel-set",
        "plain");

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.err()).contains("warning: --threads " + tooMany);
    assertThat(run.out()).contains("kernels: plain; " + tooMany + " threads");
    assertThat(run.err().lines().toList()).containsAtLeast("compiling", "inference: measuring").inOrder();
    assertThat(run.out()).containsMatch("(?m)^inference .* samples/s");
    assertThat(run.out()).containsMatch("(?m)^peak .* GFLOP/s ");
    assertThat(run.out()).doesNotContain("training step");
  }
}
