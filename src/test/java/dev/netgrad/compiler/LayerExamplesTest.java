package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.model.StandardLibrary;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.DiagnosticPrinter;
import dev.netgrad.source.SourceFile;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples in files: those of the library hold, and what is wrong with one is said at its place. */
final class LayerExamplesTest {
  private static final Pattern LAYER = Pattern.compile("(?m)^layer (\\w+)\\(");

  static List<SourceFile> library() {
    return StandardLibrary.files();
  }

  private static Examples.Outcome outcome(String text) {
    return Examples.of(NetFile.of("test.net", text));
  }

  @ParameterizedTest
  @MethodSource("library")
  void everyLayerOfTheLibraryHasTwoThatHold(SourceFile file) {
    String examples = file.text().lines().filter(line -> line.startsWith("example ")).collect(Collectors.joining("\n"));
    LAYER.matcher(file.text()).results().map(m -> m.group(1)).forEach(layer -> assertWithMessage(layer)
        .that(examples.lines().filter(line -> line.startsWith("example " + layer + "(")).count()).isAtLeast(2));
    Examples.Outcome outcome = outcome(examples + "\n");
    assertWithMessage(file.name()).that(DiagnosticPrinter.print(outcome.diagnostics())).isEmpty();
    assertThat(outcome.held()).isEqualTo(examples.lines().count());
  }

  @Test
  void kinksAreSaid() {
    Examples.Outcome outcome = outcome("example relu([-1, 2]) = [0, 2]\nexample relu([0]) = [0]\n");
    assertThat(outcome.held()).isEqualTo(2);
    assertThat(outcome.atKinks()).containsExactly(2);
  }

  @Test
  void numbersAreThoseWrittenToTheirDigits() {
    assertThat(outcome("example sigmoid([1]) = [0.73]\nexample sigmoid([1]) = [0.731]\n").held()).isEqualTo(2);
    assertThat(messages("example sigmoid([1]) = [0.732]\nexample sigmoid([1]) = [1]\n")).containsExactly(
        "1:24 `sigmoid` gives 0.7310585786300049, and the example says 0.732",
        "2:24 `sigmoid` gives 0.7310585786300049, and the example says 1").inOrder();
  }

  private static List<String> messages(String text) {
    return outcome(text).diagnostics().sorted().stream().map(LayerExamplesTest::shown).toList();
  }

  private static String shown(Diagnostic d) {
    return d.span().line() + ":" + d.span().column() + " " + d.message();
  }

  @Test
  void whatCannotBeRunIsSaidAtItsPlace() {
    assertThat(messages("""
        layer drawn(x[I]) {
          y[i] = x[i] + random(n, i)
        }
        example drawn([1]) = [1]
        example unknown([1]) = [1]
        example relu([1, 2]) = [1]
        example dense([1], 1) = [1]
        example dense([1], 1) = [1] with weight = [1]
        example dense([1], 1) = [1] with wait = [[1]]
        example conv([1, 2], 1) = [1]
        """)).containsExactly(
        "4:1 `drawn` draws random numbers: an example can't say what it gives",
        "5:9 there is no layer or block `unknown`",
        "6:24 `relu` gives [2], and the example says [1]",
        "7:1 `weight` starts with random numbers",
        "8:43 `weight` is [1, 1], and this is [1]",
        "9:34 `dense` has no parameter or state `wait`",
        "10:1 `conv` takes x[H, W, C], and `argument1` is [2]").inOrder();
  }
}
