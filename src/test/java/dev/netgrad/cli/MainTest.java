package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls right and wrong. */
class MainTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"check", "compile", "derive", "highway", "why", "draw", "stats", "grad", "gradcheck", "train",
      "bench"})
  void everyCommandHasHelpWithAnExample(String command) {
    Run run = Run.netgrad(command, "--help");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("Example: netgrad " + command + " examples/");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void versionIsTold() {
    Run run = Run.netgrad("--version");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).startsWith("netgrad ");
  }

  @Test
  void noCommandIsAMisuseThatShowsHelp() {
    Run run = Run.netgrad();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("gradcheck");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void misusesSayWhatIsExpected() {
    misuse("nonsense", "nonsense");
    misuse("Missing required parameter", "check");
    misuse("--output", "compile", Run.example("add.net"));
    misuse("no name of a package", "compile", Run.example("add.net"), "-o", directory, "--package", "a.class");
    misuse("no name of a package", "compile", Run.example("add.net"), "-o", directory, "--package", "../up");
    misuse("there is no stage `lop`", "compile", Run.example("add.net"), "-o", directory, "--print-after", "lop");
    misuse("--batch is at least 1", "stats", Run.example("add.net"), "--batch", 0);
    misuse("`many` is not a whole number of 32 bits", "stats", Run.example("add.net"), "--batch", "many");
    misuse("`3000000000` is not a whole number of 32 bits", "bench", Run.example("mlp.net"), "--threads", "3000000000");
    misuse("`1e3` is not a whole number of 64 bits", "gradcheck", Run.example("add.net"), "--seed", "1e3");
    misuse("`high` is not a number", "train", Run.example("mlp.net"), "-o", directory, "--rate", "high");
    misuse("the largest batch is", "stats", Run.example("resnet20.net"), "--batch", Integer.MAX_VALUE);
    misuse("--epochs: at least 1", "train", Run.example("mlp.net"), "-o", directory, "--epochs", 0);
    misuse("--batch: at least 1", "train", Run.example("mlp.net"), "-o", directory, "--batch", -1);
    misuse("--rate: above 0", "train", Run.example("mlp.net"), "-o", directory, "--rate", "NaN");
    misuse("--batch is at least 1", "bench", Run.example("mlp.net"), "--batch", 0);
    misuse("--rounds is from 1", "bench", Run.example("mlp.net"), "--rounds", 0);
    misuse("--threads is from 1", "bench", Run.example("mlp.net"), "--threads", 0);
    misuse("--threads is from 1", "train", Run.example("mlp.net"), "-o", directory, "--threads", 0);
    int tooMany = 4 * Runtime.getRuntime().availableProcessors() + 1;
    misuse("not " + tooMany, "train", Run.example("mlp.net"), "-o", directory, "--threads", tooMany);
    misuse("not 1000000", "bench", Run.example("mlp.net"), "--threads", 1_000_000);
    misuse("there is no set `fast`", "bench", Run.example("mlp.net"), "--kernel-set", "fast");
    misuse("there are toom-cook and direct", "bench", Run.example("mlp.net"), "--convolutions", "winograd");
    misuse("there are plain and all", "compile", Run.example("mlp.net"), "-o", directory, "--kernel-set", "auto");
    misuse("--samples is at least 1", "gradcheck", Run.example("add.net"), "--samples", 0);
    misuse("no network uses a layer or block `conv`", "derive", Run.example("add.net"), "conv");
    assertThat(Run.files(directory)).isEmpty();
  }

  private static void misuse(String message, Object... arguments) {
    Run run = Run.netgrad(arguments);
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anOutputThatIsAFileIsAMisuse() {
    Path file = Run.file(directory, "taken", "");

    Run run = Run.netgrad("compile", Run.example("add.net"), "-o", file);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("cannot write");
  }

  @Test
  void aFileWithoutANetworkHasNoDerivatives() {
    Run run = Run.netgrad("derive", Run.file(directory, "layers.net", "layer a(x[C]) {\n  2*x\n}\n"), "a");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("layers.net has no network");
  }

  @Test
  void ofSeveralNetworksOneIsChosen() {
    Path file = Run.file(directory, "two.net", "network A(x) { y = 2*x }\nnetwork B(x) { y = 3*x }\n");

    assertThat(Run.netgrad("grad", file, "--set", "x=1").err()).contains("--network NAME says which: A, B");
    assertThat(Run.netgrad("grad", file, "--set", "x=1", "--network", "B", "--json").out())
        .isEqualTo("{\"outputs\": {\"y\": 3.0}, \"gradients\": {\"x\": 3.0}}" + System.lineSeparator());
  }

  @Test
  void aFaultOfNetgradIsToldWithoutAStackTrace() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exitCode = new Failures(new PrintStream(err)).report(new IllegalStateException("broken\ninvariant"));

    assertThat(exitCode).isEqualTo(70);
    assertThat(err.toString()).contains("a fault of netgrad");
    assertThat(err.toString()).doesNotContain("\tat ");
  }
}
