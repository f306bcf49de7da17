package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.emit.GeneratedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** As two builds in one folder do. */
  @Test
  void twoMayWriteTheSameFilesAtOnce() throws IOException {
    IntStream.range(0, 2).parallel().forEach(writer -> {
      for (int i = 0; i < 50; i++) {
        Output.write(directory, List.of(new GeneratedSource("A.java", writer + " " + i)));
      }
    });

    assertThat(Files.readString(directory.resolve("A.java"))).isAnyOf("0 49", "1 49");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.toList()).containsExactly(directory.resolve("A.java"));
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
