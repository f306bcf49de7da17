package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowCommandTest {
  @TempDir
  private Path directory;

  private Path net(String name, String skip, String loss) {
    return Run.file(directory, name + ".net", "network " + name + "(x[3], label: class[2]) {\n  h = " + skip
        + "relu(dense(x, 3))\n  y = h -> dense(2)\n" + loss + "}\n");
  }

  @Test
  void comparesNetworksAfterSteps() throws IOException {
    Path data = Run.file(directory, "data.csv", "1,2,3,0\n3,2,1,1\n0,1,2,0\n4,2,0,1\n2,2,3,0\n1,0,0,1\n");
    Path page = directory.resolve("out.html");
    String loss = "  loss = crossEntropy(y, label)\n  optimizer sgd()\n";
    Run run = Run.netgrad("flow", net("Plain", "", loss), net("Skip", "x + ", loss), "--data", data, "--steps", "2",
        "--batch", "4", "--kernel-set", "plain", "-o", page);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("Plain: 2 layers;");
    assertThat(run.out()).contains("of 1 residual functions");
    assertThat(Files.readString(page)).contains("after 2 steps of training");
    assertThat(Run.files(directory)).containsAtLeast("out.html", "out-layers.csv", "out-blocks.csv", "out-paths.csv");
  }

  @Test
  void whatCannotBeMeasuredIsSaid() {
    Path page = directory.resolve("out.html");
    Run run = Run.netgrad("flow", net("Lossless", "", ""), "-o", page);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Lossless has no loss, so no gradient flows");
    assertThat(Run.netgrad("flow", net("A", "", ""), "-o", directory.resolve("out.pdf")).exitCode()).isEqualTo(2);
    assertThat(Run.netgrad("flow", net("A", "", ""), "--batch", "1").err()).contains("--batch is at least 2");
    assertThat(Run.files(directory)).containsNoneOf("out.html", "out-layers.csv");
  }
}
