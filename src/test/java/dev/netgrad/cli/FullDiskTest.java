package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills while something is written, played by a limit on the length of files in a Java of its own: what
 * passes the limit fails in the middle of writing, as it does on a full disk.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class FullDiskTest {
  @TempDir
  private Path directory;

  /** The program in a shell that says first what its files may be. */
  private Run shell(String first, Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", first, "sh",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "dev.netgrad.cli.Main"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path out = directory.resolve("stdout.txt");
    Path err = directory.resolve("stderr.txt");
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    int exitCode = process.waitFor();
    return new Run(exitCode, Files.readString(out), new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
  }

  /** Files have at most this many blocks of 512 bytes. */
  private Run limited(int blocks, Object... arguments) throws IOException, InterruptedException {
    return shell("ulimit -f " + blocks + "; exec \"$@\"", arguments);
  }

  @Test
  void generatedFilesAreWrittenAllOrNone() throws IOException, InterruptedException {
    Path net = Run.file(directory, "net.net", "network Small(x) { y = x }\n"
        + Files.readString(Run.example("digits.net")));
    Path output = directory.resolve("out");
    Run run = limited(16, "compile", net, "-o", output);

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("error: cannot write ");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(Run.files(output)).isEmpty();
  }

  @Test
  void aFormattedFileStaysAsItWas() throws IOException, InterruptedException {
    String text = "// a comment\n".repeat(1_000) + "network  A(x) { y = x }\n";
    Path net = Run.file(directory, "long.net", text);
    Run run = limited(16, "fmt", net);

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(2);
    assertThat(Files.readString(net)).isEqualTo(text);
    assertThat(Run.files(directory)).containsExactly("long.net", "stderr.txt", "stdout.txt");
  }

  @Test
  void outputThatIsCutShortIsAnError() throws IOException, InterruptedException {
    Run run = limited(4, "derive", Run.example("digits.net"));

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("error: cannot write the output");
  }

  @Test
  void aReaderThatWantsNoMoreIsNone() throws IOException, InterruptedException {
    Run run = shell("{ \"$@\"; echo $? >&2; } | true", "derive", Run.example("digits.net"));

    assertThat(run.err().strip()).isEqualTo("0");
  }
}
