package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

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
    assertThat(run.out()).containsMatch("(?m)^training step +calls +ms +share +GFLOP/s +GB/s$");
    assertThat(run.out()).containsMatch("(?m)^convAndBatchNormMean ");
    assertThat(run.out().lines().filter(line -> line.matches("convolutions: \\d+ kernels by Toom-Cook, .*")).count())
        .isEqualTo(run.out().lines().filter(line -> line.startsWith("kernels: vector")).count());
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
