package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.emit.ClassFiles;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of the Java of every network in {@code examples/}, and of the larger ones below it. */
class ExamplesTest {
  /** HotSpot never compiles a longer method. */
  private static final int LONGEST_METHOD = 8_000;

  @TempDir private Path folder;

  static Stream<Path> examples() throws IOException {
    return netFiles("examples");
  }

  static Stream<Path> networks() throws IOException {
    return netFiles("examples/networks");
  }

  private static Stream<Path> netFiles(String directory) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.filter(file -> file.toString().endsWith(".net")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void compilesWithoutAWarningAndInMethodsThatTheJitTakes(Path example) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (GeneratedSource source : sources(example)) {
      Path file = folder.resolve("java").resolve(source.name());
      Files.createDirectories(file.getParent());
      sources.add(Files.writeString(file, source.text()));
    }
    Path classes = Files.createDirectories(folder.resolve("classes"));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, Locale.ROOT, null)) {
      boolean compiled = javac.getTask(messages, files, null,
          List.of("-Xlint:all", "-Werror", "--limit-modules", "java.base", "-d", classes.toString()), null,
          files.getJavaFileObjectsFromPaths(sources)).call();
      assertWithMessage(messages.toString()).that(compiled).isTrue();
    }
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        Map<String, Integer> lengths = ClassFiles.codeLengths(Files.readAllBytes(file));
        lengths.forEach((method, length) ->
            assertWithMessage("%s %s", file, method).that(length).isLessThan(LONGEST_METHOD));
      }
    }
  }

  /** There are many of them, and they are large. */
  @ParameterizedTest
  @MethodSource("networks")
  @Tag("long")
  void soDoTheNetworksOfPapers(Path network) throws IOException {
    compilesWithoutAWarningAndInMethodsThatTheJitTakes(network);
  }

  /** A block is written once, however often it is used. */
  @Test
  @Tag("long")
  void resNet1202IsAboutAsLongAsResNet20() {
    long shallow = lines(Path.of("examples/resnet20.net"));
    assertThat(lines(Path.of("examples/networks/resnet1202.net"))).isLessThan(shallow * 3 / 2);
  }

  private static long lines(Path file) {
    return sources(file).stream().mapToLong(source -> source.text().lines().count()).sum();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isTheSameFromAnyDirectoryLocaleAndTimeZone(Path example) throws IOException {
    List<GeneratedSource> here = sources(example);
    Path there = Files.copy(example, folder.resolve(example.getFileName()));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(sources(there)).isEqualTo(here);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private static List<GeneratedSource> sources(Path file) {
    List<GeneratedSource> sources = new ArrayList<>();
    for (Network network : NetFile.read(file).networks()) {
      sources.addAll(Compiler.compile(network, Options.of("examples")).sources());
    }
    assertThat(sources).isNotEmpty();
    return sources;
  }
}
