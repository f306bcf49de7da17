package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of generated Java would stumble over is not there. */
class ReadingOrderTest {
  private static final Pattern MEMBER = Pattern.compile(
      " +(?:private |static |final |volatile )*[\\w.<>\\[\\]]+ (\\w+)(?:\\(.*| = .*|;)");
  private static final Pattern KERNEL = Pattern.compile("      void (\\w*?[a-z])(\\d+)\\(Worker me, .*");

  /** The sources that a build compiles. */
  private static List<GeneratedSource> sources(String example) throws IOException {
    NetFile net = NetFile.read(Path.of("examples", example + ".net"));
    List<GeneratedSource> sources = new ArrayList<>();
    net.networks().forEach(n -> sources.addAll(Compiler.compile(n, Options.of("x")).sources()));
    return sources;
  }

  /** Without what is quoted from the source. */
  private static List<String> lines(GeneratedSource source) {
    List<String> lines = new ArrayList<>();
    boolean quoted = false;
    for (String line : source.text().lines().toList()) {
      quoted |= line.endsWith("<pre>");
      if (!quoted) {
        lines.add(line);
      }
      quoted &= !line.endsWith("</pre>");
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "residual", "strided", "mlp"})
  void linesFit(String example) throws IOException {
    for (GeneratedSource source : sources(example)) {
      assertWithMessage(source.name()).that(lines(source).stream().filter(l -> l.length() > 100).toList()).isEmpty();
    }
  }

  /** What others may call is public; all else is there because this file uses it. */
  @ParameterizedTest
  @ValueSource(strings = {"add", "residual", "strided", "mlp"})
  void nothingIsUnused(String example) throws IOException {
    List<GeneratedSource> sources = sources(example);
    String all = sources.stream().map(s -> String.join("\n", lines(s))).reduce("", (a, b) -> a + "\n" + b);
    Set<String> unused = new HashSet<>();
    for (String line : lines(sources.get(0))) {
      Matcher member = MEMBER.matcher(line);
      if (member.matches() && line.indexOf(line.strip()) <= 4 && !line.strip().startsWith("return ")
          && Pattern.compile("\\b" + member.group(1) + "\\b").matcher(all).results().count() < 2) {
        unused.add(line.strip());
      }
    }
    assertThat(unused).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "residual", "strided", "mlp"})
  void noSentenceStandsTwice(String example) throws IOException {
    for (GeneratedSource source : sources(example)) {
      Set<String> seen = new HashSet<>();
      List<String> twice = new ArrayList<>();
      // Of a comment, the lines after the first have an odd margin.
      String prose = lines(source).stream().filter(l -> l.matches("(  )*( \\*|/\\*\\*).*")).map(String::strip)
          .map(l -> l.replaceAll("^/?\\*+/? ?| ?\\*/$", "")).filter(l -> !l.startsWith("@") && !l.startsWith("   "))
          .reduce("", (a, b) -> a + (b.isEmpty() ? ". " : b + " "));
      for (String sentence : prose.split("[.;:] +")) {
        if (sentence.split(" ").length > 5 && !sentence.contains("=") && !seen.add(sentence)) {
          twice.add(sentence);
        }
      }
      assertWithMessage(source.name()).that(twice).isEmpty();
    }
  }

  /** A kernel has a number only where a tensor has. */
  @ParameterizedTest
  @ValueSource(strings = {"add", "residual", "strided", "mlp", "preact20"})
  void wordsTellKernelsApart(String example) throws IOException {
    for (GeneratedSource source : sources(example)) {
      List<String> counted = new ArrayList<>();
      for (String line : lines(source)) {
        Matcher kernel = KERNEL.matcher(line);
        String name = kernel.matches() ? kernel.group(1) + kernel.group(2) : "";
        boolean isShape = name.matches(".*Of\\d+(x\\d+)*");
        if (kernel.matches() && !isShape && !source.text().contains(name + "[")) {
          counted.add(line.strip());
        }
      }
      assertWithMessage(source.name()).that(counted).isEmpty();
    }
  }
}
