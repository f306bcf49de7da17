package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.Hint;
import dev.netgrad.source.SourceFile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write in formulas out of habit: the hint says how it is written here, and that gives what was meant. */
final class FormulaHintTest {
  private static final String HEAD = "network Test(x[3], b[3]) {\n  ";

  private static String hint(String body) {
    Diagnostics reading = new Diagnostics();
    Modules modules = Modules.of(new SourceFile("test.net", HEAD + body + "\n}\n"), reading);
    return Analysis.of(modules, reading).diagnostics().sorted().stream().filter(Diagnostic::isError).findFirst()
        .flatMap(Diagnostic::hint).map(Hint::text).orElse("");
  }

  /**
   * In what is written, the part that the hint replaces; the hint's end; and the output at x = (2, −1, 0), b = (1, 5,
   * −3).
   */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      y[i < 3] = relu(x[i])*b[i]              | relu(x[i])              | relu(x)[i]               | 2 0 -0
      y[i < 3] = b[i] + sigmoid(b[i] - 1)*0   | sigmoid(b[i] - 1)       | -                        | 1 5 -3
      y[k < 1] = max[j < 3] x[j] + b[j]       | max[j < 3] x[j] + b[j]  | max[j < 3] (x[j] + b[j]) | 4
      y[k < 1] = 2*sum[j < 3] x[j] - b[j] + 1 | sum[j < 3] x[j] - b[j]  | sum[j < 3] (x[j] - b[j]) | -3
      y[i < 3] = sign(x[i])                   | sign(x[i])              | [0 < x] - [x < 0]        | 1 -1 0
      y[i < 3] = pow(x[i], 2)                 | pow(x[i], 2)            | x^k is a power           | 4 1 0
      """)
  void mendsTheFormula(String body, String written, String instead, String output) {
    String hint = hint(body);
    if (instead.equals("-")) {
      assertThat(hint).isEmpty();
      return;
    }
    assertThat(hint).endsWith(instead);
    String mended = instead.startsWith("[0") ? "[0 < x[i]] - [x[i] < 0]"
        : instead.startsWith("x^k") ? "x[i]^2" : instead;
    double[] y = Nets.output(Nets.network(HEAD + body.replace(written, mended) + "\n}\n"), 1,
        Map.of("x", new double[] {2, -1, 0}, "b", new double[] {1, 5, -3}));
    String[] expected = output.split(" ");
    for (int i = 0; i < expected.length; i++) {
      assertWithMessage(body).that(y[i]).isEqualTo(Double.parseDouble(expected[i]));
    }
  }

  @Test
  void aDefinitionHasAnEqualsSign() {
    assertThat(hint("l[] = sum[i < 3] x[i]\n  loss relu(l)")).isEqualTo("a definition has =: loss = …");
    assertThat(hint("y tanh(x)")).isEqualTo("a definition has =: y = …");
  }
}
