package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.Golden;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Examples;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every hint is followed: what can be done as it is said is done, and computes what was meant.
 *
 * <p>What was meant is said by the files in {@code hints}, below a line {@code // Meant:}, and by the mended example of
 * a code's page. Of the bad files, which have many errors each, every hint is followed by itself: its message is gone,
 * and no other has come. {@code hints/hints.txt} lists all hints, and what there is for each of them;
 * {@code -Drecreate=true} writes it.
 */
final class HintTest {
  private static final Path RESOURCES = Path.of("src/test/resources/dev/netgrad");
  private static final Path HINTS = RESOURCES.resolve("hints");
  private static final String MEANT = "// Meant:\n";
  /** More than a Java method has parameters. */
  private static final String MANY_INPUTS = IntStream.range(0, 260).mapToObj(i -> "x" + i)
      .collect(Collectors.collectingAndThen(Collectors.toList(), x ->
          "network Many(" + String.join(", ", x) + ") { y = " + String.join(" + ", x) + " }\n"));

  /** What is said of examples only when they run. */
  private static final String EXAMPLES = "example dense([1], 1) = [1]\nexample dense([1], 1) = [1] with wait = [[1]]\n";

  @TempDir
  static Path directory;

  /** A file that is wrong, and what its author meant. */
  record Example(String name, String text, String meant, Map<String, byte[]> others) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Example> written() throws IOException {
    Map<String, byte[]> parts = new HashMap<>();
    for (Path part : files(HINTS.resolve("parts"))) {
      parts.put(part.getFileName().toString(), Files.readAllBytes(part));
    }
    List<Example> examples = new ArrayList<>();
    for (Path file : files(HINTS)) {
      String text = Files.readString(file);
      int end = text.indexOf(MEANT);
      examples.add(new Example(file.getFileName().toString(), text.substring(0, end),
          text.substring(end + MEANT.length()), parts));
    }
    return examples;
  }

  static List<Example> ofPages() {
    List<Example> examples = new ArrayList<>();
    for (Code code : Code.values()) {
      Optional<DiagnosticPage> page = DiagnosticPage.of(code);
      page.ifPresent(p -> {
        Map<String, byte[]> others = new HashMap<>(p.bad());
        String text = new String(others.remove(DiagnosticPage.MAIN), StandardCharsets.UTF_8);
        String meant = new String(p.mended().get(DiagnosticPage.MAIN), StandardCharsets.UTF_8);
        examples.add(new Example(code.number(), text, meant, others));
      });
    }
    return examples;
  }

  static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>(written());
    for (Example example : ofPages()) {
      if (diagnostics(write(example)).stream().anyMatch(HintTest::hasFix)) {
        examples.add(example);
      }
    }
    return examples;
  }

  static List<Path> badFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("syntax/bad", "model/bad", "model/warned")) {
      files.addAll(files(RESOURCES.resolve(folder)));
    }
    return files;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".net") && Files.isRegularFile(f)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void followedHintsMeanWhatWasMeant(Example example) throws IOException {
    Path file = write(example);
    List<Diagnostic> before = diagnostics(file);
    do {
      Optional<Diagnostic> next = before.stream().filter(HintTest::hasFix).findFirst();
      assertWithMessage("one of %s with a hint that can be followed", said(before)).that(next).isPresent();
      List<String> left = said(before);
      left.remove(said(next.get()));
      before = followed(file, next.get());
      assertWithMessage("news of\n%s", Files.readString(file)).that(left).containsAtLeastElementsIn(said(before));
    } while (!before.isEmpty());
    Path meant = file.resolveSibling("meant.net");
    Files.writeString(meant, example.meant());
    assertThat(values(file)).isEqualTo(values(meant));
  }

  /** What else is wrong there may be seen only then. */
  @ParameterizedTest
  @MethodSource("badFiles")
  void followedHintRemovesItsMessage(Path bad) throws IOException {
    Path folder = Files.createTempDirectory(directory, "bad");
    copy(bad.getParent(), folder);
    List<Diagnostic> before = diagnostics(folder.resolve(bad.getFileName()));
    for (Diagnostic d : before) {
      if (hasFix(d)) {
        Path file = d.span().file().path().orElseThrow();
        List<String> left = said(before);
        left.remove(said(d));
        followed(file, d);
        assertWithMessage("`%s` of\n%s", d.hint().get().text(), Files.readString(file))
            .that(said(diagnostics(folder.resolve(bad.getFileName()))).stream().filter(said(d)::equals).count())
            .isAtMost(left.stream().filter(said(d)::equals).count());
        Files.writeString(file, d.span().file().text());
      }
    }
  }

  /** What is left to be said once a hint has been followed. */
  private static List<Diagnostic> followed(Path file, Diagnostic diagnostic) throws IOException {
    StringBuilder text = new StringBuilder(diagnostic.span().file().text());
    List<Hint.Fix> fixes = new ArrayList<>(diagnostic.hint().orElseThrow().fixes());
    fixes.sort(Comparator.comparingInt((Hint.Fix f) -> f.span().start()).reversed());
    fixes.forEach(f -> text.replace(f.span().start(), f.span().end(), f.text()));
    Files.writeString(file, text);
    return diagnostics(file);
  }

  private static List<String> said(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(HintTest::said).collect(Collectors.toCollection(ArrayList::new));
  }

  private static String said(Diagnostic d) {
    return d.code() + " " + d.message();
  }

  private static boolean hasFix(Diagnostic d) {
    return d.hint().isPresent() && !d.hint().get().isAdvice();
  }

  private static Path write(Example example) throws IOException {
    Path folder = Files.createTempDirectory(directory, "example");
    for (Map.Entry<String, byte[]> other : example.others().entrySet()) {
      Files.write(folder.resolve(other.getKey()), other.getValue());
    }
    return Files.writeString(folder.resolve("example.net"), example.text());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path f : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(f).toString());
        Files.createDirectories(target.getParent());
        Files.copy(f, target);
      }
    }
  }

  private static List<Diagnostic> diagnostics(Path file) {
    try {
      return NetFile.read(file).diagnostics().sorted();
    } catch (InvalidNetException e) {
      return e.diagnostics().sorted();
    }
  }

  /** The outputs and the loss of each network, row by row: how a formula divides its dimensions is its own affair. */
  private static Map<String, List<Double>> values(Path file) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (Network network : NetFile.read(file).networks()) {
      Point point = Point.of(network, 2, "hint");
      Interpreter.Run run = point.interpreter().run(network.training(), point.inputs());
      List<Tensor> tensors = new ArrayList<>(network.training().outputs());
      network.objective().ifPresent(tensors::add);
      values.put(network.name(), tensors.stream().flatMap(t -> Arrays.stream(run.value(t)).boxed()).toList());
    }
    return values;
  }

  @Test
  void everyHintHasAnExample() throws IOException {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    for (Code tooLong : List.of(Code.FILE_LENGTH, Code.TOKENS)) {
      Path file = Files.createTempFile(directory, "long", ".net");
      collect(diagnostics(Files.write(file, DiagnosticPagesTest.UNSHOWN.get(tooLong).get(DiagnosticPage.MAIN))), all);
    }
    collect(written(NetFile.of("many.net", MANY_INPUTS).networks().get(0)), all);
    collect(Examples.of(NetFile.of("examples.net", EXAMPLES)).diagnostics().sorted(), all);
    Map<String, Set<String>> fixes = new LinkedHashMap<>();
    for (Path bad : badFiles()) {
      collect(diagnostics(bad), all);
    }
    for (Example example : Stream.concat(written().stream(), ofPages().stream()).toList()) {
      List<Diagnostic> diagnostics = diagnostics(write(example));
      collect(diagnostics, all);
      collect(diagnostics.stream().filter(HintTest::hasFix).toList(), fixes);
    }
    List<WrittenHint> hints = WrittenHint.all().stream().distinct().toList();
    List<String> missing = new ArrayList<>();
    StringBuilder list = new StringBuilder();
    for (WrittenHint hint : hints) {
      assertWithMessage("a text in %s", hint).that(hint.saysSomething()).isTrue();
      Set<String> codes = new TreeSet<>();
      (hint.isAdvice() ? all : fixes).forEach((text, of) -> codes.addAll(hint.matches(text) ? of : Set.of()));
      if (codes.isEmpty()) {
        missing.add(hint.toString());
      }
      list.append(hint).append("  (").append(String.join(" ", codes)).append(")\n");
    }
    assertWithMessage("hints without an example").that(missing).isEmpty();
    long advice = hints.stream().filter(WrittenHint::isAdvice).count();
    Golden.expect(HINTS.resolve("hints.txt"), (hints.size() - advice) + " hints are applied as they are said, " + advice
        + " are advice.\n\n" + list);
  }

  /** What is said only when a network's Java is written. */
  private static List<Diagnostic> written(Network network) {
    try {
      Compiler.compile(network, Options.of(""));
      return List.of();
    } catch (InvalidNetException e) {
      return e.diagnostics().sorted();
    }
  }

  private static void collect(List<Diagnostic> diagnostics, Map<String, Set<String>> given) {
    diagnostics.forEach(d -> d.hint().ifPresent(h ->
        given.computeIfAbsent(h.text(), t -> new TreeSet<>()).add(d.code().number())));
  }
}
