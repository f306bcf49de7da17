package dev.netgrad;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lines of Java fit into 120 columns, but those of texts that are quoted as they are. */
class LineLengthTest {
  private static final int COLUMNS = 120;
  private static final String QUOTES = "\"\"\"";

  @Test
  void linesFit() throws IOException {
    List<String> longer = new ArrayList<>();
    for (Path root : List.of(Path.of("src"), Path.of("examples"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          longer.addAll(longerLines(file));
        }
      }
    }
    assertThat(longer).isEmpty();
  }

  private static List<String> longerLines(Path file) throws IOException {
    List<String> longer = new ArrayList<>();
    boolean quoted = false;
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.codePointCount(0, line.length()) > COLUMNS && !quoted) {
        longer.add(file + ":" + number);
      }
      quoted ^= (line.length() - line.replace(QUOTES, "").length()) / QUOTES.length() % 2 == 1;
    }
    return longer;
  }
}
