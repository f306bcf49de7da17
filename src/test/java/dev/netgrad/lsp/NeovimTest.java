package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real editor, with the lines of {@code examples/editors/netgrad.lua}: skipped where there is no {@code nvim}. */
@Tag("long")
class NeovimTest {
  private static final String BROKEN = """
      /// Figure 2.
      block residual(x[H, W, C]) {
        f = x -> conv(C, 3) -> batchNorm -> rleu -> conv(C, 3) -> batchNorm
        relu(f + x)
      }

      network OneBlock(image[8, 8, 3], target[8, 8, 4]) {
        y = image -> conv(4, 3) -> residual
        loss = meanSquaredError(y, target)
      }
      """;

  @TempDir
  private Path folder;

  @Test
  void personMendsANetwork() throws IOException, InterruptedException {
    Assumptions.assumeTrue(isInstalled(), "nvim is not installed");
    Path said = folder.resolve("said.txt");
    Path file = Files.writeString(folder.resolve("broken.net"), BROKEN);
    ProcessBuilder editor = new ProcessBuilder("nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n",
        "-c", "luafile src/test/lua/session.lua").redirectErrorStream(true)
        .redirectOutput(folder.resolve("nvim.txt").toFile());
    editor.environment().putAll(Map.of(
        "NETGRAD_LSP", String.join("\n", Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), "dev.netgrad.cli.Main", "lsp"),
        "NETGRAD_LUA", Path.of("examples/editors/netgrad.lua").toAbsolutePath().toString(),
        "NETGRAD_FILE", file.toString(), "NETGRAD_OUT", said.toString(), "XDG_STATE_HOME", folder.toString()));
    Process process = editor.start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();
    String all = (Files.exists(said) ? Files.readString(said) : "") + Files.readString(folder.resolve("nvim.txt"));
    assertWithMessage(all).that(ended).isTrue();
    assertWithMessage(all).that(process.exitValue()).isEqualTo(0);

    List<String> lines = Files.readAllLines(said);
    assertThat(lines.get(0)).isEqualTo("diagnostic: 2:38-42 there is no layer or block `rleu`\\nhint: did you mean"
        + " `relu`?");
    assertThat(lines.get(1)).isEqualTo(
        "mended:   f = x -> conv(C, 3) -> batchNorm -> relu -> conv(C, 3) -> batchNorm");
    assertThat(lines.get(2)).contains("f: [8, 8, 4]");
    assertThat(lines.get(2)).contains("dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0");
    assertThat(lines.get(3)).isEqualTo("renamed:   branch = x -> conv(C, 3) -> batchNorm -> relu -> conv(C, 3) ->"
        + " batchNorm\\n  relu(branch + x)");
    assertThat(lines.get(4)).startsWith("jumped: normalisation.net layer batchNorm(");
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      Process version = new ProcessBuilder("nvim", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return version.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
