package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyCommandTest {
  @Test
  void tellsTheDerivation() {
    Run run = Run.netgrad("why", Run.example("residual.net"), "conv2.weight");
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).startsWith("in residual(x[8, 8, 4])");
    assertThat(run.out()).contains("each term of a sum has the adjoint of the sum");
    assertThat(run.out()).containsMatch("computed in dConvWeight, backward: OneBlock.java:\\d+-\\d+");
  }

  @Test
  void jsonHasTheSame() {
    Run run = Run.netgrad("why", Run.example("residual.net"), "dX", "--json");
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).containsMatch("\"adjoint\": \"dX\", .*\"contributions\": \\[\\{\"reader\": \"sum\"");
    assertThat(run.out()).contains("{\"equation\": \"x·1 → x\", \"exact\": true, \"justification\":");
  }

  @Test
  void withoutANameTellsOfTheBlocks() {
    Run run = Run.netgrad("why", Run.example("residual.net"));
    assertThat(run.out()).contains("This network's skip path is the identity except");
    Run json = Run.netgrad("why", Run.example("residual.net"), "--json");
    assertThat(json.out()).startsWith("{\"network\": \"OneBlock\", \"blocks\": [{\"block\": \"residual(x[8, 8, 4])\"");
    assertThat(json.out()).isEqualTo(Run.netgrad("highway", Run.example("residual.net"), "--json").out());
  }

  @Test
  void aWrongNameThatNothingIsNearToGetsTheList() {
    Run run = Run.netgrad("why", Run.example("residual.net"), "somethingElse");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("error: there is no tensor `somethingElse`; there is\n  in OneBlock: image");
    assertThat(run.err()).contains("\n  in residual: x, conv1.weight, conv1,");
  }

  @Test
  void whatIsNotThereHasANearName() {
    Run run = Run.netgrad("why", Run.example("residual.net"), "conv2.wieght");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip()).isEqualTo("error: there is no tensor `conv2.wieght`; did you mean `conv2.weight`?");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPageIsWrittenOrNothingIs(@TempDir Path directory) throws IOException {
    Path page = directory.resolve("why.html");
    assertThat(Run.netgrad("why", Run.example("residual.net"), "dX", "--html", page).exitCode()).isEqualTo(0);
    assertThat(Files.readString(page)).startsWith("<!doctype html>");
    Run run = Run.netgrad("why", Run.example("residual.net"), "nothing", "--html", directory.resolve("no.html"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(Run.files(directory)).containsExactly("why.html");
  }
}
