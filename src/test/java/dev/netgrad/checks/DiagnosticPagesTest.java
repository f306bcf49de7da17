package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.NetFile;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.InvalidNetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each code has a page whose bad example gives this code and no other, and whose mended example gives none. */
final class DiagnosticPagesTest {
  private static final Path SITE = Path.of("src/site/markdown");
  private static final String MAIN = DiagnosticPage.MAIN;

  /** Files that are too long or too many to be shown, or no text. */
  static final Map<Code, Map<String, byte[]>> UNSHOWN = Map.of(
      Code.NESTING, file("layer f(x) { " + "(".repeat(101) + "x" + ")".repeat(101) + " }\n"),
      Code.STATEMENT_LENGTH, file("layer f(x) { x" + " + x".repeat(1_001) + " }\n"),
      Code.ENCODING, Map.of(MAIN, new byte[] {'/', '/', ' ', (byte) 0xE9, '\n'}),
      Code.FILE_LENGTH, file("// a line\n".repeat(500_000)),
      Code.TOKENS, file("layer f(" + "x,".repeat(300_000) + "x) { x }\n"),
      Code.DEPTH, file("network Net(x) { y = " + "-".repeat(501) + "x }\n"),
      Code.MANY_IMPORTS, importing(1_000));

  /** Those of them that are too large to be kept in a folder of bad files. */
  private static final Set<Code> LARGE = Set.of(Code.FILE_LENGTH, Code.TOKENS, Code.MANY_IMPORTS);

  /** Given for what is no file, and only beside others. */
  private static final Set<Code> ELSEWHERE = Set.of(Code.UNREADABLE, Code.MORE_ERRORS, Code.SKIP_PATH);

  /** Given only where a build asks. */
  private static final Set<Code> ASKED = Set.of(Code.SKIP_PATH);

  @TempDir
  private Path directory;

  private static Map<String, byte[]> file(String text) {
    return Map.of(MAIN, text(text));
  }

  /** A file that imports others, which import the last of them. */
  private static Map<String, byte[]> importing(int others) {
    Map<String, byte[]> files = new TreeMap<>();
    StringBuilder main = new StringBuilder();
    for (int i = 1; i <= others; i++) {
      main.append("import \"").append(i).append(".net\"\n");
      files.put(i + ".net", text(i < others ? "import \"" + others + ".net\"\n" : ""));
    }
    files.put(MAIN, text(main.toString()));
    return files;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void badExampleIsBadAndMendedOneIsNot(Code code) throws IOException {
    String page = code.page();
    assertThat(page).startsWith("# " + code + ": " + code.title() + "\n\n");
    assertThat(page.lines().filter(l -> l.length() > 120 && !l.contains("```")).toList()).isEmpty();
    Optional<DiagnosticPage> shown = DiagnosticPage.of(code);
    assertThat(shown.isEmpty()).isEqualTo(UNSHOWN.containsKey(code) || ELSEWHERE.contains(code));
    if (UNSHOWN.containsKey(code)) {
      assertThat(codes(UNSHOWN.get(code))).containsExactly(code);
    } else if (shown.isPresent()) {
      assertWithMessage("bad").that(codes(shown.get().bad())).containsExactly(code);
      assertWithMessage("mended").that(codes(shown.get().mended())).isEmpty();
    }
  }

  private Set<Code> codes(Map<String, byte[]> files) throws IOException {
    Path folder = Files.createTempDirectory(directory, "example");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    List<Diagnostic> diagnostics;
    try {
      diagnostics = NetFile.read(folder.resolve(MAIN)).diagnostics().sorted();
    } catch (InvalidNetException e) {
      diagnostics = e.diagnostics().sorted();
    }
    Set<Code> codes = new TreeSet<>();
    diagnostics.forEach(d -> codes.add(d.code()));
    return codes;
  }

  @Test
  void everyPageIsOfACodeAndListed() throws IOException {
    List<String> pages;
    try (Stream<Path> files = Files.list(SITE.resolve("diagnostics"))) {
      pages = files.map(f -> f.getFileName().toString()).sorted().toList();
    }
    assertThat(pages).isEqualTo(Stream.of(Code.values()).map(c -> c + ".md").sorted().toList());
    assertThat(Files.readString(SITE.resolve("diagnostics.md")).lines().filter(l -> l.startsWith("- ")).toList())
        .isEqualTo(Stream.of(Code.values()).map(c -> "- [%1$s](diagnostics/%1$s.md): %2$s".formatted(c, c.title()))
            .toList());
  }

  /** Each code is in the answer to a bad file; but for those of files too long to be kept, which are checked above. */
  @Test
  void everyCodeHasABadFile() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String folder : List.of("syntax/bad", "model/bad", "model/warned")) {
      try (Stream<Path> files = Files.list(Path.of("src/test/resources/dev/netgrad", folder))) {
        for (Path answer : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
          Pattern.compile("(?m)^([EW]\\d{3}) (error|warning): ").matcher(Files.readString(answer)).results()
              .forEach(m -> found.add(m.group(1)));
        }
      }
    }
    Set<String> wanted = new TreeSet<>();
    Stream.of(Code.values()).filter(c -> !LARGE.contains(c) && !ASKED.contains(c))
        .forEach(c -> wanted.add(c.number()));
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void numbersAreDifferentAndInOrder() {
    List<String> numbers = Stream.of(Code.values()).map(Code::number).toList();
    assertThat(numbers).containsNoDuplicates();
    assertThat(numbers).isInOrder();
    assertThat(Code.of("e301")).hasValue(Code.SHAPES);
  }
}
