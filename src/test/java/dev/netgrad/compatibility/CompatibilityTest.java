package dev.netgrad.compatibility;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Hint;
import dev.netgrad.train.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each earlier version's files with this one. */
class CompatibilityTest {
  private static final Path VERSIONS = Path.of("src/test/resources/dev/netgrad/compatibility");
  private static final Path CLASSES = Path.of("target/classes");

  /** Warnings that a form of the language is given up. */
  private static final Set<Code> DEPRECATIONS = Set.of(Code.STEP_BY_NAME);

  @TempDir
  private Path work;

  static List<Path> versions() throws IOException {
    try (Stream<Path> folders = Files.list(VERSIONS)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static List<Path> sources(Path version) throws IOException {
    try (Stream<Path> files = Files.list(version)) {
      return files.filter(f -> f.toString().endsWith(".net")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void sourcesCompile(Path version) throws IOException {
    for (Path source : sources(version)) {
      NetFile file = NetFile.read(source);
      file.networks().forEach(network -> assertThat(Compiler.compile(network, Options.of("")).sources()).isNotEmpty());
      assertWithMessage("%s", source).that(DEPRECATIONS)
          .containsAtLeastElementsIn(file.diagnostics().sorted().stream().map(Diagnostic::code).distinct().toList());
    }
  }

  /** What is given up says itself how it is mended, and goes on working meanwhile. */
  @ParameterizedTest
  @MethodSource("versions")
  void deprecationsHaveAMend(Path version) throws IOException {
    String text = Files.readString(version.resolve("deprecated.net"));
    List<Diagnostic> warnings = NetFile.of("deprecated.net", text).diagnostics().sorted();
    assertThat(warnings).isNotEmpty();
    List<Hint.Fix> fixes = warnings.stream().flatMap(w -> w.hint().orElseThrow().fixes().stream())
        .sorted(Comparator.comparing((Hint.Fix fix) -> fix.span().start()).reversed()).toList();
    StringBuilder mended = new StringBuilder(text);
    fixes.forEach(fix -> mended.replace(fix.span().start(), fix.span().end(), fix.text()));
    assertThat(NetFile.of("deprecated.net", mended.toString()).diagnostics().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void savedWeightsGiveTheSameAndTheProgramGoesOn(Path version) throws Exception {
    try (Application application = new Application(version, work)) {
      List<String> printed = application.run(version.resolve("classifier.safetensors").toString());
      List<String> expected = recorded(version.resolve("Application.txt"), printed);
      assertThat(printed).hasSize(expected.size());
      for (int i = 0; i < printed.size(); i++) {
        if (expected.get(i).startsWith("[")) {
          assertThat(numbers(printed.get(i))).usingTolerance(1e-4).containsExactly(numbers(expected.get(i))).inOrder();
        } else {
          assertThat(printed.get(i)).isEqualTo(expected.get(i));
        }
      }
    }
  }

  private static double[] numbers(String line) {
    return Stream.of(line.substring(1, line.length() - 1).split(", ")).mapToDouble(Double::parseDouble).toArray();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void generatedMembersAreStillThere(Path version) throws Exception {
    try (Application application = new Application(version, work)) {
      Set<String> now = new TreeSet<>();
      for (String name : List.of("Classifier", "Classifier$Weights", "Classifier$Workspace", "Classifier$Gradients",
          "Classifier$OptimizerState", "ClassifierModel")) {
        now.addAll(Signatures.of(application.type(name)));
      }
      assertThat(now).containsAtLeastElementsIn(recorded(version.resolve("generated.txt"), List.copyOf(now)));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void membersOfTheLibraryAreStillThere(Path version) throws Exception {
    Set<String> now = new TreeSet<>();
    for (Class<?> type : PublicTypes.in(CLASSES)) {
      now.addAll(Signatures.of(type));
    }
    assertThat(now.toString()).contains(Model.class.getName());
    assertThat(now).containsAtLeastElementsIn(recorded(version.resolve("library.txt"), List.copyOf(now)));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void pluginHasEveryParameter(Path version) throws Exception {
    PluginDescriptor plugin = PluginDescriptor.read(CLASSES.resolve("META-INF/maven/plugin.xml"));
    List<PluginDescriptor.Use> uses = PluginDescriptor.uses(version.resolve("pom.xml"));
    assertThat(uses.stream().map(PluginDescriptor.Use::goal).distinct()).hasSize(3);
    uses.forEach(use -> assertWithMessage("%s", use).that(plugin.parameters(use.goal())).contains(use.parameter()));
  }

  /** The lines of a version's file; while the version is not released, they may be written anew. */
  private static List<String> recorded(Path file, List<String> lines) throws IOException {
    if (Boolean.getBoolean("recreate")
        && file.getParent().equals(versions().stream().max(Comparator.naturalOrder()).orElseThrow())) {
      Files.write(file, lines);
    }
    return Files.readAllLines(file);
  }
}
