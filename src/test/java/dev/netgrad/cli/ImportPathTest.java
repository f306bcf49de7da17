package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportPathTest {
  @TempDir
  private Path directory;

  private Path main;
  private Path library;

  @BeforeEach
  void write() throws IOException {
    library = Files.createDirectory(directory.resolve("library"));
    Run.file(library, "twice.net", "block twice(x[C]) { 2*x }");
    main = Run.file(Files.createDirectory(directory.resolve("nets")), "main.net",
        "import \"twice.net\"\nnetwork Main(x[3]) { y = x -> twice }");
  }

  @Test
  void commandsThatReadAFileTakeIt() {
    for (String command : new String[] {"check", "derive", "stats", "gradcheck"}) {
      assertThat(Run.netgrad(command, main).err()).contains("main.net:1:1");
      assertThat(Run.netgrad(command, main, "--import-path", library).exitCode()).isEqualTo(0);
    }
  }

  @Test
  void anEntryThatIsNotThereIsAWrongCall() {
    Run run = Run.netgrad("check", main, "--import-path", library, "--import-path", directory.resolve("none"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--import-path: there is no ");
  }
}
