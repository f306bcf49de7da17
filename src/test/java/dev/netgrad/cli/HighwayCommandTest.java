package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HighwayCommandTest {
  @TempDir
  private Path directory;

  @Test
  void tellsOfEachBlockAndOfTheWhole() {
    Run run = Run.netgrad("highway", Run.example("preact20.net"));
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("  without F, dX is dOut, one and the same");
    assertThat(run.out()).containsMatch("identity except\\R  selected by skip, 2 times +preact20.net:5\\R$");
  }

  @Test
  void aReluOnTheBusFailsTheAssertionAtItsLine() {
    assertThat(Run.netgrad("highway", Run.example("preact20.net"), "--allow", "selected").exitCode()).isEqualTo(0);
    Run run = Run.netgrad("highway", Run.example("residual.net"), "--allow", "identity, selected");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("E418 error: the gradient on the skip path of OneBlock is masked here");
    assertThat(run.err()).contains("residual.net:4:3");
  }

  @Test
  void namesTheEffectsThereAre() {
    Run run = Run.netgrad("highway", Run.example("residual.net"), "--allow", "relu");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no effect `relu`; there are identity, scaled, masked");
  }

  @Test
  void whatHasNoNetworkHasNoHighway() {
    Path layers = Run.file(directory, "layers.net", "layer same(x) {\n  x\n}\n");
    assertThat(Run.netgrad("highway", layers).err()).contains("has no network");
  }
}
