package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawCommandTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource({"svg, <svg", "html, <!doctype html>", "dot, digraph", "mermaid, flowchart"})
  void theNameSaysTheForm(String form, String start) throws IOException {
    Path file = directory.resolve("net." + form);
    Run run = Run.netgrad("draw", Run.example("residual.net"), "-o", file);
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Files.readString(file)).startsWith(start);
  }

  @Test
  void theBusIsAPicture() throws IOException {
    Path file = directory.resolve("bus.svg");
    assertThat(Run.netgrad("draw", Run.example("residual.net"), "--bus", "-o", file).exitCode()).isEqualTo(0);
    assertThat(Files.readString(file)).contains("masked · residual.net:4");
    assertThat(Run.netgrad("draw", Run.example("residual.net"), "--bus", "-o", "bus.dot").exitCode()).isEqualTo(2);
  }

  @Test
  void whatCannotBeWrittenIsSaid() {
    Run form = Run.netgrad("draw", Run.example("residual.net"), "-o", directory.resolve("net.png"));
    assertThat(form.exitCode()).isEqualTo(2);
    assertThat(form.err()).contains("the name ends with .svg, .html, .dot or .mermaid");
    Path file = Run.file(directory, "file", "");
    Run place = Run.netgrad("draw", Run.example("residual.net"), "-o", file.resolve("net.svg"));
    assertThat(place.exitCode()).isEqualTo(2);
    assertThat(place.err()).startsWith("error: ");
    assertThat(Run.files(directory)).containsExactly("file");
  }
}
