package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String PLAIN = "--kernel-set";

  @TempDir
  private Path directory;

  private Path net() {
    return Run.file(directory, "n.net", "network Net(x[2, 3], label: class[2]) {\n  h = relu(x)\n"
        + "  y = h -> dense(2)\n  loss = crossEntropy(y, label)\n}\n");
  }

  @Test
  void showsNumbersAndWritesThem() throws IOException {
    Path out = directory.resolve("out");
    Run run = Run.netgrad("run", net(), "--show", "h,dX", "--set", "x=1,-2,0,3,-1,2", "--set", "label=1", PLAIN,
        "plain", "-o", out);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(0);
    // max(x, 0) is 1, 0, 0, 3, 0, 2.
    assertThat(run.out()).containsMatch("h +\\[2, 3\\] +0.0000 +3.0000 +3.7417 +50.0% +0.0%");
    assertThat(Run.files(out)).containsExactly("dX.npy", "dX.png", "h.npy", "h.png");
    byte[] npy = Files.readAllBytes(out.resolve("h.npy"));
    assertThat(new String(npy, StandardCharsets.ISO_8859_1)).contains("'shape': (2, 3,), }");
    assertThat(npy.length % 64).isEqualTo(24);
  }

  @Test
  void saysWhatIsMissing() {
    Run run = Run.netgrad("run", net(), "--show", "dH", PLAIN, "plain", "-o", directory.resolve("out"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("dH depends on label, which has whole numbers: --set label=… says which");
    assertThat(Run.netgrad("run", net(), "--show", "hh").err()).contains(
        "there is no tensor `hh`; there is x, label, h,");
    assertThat(Run.netgrad("run", net(), "--show", "h", "--set", "z=1").err())
        .contains("there is no input `z`; there is x");
    assertThat(Run.netgrad("run", net(), "--show", "dH", "--set", "label=2").err())
        .contains("a class is a whole number from 0 to 1");
    assertThat(Run.netgrad("run", net(), "--show", "h", "--weights", directory.resolve("no.safetensors")).exitCode())
        .isEqualTo(1);
    assertThat(Run.files(directory)).containsExactly("n.net");
  }
}
