package dev.netgrad.distribution;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The jar for run time has what its classes need, as the compiled classes say; examples/service runs with it alone. */
class RuntimeJarTest {
  private static final Pattern INCLUDE = Pattern.compile("<include>(dev/netgrad/train/[^<]*\\.class)</include>");
  private static final Pattern EDGE = Pattern.compile("(?m)^\\s+(dev\\.netgrad\\S+)\\s+-> (dev\\.netgrad\\S+)");

  private static boolean has(List<PathMatcher> jar, String type) {
    return jar.stream().anyMatch(include -> include.matches(Path.of(type.replace('.', '/') + ".class")));
  }

  @Test
  void whatAClassNeedsIsThere() throws IOException {
    List<PathMatcher> jar = INCLUDE.matcher(Files.readString(Path.of("pom.xml"))).results()
        .map(found -> FileSystems.getDefault().getPathMatcher("glob:" + found.group(1))).toList();
    StringWriter out = new StringWriter();
    ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out), new PrintWriter(out), "-v",
        "--multi-release", "base", "-cp", "target/classes", "target/classes/dev/netgrad/train");
    List<MatchResult> edges = EDGE.matcher(out.toString()).results().filter(e -> has(jar, e.group(1))).toList();

    assertWithMessage(out.toString()).that(edges.size()).isAtLeast(100);
    Set<String> missing = edges.stream().filter(e -> !has(jar, e.group(2)))
        .map(e -> e.group(1) + " needs " + e.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(missing).isEmpty();
  }
}
