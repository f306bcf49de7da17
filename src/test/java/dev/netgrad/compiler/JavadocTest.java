package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;

import com.sun.source.util.JavacTask;
import dev.netgrad.emit.GeneratedSource;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Javadoc of generated code: complete, without warnings, in the user's words. */
class JavadocTest {
  private static final String CHAIN = """
      /// Doubles, then squares.
      network Chain(x[3]) {
        y[k < 3] = 2*x[k]

        z = sum[k < 3] y[k]^2
        loss = z
      }
      """;

  private static final String OPTIMIZED = """
      block unit(x[C]) {
        parameter weight[C] = 1
        y[c] = x[c]*weight[c]*random(n, c)
      }
      network Optimized(x[3], label: class[3]) {
        y = x -> repeat(2) unit -> unit
        loss = sum[k < 3] [k == label]*y[k]
        optimizer adam()
      }
      """;

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftUnsaid(Vocabulary vocabulary) {
    check(Vocabulary.sources(vocabulary.text(), Vocabulary.options("", List.of(256))));
  }

  @Test
  void norOfNumbersThatASteppedOptimizerTakes() {
    check(Vocabulary.sources(OPTIMIZED, Vocabulary.options("", List.of(256))));
  }

  /** That the check looks at all. */
  @Test
  void whatIsLeftUnsaidIsFound() {
    List<GeneratedSource> silent = Vocabulary.sources(CHAIN, Options.of("")).stream()
        .map(s -> new GeneratedSource(s.name(), s.text().replaceAll("@param x .*", ""), false)).toList();
    assertThat(doclint("all/protected", silent)).contains("no @param for x");
  }

  /** What is private may go without a comment, but must not have a wrong one. */
  private static void check(List<GeneratedSource> sources) {
    assertThat(doclint("all/protected", sources)).isEmpty();
    assertThat(doclint("all,-missing", sources)).isEmpty();
  }

  /** The part of javac that javadoc, too, has its warnings from. */
  private static String doclint(String checks, List<GeneratedSource> sources) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter out = new StringWriter();
    List<String> options = new ArrayList<>(List.of("-proc:none", "-Xdoclint:" + checks, "-classpath", "target/classes",
        "--add-modules", "jdk.incubator.vector"));
    List<? extends JavaFileObject> files = sources.stream().map(s -> new SimpleJavaFileObject(
        URI.create("memory:///" + s.name()), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return s.text();
      }
    }).toList();
    try {
      ((JavacTask) javac.getTask(out, null, null, options, null, files)).analyze();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString().replaceAll("warning: using incubating module.*\\R", "");
  }

  /** However the lines of the source end, those of the Java end alike and without blanks. */
  @Test
  void carriageReturnsLeaveNothing() {
    List<GeneratedSource> expected = Vocabulary.sources(CHAIN, Options.of(""));
    List<GeneratedSource> actual = Vocabulary.sources(CHAIN.replace("\n", "  \r\n"), Options.of(""));
    for (GeneratedSource source : actual) {
      source.text().lines().filter(line -> line.startsWith(" *"))
          .forEach(line -> assertThat(line).isEqualTo(line.stripTrailing()));
    }
    assertThat(actual).isEqualTo(expected);
  }

  /** The gradient of x is known to the pass as that of something else. */
  @Test
  void adjointsAreNamedByWhatTheyAreOf() {
    String java = Vocabulary.sources("""
        network Sum(x[2], c[2]) {
          y = x + c
          z[k < 2] = y[k]^2
        }
        """, Options.of("").withInputGradients(true)).get(0).text();
    Matcher head = Pattern.compile("(/\\*\\*(?:(?!\\*/).)*\\*/)\\s+public static void backward\\(([^)]*)\\)",
        Pattern.DOTALL)
        .matcher(java);
    assertThat(head.find()).isTrue();
    assertThat(head.group(2)).endsWith("float[] dZ, float[] dX, float[] dC");
    assertThat(head.group(1)).contains("@param dX receives the derivative with respect to {@code x[2]} of each sample");
    assertThat(head.group(1))
        .contains("@param dZ the derivative of what is to be minimised with respect to {@code z[2]} of each sample");
  }
}
