package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.DeepStack;
import dev.netgrad.model.scope.Elaborated;
import dev.netgrad.model.scope.Meaning;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Ast;
import dev.netgrad.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any one statement of any example is broken: every message is about it or about what depends on it, and the statements
 * with shapes are exactly the others, with the shapes that they had.
 */
final class BrokenStatementTest {
  private static final Path EXAMPLES = Path.of("examples");

  @TempDir
  private Path folder;

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Stream.concat(Files.list(EXAMPLES), Files.list(EXAMPLES.resolve("networks")))) {
      return files.filter(f -> f.toString().endsWith(".net")).sorted().toList();
    }
  }

  /** Of each statement, one break of each kind. */
  @ParameterizedTest
  @ValueSource(strings = {"residual.net", "digits.net", "shapes.net", "networks/attention.net"})
  void takesNothingElseWithIt(String example) throws IOException {
    breakAll(EXAMPLES.resolve(example), true);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("examples")
  void takesNothingElseWithItInAnyExample(Path example) throws IOException {
    breakAll(example, false);
  }

  private void breakAll(Path example, boolean isSample) throws IOException {
    copy(example.getParent());
    Path main = folder.resolve(example.getFileName());
    Case sound = new Case(main);
    assertThat(sound.analysis.diagnostics().sorted()).isEmpty();
    Dependents dependents = new Dependents(sound.declarations());
    int broken = 0;
    for (Ast.File file : sound.modules.files()) {
      for (Ast.Declaration d : file.declarations()) {
        for (int i = 0; i < d.body().size(); i++) {
          Set<String> kinds = new TreeSet<>();
          for (Breaks.Break change : Breaks.of(d.body().get(i))) {
            if (!isSample || kinds.add(change.kind().split(" ")[0])) {
              broken += isBroken(sound, main, file, new Dependents.Place(d, i), change, dependents) ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(broken).isGreaterThan(0);
  }

  private void copy(Path from) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".net")).toList()) {
        Path target = folder.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** Whether a change makes a file wrong; then holds what is left to what should be. */
  private static boolean isBroken(Case sound, Path main, Ast.File file, Dependents.Place place, Breaks.Break change,
      Dependents dependents) throws IOException {
    String text = file.span().text();
    Path changed = file.span().file().path().orElseThrow();
    Files.writeString(changed, change.applied(text));
    Case broken = new Case(main);
    Files.writeString(changed, text);
    if (!broken.analysis.diagnostics().hasErrors()) {
      return false;
    }
    String what = change.kind() + " in " + place;
    Set<Dependents.Place> wrong = dependents.wrong(place);
    Map<Dependents.Place, Set<String>> expected = new LinkedHashMap<>(sound.shapes());
    Set<Ast.Declaration> used = dependents.used(wrong);
    expected.keySet().removeIf(p -> wrong.contains(p) || !used.contains(p.declaration()));
    Map<String, Set<String>> left = named(expected);
    Map<String, Set<String>> found = named(broken.shapes());
    assertWithMessage("statements with shapes, %s", what).that(found.keySet()).isEqualTo(left.keySet());
    found.forEach((statement, shapes) ->
        assertWithMessage("shapes of %s, %s", statement, what)
            .that(left.get(statement)).containsAtLeastElementsIn(shapes));
    for (Diagnostic d : broken.analysis.diagnostics().sorted()) {
      assertWithMessage("%s %s %s, %s", d.code(), d.span(), d.message(), what)
          .that(wrong.stream().anyMatch(w -> isAbout(d.span(), w.statement().span(), change, file))).isTrue();
    }
    return true;
  }

  /** Whether a place of the changed text is in what stood at another before. */
  private static boolean isAbout(Span place, Span before, Breaks.Break change, Ast.File changed) {
    boolean isChanged = before.file() == changed.span().file();
    int start = before.start() + (isChanged && before.start() > change.start() ? change.growth() : 0);
    int end = before.end() + (isChanged && before.end() > change.start() ? change.growth() : 0);
    return place.file().name().equals(before.file().name()) && start <= place.start() && place.start() <= end;
  }

  private static Map<String, Set<String>> named(Map<Dependents.Place, Set<String>> shapes) {
    Map<String, Set<String>> named = new TreeMap<>();
    shapes.forEach((place, of) -> named.put(place.declaration().name().text() + " " + place.number(), of));
    return named;
  }

  /** A file and what is known of it. */
  private static final class Case {
    private final Modules modules;
    private final Analysis analysis;

    Case(Path main) {
      Diagnostics reading = new Diagnostics();
      modules = DeepStack.call(() -> Modules.load(main, reading));
      analysis = DeepStack.call(() -> Analysis.of(modules, reading));
    }

    /** What is used to make networks; what trains them has no shapes. */
    List<Ast.Declaration> declarations() {
      return Stream.concat(modules.files().stream(), modules.standard().stream())
          .flatMap(f -> f.declarations().stream()).filter(d -> d.kind() != Ast.Kind.OPTIMIZER).toList();
    }

    /** The shapes of statements, in each of their uses. */
    Map<Dependents.Place, Set<String>> shapes() {
      Map<Dependents.Place, Set<String>> shapes = new HashMap<>();
      for (Elaborated body : analysis.bodies()) {
        List<Ast.Statement> statements = new ArrayList<>(body.declaration().body());
        body.outcomes().forEach((statement, outcome) -> {
          int number = 0;
          while (statements.get(number) != statement) {
            number++;
          }
          shapes.computeIfAbsent(new Dependents.Place(body.declaration(), number), p -> new TreeSet<>())
              .add(shape(outcome.value()));
        });
      }
      return shapes;
    }

    private static String shape(Meaning value) {
      return value instanceof Meaning.Whole whole ? shape(whole.tensor()) : value.text();
    }

    private static String shape(Tensor tensor) {
      return tensor.shape().stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"))
          + (tensor.isInteger() ? " of classes" : "");
    }
  }
}
