package dev.netgrad.threads;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.Golden;
import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Point;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.loop.Compiled;
import dev.netgrad.source.ImportPath;
import dev.netgrad.tensor.Network;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads meet wherever they have to: no element is accessed by two of them between two meetings, and written by one of
 * them. And where they would not meet, that is found.
 *
 * <p>Not every meeting has to be: what a thread computes is often all that it needs next, and of two meetings in a row
 * one is enough for what was computed before both. The places of which each could be left out, alone, are listed for
 * the examples of every day, in {@code needless.txt}.
 */
class RaceTest {
  private static final List<Integer> THREADS = List.of(2, 3);
  private static final Path NEEDLESS = Path.of("src/test/resources/dev/netgrad/threads/needless.txt");

  /** Networks of papers that have something of their own; the others are these, but deeper. */
  private static final Set<String> OF_PAPERS = Set.of("densenet40", "highway", "mobilenet", "plain18", "preact110",
      "resnet110dropout", "resnet110gated", "resnet20b", "resnet20c", "resnet34", "resnet50paper", "unet");

  private static final Map<String, Subject> SUBJECTS = new HashMap<>();

  @TempDir private static Path shared;

  @TempDir private Path folder;

  static Stream<Path> examples() throws IOException {
    return Stream.concat(files("examples"), files("examples/networks").filter(f -> OF_PAPERS.contains(name(f))));
  }

  private static Stream<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.filter(file -> file.toString().endsWith(".net")).sorted().toList().stream();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".net", "");
  }

  /** On pictures that are small: which meetings there are hardly depends on their size. */
  private Network smaller(Path file) throws IOException {
    String text = Files.readString(file).replace("[32, 32, 3]", "[8, 8, 3]").replace("[224, 224, 3]", "[32, 32, 3]")
        .replace("[572, 572, 1]", "[188, 188, 1]").replace("[388, 388", "[4, 4");
    Path copy = Files.writeString(folder.resolve(file.getFileName()), text);
    try (ImportPath imports = new ImportPath(List.of(folder, file.getParent()))) {
      return NetFile.read(copy, imports).networks().get(0);
    }
  }

  /** An example as it is, which is compiled once. */
  private static Subject example(String name, KernelSet kernels) {
    return SUBJECTS.computeIfAbsent(name + ", " + kernels, key -> Subject.of(kernels,
        NetFile.read(Path.of("examples", name + ".net")).networks().get(0), shared.resolve(name)));
  }

  /** A network's classes for one set of kernels. */
  private record Subject(KernelSet kernels, Compiled compiled, Map<String, byte[]> classes) {
    static Subject of(KernelSet kernels, Network network, Path folder) {
      Compiled compiled = Compiled.with(kernels, network, folder.resolve(kernels.name()), false);
      Map<String, byte[]> classes = new TreeMap<>();
      try (Stream<Path> files = Files.walk(compiled.classes())) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          String path = compiled.classes().relativize(file).toString().replace(File.separatorChar, '.');
          classes.put(path.substring(0, path.length() - ".class".length()), Files.readAllBytes(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Subject(kernels, compiled, classes);
    }

    /** What threads do in inference and in a training step, one place where they meet left out. */
    Observation observe(int threads, int batch, int leftOut) {
      RecordedClasses loader = new RecordedClasses(classes, leftOut);
      Compiled recorded = compiled.loadedBy(loader);
      assertThat(kernels.chosen(recorded::kernels)).isEqualTo(kernels.toString());
      Point point = compiled.point(batch);
      Recorder recorder = Recorder.record(loader.places(), threads, () -> recorded.results(point, threads));
      return new Observation(recorder, loader.places());
    }
  }

  private record Observation(Recorder recorder, List<String> places) {
    Set<String> needed() {
      return recorder.needed().stream().map(places::get).collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> met() {
      return recorder.met().stream().map(places::get).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** @return the places where threads meet, but would not have to */
  private static Set<String> check(Subject subject, List<Integer> batches) {
    Set<String> needless = new TreeSet<>();
    Set<String> needed = new TreeSet<>();
    for (int batch : batches) {
      for (int threads : THREADS) {
        Observation observation = subject.observe(threads, batch, RecordedClasses.NONE);
        assertWithMessage("%s, %s threads, batch %s", subject.kernels, threads, batch)
            .that(observation.recorder.violations()).isEmpty();
        needed.addAll(observation.needed());
        needless.addAll(observation.met());
      }
    }
    needless.removeAll(needed);
    return needless;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "residual"})
  void threadsMeetWhereTheyMust(String name) {
    KernelSet.forOne().forEach(kernels -> check(example(name, kernels), List.of(3)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  @Tag("long")
  void threadsMeetWhereTheyMustInAllExamples(Path file) throws IOException {
    Network network = smaller(file);
    KernelSet.forOne().forEach(kernels -> check(Subject.of(kernels, network, folder), List.of(2)));
  }

  @Test
  void whereTheyWouldNotMeetIsFound() {
    leaveOut(example("mlp", KernelSet.PLAIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "residual", "strided", "digits"})
  @Tag("long")
  void whereTheyWouldNotMeetIsFoundInEachSetOfKernels(String name) {
    KernelSet.forOne().forEach(kernels -> leaveOut(example(name, kernels)));
  }

  /** Leaves out one place after the other: there is a race where the recorder says that the place is needed. */
  private static void leaveOut(Subject subject) {
    Recorder whole = subject.observe(3, 3, RecordedClasses.NONE).recorder;
    assertThat(whole.violations()).isEmpty();
    for (int place : whole.met()) {
      Observation without = subject.observe(3, 3, place);
      assertWithMessage("%s without %s: a race", subject.kernels, without.places.get(place))
          .that(!without.recorder.violations().isEmpty()).isEqualTo(whole.needed().contains(place));
    }
  }

  @Test
  void thoseThatNeedNotMeetAreListed() throws IOException {
    List<String> lines = new ArrayList<>(List.of(
        "Where threads meet in plain kernels and need not, for batches of 1 and 3 and 2 and 3 threads.", ""));
    for (String name : List.of("mlp", "residual")) {
      lines.addAll(check(example(name, KernelSet.PLAIN), List.of(1, 3)));
    }
    Golden.expect(NEEDLESS, String.join("\n", lines) + "\n");
  }
}
