package dev.netgrad;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Tensor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the dependencies between packages to the design's direction, as jdeps reads them from the class files. */
class ArchitectureTest {
  private static final String ROOT = "dev.netgrad.";
  private static final Pattern EDGE = Pattern.compile("^\\s+(\\S+)\\s+->\\s+(\\S+)\\s+(.*\\S)\\s*$");

  /** What each package may know, in the order of the way through the house. */
  private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
      Map.entry("source", Set.of()),
      Map.entry("syntax", Set.of("source")),
      Map.entry("tensor", Set.of("source")),
      Map.entry("model", Set.of("source", "syntax", "tensor")),
      Map.entry("grad", Set.of("source", "tensor")),
      Map.entry("law", Set.of("source", "tensor")),
      Map.entry("simplify", Set.of("source", "tensor", "law")),
      Map.entry("plan", Set.of("source", "tensor", "law")),
      Map.entry("loop", Set.of("source", "tensor", "law", "plan")),
      Map.entry("emit", Set.of("source", "tensor", "plan", "loop")),
      Map.entry("compiler",
          Set.of("source", "syntax", "tensor", "model", "grad", "law", "simplify", "plan", "loop", "emit", "train")),
      Map.entry("bench", Set.of("source", "tensor", "plan", "loop", "emit", "compiler")),
      Map.entry("cli", Set.of("source", "tensor", "plan", "loop", "emit", "compiler", "bench", "train")),
      Map.entry("maven", Set.of("source", "tensor", "plan", "loop", "emit", "compiler")),
      Map.entry("train", Set.of()));

  /** Libraries that one package alone may know. */
  private static final Map<String, String> ONLY = Map.of(
      "org.antlr.", "syntax",
      "com.palantir.javapoet", "emit",
      "picocli", "cli",
      "org.apache.maven", "maven",
      "org.codehaus.plexus", "maven",
      "org.sonatype.plexus", "maven");

  /** By package, the packages that its classes mention, itself among them. */
  private static Map<String, Set<String>> uses;

  @BeforeAll
  static void readClassFiles() throws URISyntaxException {
    Path classes = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int exit = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out), new PrintWriter(errors),
        "--multi-release", "base", "-verbose:package", "-filter:none", classes.toString());
    assertWithMessage(errors.toString()).that(exit).isEqualTo(0);
    uses = new TreeMap<>();
    out.toString().lines().map(EDGE::matcher).filter(Matcher::matches)
        .filter(edge -> edge.group(1).startsWith(ROOT))
        .forEach(edge -> uses.computeIfAbsent(edge.group(1), p -> new TreeSet<>()).add(edge.group(2)));
  }

  @Test
  void everyPackageHasItsPlace() {
    assertThat(uses.keySet()).containsAtLeast(ROOT + "tensor", ROOT + "grad", ROOT + "simplify", ROOT + "train");
    assertThat(MAY_KNOW.keySet().stream().map(name -> ROOT + name).toList()).containsAtLeastElementsIn(uses.keySet());
  }

  @Test
  void dependenciesPointOneWay() {
    uses.forEach((name, used) -> {
      Set<String> own = used.stream().filter(u -> u.startsWith(ROOT) && !u.equals(name))
          .map(u -> u.substring(ROOT.length())).collect(Collectors.toCollection(TreeSet::new));
      own.removeAll(MAY_KNOW.getOrDefault(name.substring(ROOT.length()), Set.of()));
      assertWithMessage("%s knows too much", name).that(own).isEmpty();
    });
  }

  @Test
  void libraryIsKnownToOnePackage() {
    ONLY.forEach((library, owner) -> assertWithMessage("%s is known to", library)
        .that(users(library).filter(name -> !name.equals(ROOT + owner)).toList()).isEmpty());
  }

  /** The middle of the compiler and the training library need nothing but the JDK. */
  @Test
  void middleNeedsNoLibrary() {
    for (String name : List.of("source", "tensor", "grad", "law", "simplify", "plan", "loop", "train")) {
      List<String> foreign = uses.getOrDefault(ROOT + name, Set.of()).stream()
          .filter(used -> !used.startsWith(ROOT) && !isOfTheJdk(used)).toList();
      assertWithMessage(name).that(foreign).isEmpty();
    }
  }

  private static boolean isOfTheJdk(String name) {
    return ModuleLayer.boot().modules().stream()
        .anyMatch(module -> module.getName().startsWith("java.") && module.getPackages().contains(name));
  }

  private static Stream<String> users(String library) {
    return uses.entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(used -> used.startsWith(library)))
        .map(Map.Entry::getKey);
  }
}
