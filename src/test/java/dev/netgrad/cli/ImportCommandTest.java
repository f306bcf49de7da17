package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.onnx.ModelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code netgrad import}: two files that the other commands take, or none. */
final class ImportCommandTest {
  @TempDir
  private Path directory;

  @Test
  void writesANetworkAndItsWeights() {
    Path model = ModelBuilder.residual().write(directory.resolve("small.onnx"));
    Path out = directory.resolve("out");

    Run run = Run.netgrad("import", model, "-o", out);

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(Run.files(out)).containsExactly("small.net", "small.safetensors");
    assertThat(run.out()).contains("takes  picture with its axes in the order [2, 3, 1]");
    assertThat(run.out()).contains("stores 1,491 numbers");
    Run check = Run.netgrad("check", out.resolve("small.net"));
    assertWithMessage(check.err()).that(check.exitCode()).isEqualTo(0);
  }

  @Test
  void refusalLeavesNothing() throws IOException {
    Path model = new ModelBuilder(13).input("x", -1, 3).node("Det", "y", List.of("x")).output("y", -1)
        .write(directory.resolve("det.onnx"));
    Path out = directory.resolve("out");

    Run run = Run.netgrad("import", model, "-o", out);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).endsWith("det.onnx: Det y_node: the operator is not known\n");
    assertThat(Run.files(out)).isEmpty();
  }

  @Test
  void whatCannotBeWrittenLeavesNothing() throws IOException {
    Path model = ModelBuilder.residual().write(directory.resolve("small.onnx"));
    Path out = Files.createDirectory(directory.resolve("out"));
    Files.createDirectory(out.resolve("small.net"));

    Run run = Run.netgrad("import", model, "-o", out);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(Run.files(out)).isEmpty();
  }

  @Test
  void misuseIsSaid() {
    assertThat(Run.netgrad("import", "a.onnx", "-o", directory, "--set", "x").err()).contains("NAME=SIZE");
    assertThat(Run.netgrad("import", "a.onnx", "-o", directory, "--input-layout=x").exitCode()).isEqualTo(2);
    assertThat(Run.netgrad("import", directory.resolve("none.onnx"), "-o", directory).exitCode()).isEqualTo(1);
  }
}
