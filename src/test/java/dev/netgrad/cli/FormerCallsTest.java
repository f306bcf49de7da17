package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line's calls of each earlier version are calls still. */
class FormerCallsTest {
  private static final Path VERSIONS = Path.of("src/test/resources/dev/netgrad/compatibility");

  static List<Path> versions() throws IOException {
    try (Stream<Path> folders = Files.list(VERSIONS)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void areUnderstood(Path version) throws IOException {
    for (String call : Files.readAllLines(version.resolve("commands.txt"))) {
      assertThat(Main.line().parseArgs(call.split(" ")).hasSubcommand()).isTrue();
    }
  }
}
