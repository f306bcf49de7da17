package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.emit.GeneratedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir
  private Path directory;

  @Test
  void writesFilesIntoTheirPackages() throws IOException {
    List<Path> files = Output.write(directory.resolve("new"),
        List.of(new GeneratedSource("a/B.java", "class B {}"), new GeneratedSource("C.java", "class C {}")));

    assertThat(files).containsExactly(directory.resolve("new/a/B.java"), directory.resolve("new/C.java")).inOrder();
    assertThat(Files.readString(files.get(0))).isEqualTo("class B {}");
  }

  @Test
  void aFailureLeavesEverythingAsItWas() throws IOException {
    Files.writeString(directory.resolve("A.java"), "before");
    Files.createDirectories(directory.resolve("B.java/full"));

    EnvironmentException e = assertThrows(EnvironmentException.class, () -> Output.write(directory,
        List.of(new GeneratedSource("A.java", "after"), new GeneratedSource("B.java", "after"))));

    assertThat(e).hasMessageThat().contains("B.java");
    assertThat(Files.readString(directory.resolve("A.java"))).isEqualTo("before");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()).toList()).containsExactly("A.java", "B.java");
    }
  }

  @Test
  void whatWasMovedAlreadyIsMovedBack() throws IOException {
    Files.writeString(directory.resolve("A.java"), "before");

    // B can't be moved to its place, because that has become a directory while all was written aside.
    EnvironmentException e = assertThrows(EnvironmentException.class, () -> Output.write(directory,
        Stream.of("A.java", "New.java", "B", "B/C.java").map(n -> new GeneratedSource(n, "after")).toList()));

    assertThat(e).hasMessageThat().contains("cannot write");
    assertThat(Files.readString(directory.resolve("A.java"))).isEqualTo("before");
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(directory.resolve("A.java"));
    }
  }

  @Test
  void twoBuildsInOneDirectoryLeaveWholeFiles() throws Exception {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "p/N" + i + ".java").toList();
    List<Callable<List<Path>>> builds = new ArrayList<>();
    for (int build = 0; build < 24; build++) {
      String text = String.valueOf((char) ('a' + build % 3)).repeat(20_000);
      builds.add(() -> Output.write(directory, names.stream().map(n -> new GeneratedSource(n, text)).toList()));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (Future<List<Path>> done : threads.invokeAll(builds)) {
      assertThat(done.get()).hasSize(names.size());
    }
    threads.shutdown();

    for (String name : names) {
      assertThat(Files.readString(directory.resolve(name))).matches("a{20000}|b{20000}|c{20000}");
    }
    try (Stream<Path> files = Files.list(directory.resolve("p"))) {
      assertThat(files.count()).isEqualTo(names.size());
    }
  }

  @Test
  void nothingIsWrittenOutside() {
    assertThrows(IllegalStateException.class, () -> Output.write(directory.resolve("in"),
        List.of(new GeneratedSource("../Out.java", "class Out {}"))));
    assertThat(Files.exists(directory.resolve("Out.java"))).isFalse();
  }

  @Test
  void namesThatDifferInCaseOnlyCollide() {
    assertThat(Output.collision(List.of("Ab.java", "aB.java")))
        .hasValue("Ab.java and aB.java");
    assertThat(Output.collision(List.of("A.java", "B.java")))
        .isEmpty();
  }
}
