package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {
  private static final String UGLY = "network  A( x ){y=x}//end\n";
  private static final String NEAT = "network A(x) { y = x }  //end\n";

  @TempDir
  private Path directory;

  @Test
  void writesWhatChangesAndNamesIt() throws IOException {
    Path ugly = Run.file(directory, "ugly.net", UGLY);
    Path neat = Run.file(directory, "neat.net", NEAT);
    Run run = Run.netgrad("fmt", ugly, neat);

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out().strip()).isEqualTo(NetgradCommand.shown(ugly));
    assertThat(Files.readString(ugly)).isEqualTo(NEAT);
    assertThat(Run.files(directory)).containsExactly("neat.net", "ugly.net");
  }

  @Test
  void checkChangesNothing() throws IOException {
    Path ugly = Run.file(directory, "ugly.net", UGLY);
    Run run = Run.netgrad("fmt", "--check", ugly);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().strip()).isEqualTo(NetgradCommand.shown(ugly));
    assertThat(Files.readString(ugly)).isEqualTo(UGLY);
    assertThat(Run.netgrad("fmt", "--check", Run.file(directory, "neat.net", NEAT)).exitCode()).isEqualTo(0);
  }

  @Test
  void aFileWithErrorsIsLeftAndTheOthersAreFormatted() throws IOException {
    Path bad = Run.file(directory, "bad.net", "network  A(x { }\n");
    Path ugly = Run.file(directory, "ugly.net", UGLY);
    Run run = Run.netgrad("fmt", bad, ugly);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("E101");
    assertThat(Files.readString(bad)).isEqualTo("network  A(x { }\n");
    assertThat(Files.readString(ugly)).isEqualTo(NEAT);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksAndPermissionsStay() throws IOException {
    Path file = Run.file(directory, "file.net", UGLY);
    Set<PosixFilePermission> mine = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    Files.setPosixFilePermissions(file, mine);
    Path link = Files.createSymbolicLink(directory.resolve("link.net"), file.getFileName());
    Run.netgrad("fmt", link);

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(file)).isEqualTo(NEAT);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mine);
  }
}
