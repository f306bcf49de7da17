package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.Range;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {
  @TempDir private Path directory;

  @Test
  void countsResNet20() {
    Run run = Run.netgrad("stats", Run.example("resnet20.net"), "--json");

    assertThat(run.exitCode()).isEqualTo(0);
    // conv 442,368 + 6·2,359,296 + 2·(1,179,648 + 5·2,359,296), dense 640
    assertThat(run.out()).startsWith("{\"parameters\": 269722, \"multiplyAdds\": 40551040, \"savedBytes\": ");
  }

  @Test
  void countsResNet50() {
    assertThat(Run.netgrad("stats", Run.example("resnet50.net")).out()).contains("25,557,032");
  }

  @Test
  void tellsWhatKernelsWorkIn() {
    Run add = Run.netgrad("stats", Run.example("add.net"), "--json", "--scratch");
    assertThat(Run.netgrad("stats", Run.example("add.net"), "--scratch").out())
        .containsMatch("scratch bytes +0  with vectors of 512 bits, which no kernel of this network uses");
    Path rows = Run.file(directory, "rows.net", "network Rows(x[8, 8, 16]) {\n  y = x -> relu\n}\n");
    assertThat(Run.netgrad("stats", rows, "--scratch").out())
        .containsMatch("scratch bytes +0  with vectors of 512 bits: all of its \\d+ kernels work in registers");

    // Nothing but an addition: no kernel needs memory of its own.
    assertThat(add.out()).endsWith("\"scratch\": [{\"vectorBits\": 0, \"threadBytes\": 0, \"sharedBytes\": 0}, "
        + "{\"vectorBits\": 512, \"threadBytes\": 0, \"sharedBytes\": 0}, "
        + "{\"vectorBits\": 256, \"threadBytes\": 0, \"sharedBytes\": 0}, "
        + "{\"vectorBits\": 128, \"threadBytes\": 0, \"sharedBytes\": 0}]}" + System.lineSeparator());
    // The least that a large array has: 2^20 numbers.
    assertThat(Run.netgrad("stats", Run.example("resnet20.net"), "--scratch").out())
        .containsMatch("scratch bytes +4,194,304  more for each thread, with vectors of 512 bits\\R +4,194,304  more"
        + " for all");
    // The largest convolution of three by three has 512·512·9 weights, which take 36 numbers for 9 by Toom-Cook.
    assertThat(Run.netgrad("stats", Run.example("resnet50.net"), "--scratch").out())
        .contains(" 37,748,784  more for all");
    // Direct, each of these weights has a rest of its gradient's sum, beside the points of a block.
    Matcher shared = Pattern.compile("([0-9,]+)  more for all").matcher(
        Run.netgrad("stats", Run.example("resnet50.net"), "--scratch", "--convolutions", "direct").out());
    assertThat(shared.find()).isTrue();
    long rests = 4L * 512 * 512 * 9;
    assertThat(Long.parseLong(shared.group(1).replace(",", ""))).isIn(Range.closed(rests, 2 * rests));
  }

  @Test
  void memoryGrowsWithTheBatch() {
    assertThat(saved(8)).isGreaterThan(7 * saved(1));
  }

  private static long saved(int batch) {
    String json = Run.netgrad("stats", Run.example("digits.net"), "--json", "--batch", batch).out();
    return Long.parseLong(json.replaceAll("(?s).*\"savedBytes\": (\\d+).*", "$1"));
  }
}
