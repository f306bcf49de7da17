package dev.netgrad;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
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

/**
 * Holds the dependencies between packages to the design's direction, those between the files of a package to small
 * circles, and files to a length that can be read. Dependencies are what jdeps reads from the class files.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.netgrad.";
  private static final Pattern EDGE = Pattern.compile("^\\s+(\\S+)\\s+->\\s+(\\S+)\\s+(.*\\S)\\s*$");

  /** What each package may know, in the order of the way through the house. */
  private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
      Map.entry("source", Set.of()),
      Map.entry("syntax", Set.of("source")),
      Map.entry("tensor", Set.of("source")),
      Map.entry("tensor.check", Set.of("source", "tensor")),
      Map.entry("model.names", Set.of("source", "syntax", "tensor")),
      Map.entry("model.scope", Set.of("source", "syntax", "tensor", "model.names")),
      Map.entry("model.formula", Set.of("source", "syntax", "tensor", "tensor.check", "model.names", "model.scope")),
      Map.entry("model.body", Set.of("source", "syntax", "tensor", "model.names", "model.scope", "model.formula")),
      Map.entry("model.network", Set.of("source", "syntax", "tensor", "model.names", "model.scope", "model.formula",
          "model.body")),
      Map.entry("model.warn", Set.of("source", "syntax", "tensor", "model.names", "model.scope")),
      Map.entry("model", Set.of("source", "syntax", "tensor", "model.names", "model.scope", "model.body",
          "model.network", "model.warn")),
      Map.entry("grad", Set.of("source", "tensor", "tensor.check")),
      Map.entry("law", Set.of("source", "tensor", "tensor.check")),
      Map.entry("simplify", Set.of("source", "tensor", "tensor.check", "law")),
      Map.entry("highway", Set.of("law", "source", "tensor", "simplify")),
      Map.entry("plan.block", Set.of("source", "tensor", "law")),
      Map.entry("plan.place", Set.of("tensor", "law", "plan.block")),
      Map.entry("plan.fuse", Set.of("source", "tensor", "law", "plan.block", "plan.place")),
      Map.entry("plan.memory", Set.of("tensor", "plan.block", "plan.fuse")),
      Map.entry("plan", Set.of("source", "tensor", "plan.block", "plan.place", "plan.fuse", "plan.memory")),
      Map.entry("schedule", Set.of("source", "tensor", "law", "plan.block")),
      Map.entry("loop.code", Set.of("source", "tensor", "tensor.check", "law", "plan.block", "plan", "schedule")),
      Map.entry("loop.plain", Set.of("source", "tensor", "tensor.check", "law", "plan.block", "schedule", "loop.code")),
      Map.entry("loop.vector", Set.of("source", "tensor", "law", "plan.block", "schedule", "loop.code", "loop.plain")),
      Map.entry("loop.winograd", Set.of("source", "tensor", "law", "plan.block", "schedule", "loop.code", "loop.plain",
          "loop.vector")),
      Map.entry("loop", Set.of("source", "tensor", "law", "plan.block", "plan", "schedule", "loop.code", "loop.plain",
          "loop.vector", "loop.winograd")),
      Map.entry("emit", Set.of("source", "tensor", "tensor.check", "highway", "plan.block", "plan", "schedule",
          "loop.code")),
      Map.entry("compiler", Set.of("source", "syntax", "tensor", "tensor.check", "model", "model.scope", "grad", "law",
          "simplify", "plan.block", "plan", "schedule", "loop", "loop.code", "emit", "train")),
      Map.entry("ask.draw", Set.of("source", "tensor", "highway")),
      Map.entry("report", Set.of()),
      Map.entry("probe", Set.of("source", "tensor", "simplify", "compiler")),
      Map.entry("report.training", Set.of("report", "train", "train.data", "train.store", "train.use")),
      Map.entry("flow", Set.of("source", "tensor", "highway", "compiler", "probe", "report", "train")),
      Map.entry("ask.why", Set.of("report", "source", "tensor", "model", "grad", "law", "simplify", "highway",
          "plan.block", "plan", "loop.code", "emit", "compiler", "ask.draw")),
      Map.entry("onnx", Set.of("train")),
      Map.entry("bench", Set.of("source", "tensor", "plan.block", "plan", "schedule", "loop.code", "emit", "compiler",
          "train")),
      Map.entry("lsp", Set.of("source", "syntax", "tensor", "model", "model.names", "model.scope", "compiler",
          "ask.why")),
      Map.entry("cli", Set.of("source", "tensor", "highway", "plan", "schedule", "emit", "compiler", "ask.draw",
          "ask.why", "probe", "report", "report.training", "flow", "bench", "lsp", "onnx", "train", "train.data",
          "train.store", "train.use", "train.loop")),
      Map.entry("maven", Set.of("source", "tensor", "highway", "plan", "schedule", "emit", "compiler")),
      Map.entry("api", Set.of("source", "tensor", "highway", "emit", "compiler", "train")),
      Map.entry("train", Set.of()),
      Map.entry("train.data", Set.of("train")),
      Map.entry("train.store", Set.of("train", "train.data")),
      Map.entry("train.use", Set.of("train", "train.data", "train.store")),
      Map.entry("train.loop", Set.of("train", "train.data", "train.store", "train.use")));

  /** Libraries that one package alone may know. */
  private static final Map<String, String> ONLY = Map.of(
      "org.antlr.", "syntax",
      "com.palantir.javapoet", "emit",
      "picocli", "cli",
      "org.eclipse.lsp4j", "lsp",
      "com.google.gson", "lsp",
      "ai.onnx", "onnx",
      "com.google.protobuf", "onnx",
      "org.apache.maven", "maven",
      "org.codehaus.plexus", "maven",
      "org.sonatype.plexus", "maven");

  /** How many files may go round in a circle: so many can be understood together. */
  private static final int LARGEST_CIRCLE = 4;

  /**
   * Where a larger circle stands. The IR's definitions are made of each other: a formula reads tensors, whose
   * definitions are formulas. Others are to become smaller, and to leave this list.
   */
  private static final Map<String, Integer> LARGER_CIRCLES = Map.of("tensor", 9);

  private static final int LONGEST_FILE = 400;

  /** Files that are longer, and to be divided. */
  private static final Set<String> LONGER_FILES = Set.of();

  /** Names that two classes have, which are to become fewer. */
  private static final Set<String> NAMES_TWICE = Set.of("Code", "Factors", "Json", "Rows", "Settings");

  /** By file, named as its class, the classes that it mentions, of whatever package. */
  private static Map<String, Set<String>> files;

  /** By package, the packages that its classes mention, itself among them. */
  private static Map<String, Set<String>> uses;

  @BeforeAll
  static void readClassFiles() throws URISyntaxException {
    Path classes = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int exit = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out), new PrintWriter(errors),
        "--multi-release", "base", "-verbose:class", "-filter:none", classes.toString());
    assertWithMessage(errors.toString()).that(exit).isEqualTo(0);
    files = new TreeMap<>();
    uses = new TreeMap<>();
    out.toString().lines().map(EDGE::matcher).filter(Matcher::matches)
        .filter(edge -> edge.group(1).startsWith(ROOT)).forEach(edge -> {
          files.computeIfAbsent(file(edge.group(1)), f -> new TreeSet<>()).add(file(edge.group(2)));
          uses.computeIfAbsent(packageOf(edge.group(1)), p -> new TreeSet<>()).add(packageOf(edge.group(2)));
        });
  }

  /** The class that a file is named after; a nested class is in the file of the one around it. */
  private static String file(String name) {
    return name.replaceFirst("\\$.*", "");
  }

  private static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
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

  @Test
  void filesOfAPackageGoRoundInSmallCirclesOnly() {
    uses.keySet().forEach(name -> {
      Set<String> largest = circles(name).stream().max(Comparator.comparingInt(Set::size)).orElse(Set.of());
      int allowed = LARGER_CIRCLES.getOrDefault(name.substring(ROOT.length()), LARGEST_CIRCLE);
      assertWithMessage("a circle in %s: %s", name, largest).that(largest.size()).isAtMost(allowed);
      assertWithMessage("%s needs no exception any more", name)
          .that(allowed > LARGEST_CIRCLE && largest.size() <= LARGEST_CIRCLE).isFalse();
    });
  }

  /** The sets of files of a package that are all reached from each other. */
  private static Set<Set<String>> circles(String name) {
    Map<String, Set<String>> reached = new TreeMap<>();
    files.keySet().stream().filter(f -> packageOf(f).equals(name)).forEach(f -> reached.put(f, reachedFrom(f)));
    return reached.keySet().stream().map(f -> reached.get(f).stream()
        .filter(g -> reached.containsKey(g) && reached.get(g).contains(f)).collect(Collectors.toSet()))
        .collect(Collectors.toSet());
  }

  private static Set<String> reachedFrom(String start) {
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      for (String next : files.getOrDefault(open.pop(), Set.of())) {
        if (packageOf(next).equals(packageOf(start)) && reached.add(next)) {
          open.push(next);
        }
      }
    }
    return reached;
  }

  @Test
  void noTwoClassesHaveOneName() {
    Map<String, Long> names = files.keySet().stream().map(f -> f.substring(f.lastIndexOf('.') + 1))
        .filter(name -> !name.equals("package-info"))
        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    names.values().removeIf(count -> count == 1);
    names.keySet().removeAll(NAMES_TWICE);
    assertThat(names).isEmpty();
  }

  @Test
  void filesAreShortEnoughToBeRead() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      Set<String> longer = new TreeSet<>();
      for (Path source : sources.filter(s -> s.toString().endsWith(".java")).toList()) {
        try (Stream<String> lines = Files.lines(source)) {
          if (lines.count() > LONGEST_FILE) {
            longer.add(source.getFileName().toString());
          }
        }
      }
      assertThat(longer).containsExactlyElementsIn(LONGER_FILES);
    }
  }

  /** The middle of the compiler and the training library need nothing but the JDK. */
  @Test
  void middleNeedsNoLibrary() {
    for (String name : List.of("source", "tensor", "tensor.check", "grad", "law", "simplify", "highway", "plan.block",
        "plan.place", "plan.fuse", "plan.memory", "plan", "schedule", "loop.code", "loop.plain", "loop.vector",
        "loop.winograd", "loop", "train", "train.data", "train.store", "train.use", "train.loop", "report")) {
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
