package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.train.JsonText;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir
  private Path directory;

  private static List<?> json(Run run) {
    assertThat(run.err()).isEmpty();
    return (List<?>) JsonText.parse(run.out());
  }

  @Test
  void jsonHasPlacesAndHints() {
    Run.file(directory, "layers.net", "layer twice(x[C]) {\n  // Ω𝔸\n  x -> tahn\n}\n");
    Path file = Run.file(directory, "net.net", "import \"layers.net\"\nnetwork A(x[3]) {\n  y = x -> twice\n"
        + "  Ω𝔸 = x + z[0,\n    1]\n}\n");
    Run run = Run.netgrad("check", "--format=json", file, Run.example("add.net"));

    assertThat(run.exitCode()).isEqualTo(1);
    List<?> messages = json(run);
    assertThat(messages).hasSize(2);
    String layers = NetgradCommand.shown(directory.resolve("layers.net"));
    assertThat(messages.get(0)).isEqualTo(Map.of("file", layers, "code", "E206", "severity", "error", "message",
        "there is no layer or block `tahn`", "labels", List.of(place(layers, "")), "hint", "did you mean `tanh`?",
        "fixes", List.of(place(layers, "tanh"))));
    Map<?, ?> second = (Map<?, ?>) messages.get(1);
    assertThat(second.get("code")).isEqualTo("E210");
    Map<?, ?> label = (Map<?, ?>) ((List<?>) second.get("labels")).get(0);
    assertThat(List.of(label.get("line"), label.get("column"), label.get("endLine"), label.get("endColumn")))
        .containsExactly(4L, 12L, 4L, 13L).inOrder();
  }

  private static Map<String, Object> place(String file, String text) {
    return Map.of("file", file, "line", 3L, "column", 8L, "endLine", 3L, "endColumn", 12L, "text", text);
  }

  @Test
  void aFolderHasNoLines() {
    Run run = Run.netgrad("check", directory);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).containsMatch("(?m)it is a directory\\R  --> .*[^:\\d]$");
    assertThat(run.err()).doesNotContain(":1:1");
  }

  /** Of two files of one name, too, it is clear which one is meant. */
  @Test
  void messagesNameTheWholePath() throws IOException {
    String bad = "network A(x[3]) {\n  y = x -> tahn\n}\n";
    Path first = Run.file(Files.createDirectory(directory.resolve("first")), "net.net", bad);
    Path second = Run.file(Files.createDirectory(directory.resolve("second")), "net.net", bad);
    Run run = Run.netgrad("check", first, second);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("  --> " + NetgradCommand.shown(first) + ":2:12\n");
    assertThat(run.err()).contains("  --> " + NetgradCommand.shown(second) + ":2:12\n");
  }

  @Test
  void ofAFileThatIsNotThereNoLineIsShown() {
    Run run = Run.netgrad("check", "src/none.net");
    assertThat(run.err()).startsWith("E106 error: cannot read none.net: there is no such file\n  --> src/none.net\n\n");
  }

  @Test
  void jsonOfARightFileIsAnEmptyArray() {
    Run run = Run.netgrad("check", "--format=json", Run.example("add.net"));
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(json(run)).isEmpty();
  }

  @Test
  void jsonSaysWhatTheErrorOfTheStandardLibraryIsIn() {
    Path file = Run.file(directory, "net.net", "network A(x[4, 4, 3]) {\n  y = x -> conv(8, 7, pad = 0)\n}\n");
    List<?> labels = (List<?>) ((Map<?, ?>) json(Run.netgrad("check", "--format", "json", file)).get(0)).get("labels");
    assertThat(((Map<?, ?>) labels.get(0)).get("file")).isEqualTo(NetgradCommand.shown(file));
    assertThat(((Map<?, ?>) labels.get(1)).get("file")).isEqualTo("standard/convolution.net");
  }

  @Test
  void jsonOfAFileThatIsNotThere() {
    Path file = directory.resolve("none.net");
    Map<?, ?> message = (Map<?, ?>) json(Run.netgrad("check", "--format=json", file)).get(0);
    assertThat(message.get("file")).isEqualTo(NetgradCommand.shown(file));
    assertThat(message.get("code")).isEqualTo("E106");
  }

  /** What is in a jar is someone else's: its errors are shown there, its warnings not at all. */
  @Test
  void filesInAJar() throws IOException {
    Path jar = jar("layers.jar", "layer twice(x[C]) {\n  unused = x\n  2*x\n}\n");
    Path bad = jar("bad.jar", "layer twice(x[C]) {\n  2*y\n}\n");
    Path file = Run.file(directory, "net.net", "import \"twice.net\"\nnetwork A(x[3]) {\n  y = x -> twice\n}\n");

    assertThat(json(Run.netgrad("check", "--format=json", "--import-path", jar, file))).isEmpty();
    Map<?, ?> error = (Map<?, ?>) json(Run.netgrad("check", "--format=json", "--import-path", bad, file)).get(0);
    assertThat(error.get("file").toString()).matches("jar:file:/.*/bad\\.jar!/twice\\.net");
  }

  private Path jar(String name, String text) throws IOException {
    Path jar = directory.resolve(name);
    try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      Files.writeString(zip.getPath("twice.net"), text);
    }
    return jar;
  }

  @Test
  void thereIsNoOtherFormat() {
    assertThat(Run.netgrad("check", "--format=xml", Run.example("add.net")).exitCode()).isEqualTo(2);
  }

  @Test
  void warningsChangeNoExitCodeUnlessTheyAreErrors() {
    Path file = Run.file(directory, "net.net", "network A(x) {\n  y = 2*x\n  z = x\n}\n");
    Run lenient = Run.netgrad("check", file);
    assertThat(lenient.exitCode()).isEqualTo(0);
    assertThat(lenient.err()).contains("W502 warning: nothing uses `y`");
    assertThat(lenient.err()).endsWith("1 warning; netgrad explain W502 says more\n");
    assertThat(lenient.out()).contains("net.net: A");

    assertThat(Run.netgrad("check", "--warnings-as-errors", file).exitCode()).isEqualTo(1);
    Path output = directory.resolve("out");
    assertThat(Run.netgrad("compile", "--warnings-as-errors", file, "-o", output).exitCode()).isEqualTo(1);
    assertThat(Run.files(output)).isEmpty();
    assertThat(Run.netgrad("compile", file, "-o", output).exitCode()).isEqualTo(0);
    assertThat(json(Run.netgrad("check", "--format=json", file)).get(0).toString()).contains("severity=warning");
  }

  @Test
  void explainShowsThePage() {
    Run run = Run.netgrad("explain", "e301");
    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).startsWith("# E301: shapes do not go together\n");
    assertThat(Run.netgrad("explain").out()).contains("E101 something else was expected here\n");
    assertThat(Run.netgrad("explain", "E999").exitCode()).isEqualTo(2);
  }

  /** One wrong statement of a layer is no reason to say nothing of the rest. */
  @Test
  void shapesOfAWrongFile() {
    Path file = Run.file(directory, "net.net", """
        layer halves(x[T, C]) {
          H = T/2
          spare[c] = x[0, c] + unheardOf[c]
          more[c] = 2*spare[c]
          y[h, c] = x[2*h, c]
        }
        network Net(x[8, 3], label: class[3]) {
          a = x -> halves
          b = a -> halves
          z = b -> (
          logits[c < 3] = sum[t < 2] b[t, c]
          top = argmax[c < 3] logits[c]
        }
        """);
    Run run = Run.netgrad("check", "--shapes", file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("E210 error: there is no `unheardOf` here");
    assertThat(run.err()).contains("2 errors");
    assertThat(run.out().lines().toList()).containsExactly("net.net:2 H: 4 or 2", "net.net:5 y: [4, 3] or [2, 3]",
        "net.net:8 a: [4, 3]", "net.net:9 b: [2, 3]", "net.net:11 logits: [3]", "net.net:12 top: class numbers []")
        .inOrder();
    assertThat(Run.netgrad("check", "--shapes", "--format=json", file).exitCode()).isEqualTo(2);
  }
}
