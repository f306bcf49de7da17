package dev.netgrad.maven;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.OwnJava;
import dev.netgrad.compiler.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with names that the locale has no signs for: the build does not go on as if they were not there. */
class FileNamesTest {
  private static final Set<String> ALL = Set.of("**/*.net");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"größe.net", "größe/plain.net"})
  @EnabledOnOs(OS.LINUX)
  void areSaidInALocaleOfAsciiAlone(String name) throws IOException, InterruptedException {
    Path root = Files.createDirectory(folder.resolve("net"));
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "network A(x) { y = x }");
    Files.writeString(root.resolve("other.net"), "network B(x) { y = x }");
    Files.createDirectory(root.resolve("größe without networks"));

    assertThat(NetMojo.files(root, ALL, Set.of())).containsExactly(file, root.resolve("other.net"));
    OwnJava.runIn("C", FileNamesTest.class, folder, root);
  }

  /** Checks that the build of a folder ends, and says why. */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]);
    EnvironmentException e = assertThrows(EnvironmentException.class, () -> NetMojo.files(root, ALL, Set.of()));
    assertThat(e).hasMessageThat().startsWith("file names are written in ANSI_X3.4-1968 here, which has no sign for"
        + " part"
        + " of `gr");
    assertThat(e).hasMessageThat().contains("LC_ALL=C.UTF-8");
  }
}
