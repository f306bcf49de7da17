package dev.netgrad.site;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the commands of the pages about skip connections and expects what they are said to print. */
final class SkipConnectionsTest {
  private static final Path PAGES = Path.of("examples/skip-connections");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+)\\R(.*?)^```$");
  private static final String NETGRAD = "java -jar target/netgrad.jar ";

  @TempDir
  private Path folder;

  static List<String> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> !f.equals("README.md")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsTrue(String page) throws IOException {
    String printed = "";
    int commands = 0;
    for (MatchResult block : FENCED.matcher(Files.readString(PAGES.resolve(page))).results().toList()) {
      String text = block.group(2).stripTrailing();
      if (block.group(1).equals("prints")) {
        assertThat(printed.lines().toList()).containsAtLeastElementsIn(text.lines().toList()).inOrder();
      } else {
        printed = run(text, block.group(1).equals("fails") ? 1 : 0);
        commands++;
      }
    }
    assertThat(commands).isAtLeast(1);
  }

  private String run(String command, int exitCode) {
    assertThat(command).startsWith(NETGRAD);
    List<String> words = new ArrayList<>();
    for (String word : command.substring(NETGRAD.length()).split(" ")) {
      words.add(word.startsWith("target/") ? folder.resolve(word).toString() : word);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit = Main.run(print, print, words.toArray(String[]::new));
    String text = out.toString(StandardCharsets.UTF_8);
    assertWithMessage("%s: %s", command, text).that(exit).isEqualTo(exitCode);
    return text;
  }

  @Test
  void theFirstPageListsTheOthers() throws IOException {
    String list = Files.readString(PAGES.resolve("README.md"));
    for (String page : pages()) {
      String title = Files.readString(PAGES.resolve(page)).lines().findFirst().orElseThrow().substring(2);
      assertThat(list).contains("[" + title + "](" + page + ")");
    }
  }
}
