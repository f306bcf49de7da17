package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradCommandTest {
  @TempDir
  private Path directory;

  private Run grad(String text, String... settings) {
    Object[] arguments = new Object[3 + 2 * settings.length];
    arguments[0] = "grad";
    arguments[1] = Run.file(directory, "net.net", text);
    arguments[2] = "--json";
    for (int i = 0; i < settings.length; i++) {
      arguments[3 + 2 * i] = "--set";
      arguments[4 + 2 * i] = settings[i];
    }
    return Run.netgrad(arguments);
  }

  private static String line(String text) {
    return text.replace('\'', '"') + System.lineSeparator();
  }

  @Test
  void additionPassesOneToBoth() {
    Run run = Run.netgrad("grad", Run.example("add.net"), "--set", "x1=1.5", "--set", "x2=3.5", "--json");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).isEqualTo(line("{'outputs': {'out': 5.0}, 'gradients': {'x1': 1.0, 'x2': 1.0}}"));
  }

  /** The exponential of the branch that is not taken is infinite, and takes no part. */
  @ParameterizedTest
  @CsvSource({"sigmoid, 0.0, 0.0", "silu, 1.0, 0.0", "elu, 1.0, 0.0"})
  void gradientsOfLargeValuesAreNumbers(String layer, String above, String below) {
    String text = "network Net(x) {\n  y = x -> " + layer + "\n}\n";
    assertThat(grad(text, "x=800").out()).contains(line("'gradients': {'x': " + above + "}}"));
    assertThat(grad(text, "x=-800").out()).contains(line("'gradients': {'x': " + below + "}}"));
  }

  @Test
  void theTextSaysTheSame() {
    Run run = Run.netgrad("grad", Run.example("add.net"), "--set", "x1=1.5", "--set", "x2=3.5");

    assertThat(run.out().lines().map(String::strip).toList())
        .containsExactly("out  5.0", "gradient of out", "x1   1.0", "x2   1.0").inOrder();
  }

  @Test
  void aSharedOperandGetsBothContributions() {
    assertThat(grad("network F(a, b) { out = (a + b)*a }", "a=1", "b=2").out())
        .isEqualTo(line("{'outputs': {'out': 3.0}, 'gradients': {'a': 4.0, 'b': 1.0}}"));
    assertThat(grad("network F(x) { out = x + x }", "x=0.1").out())
        .isEqualTo(line("{'outputs': {'out': 0.2}, 'gradients': {'x': 2.0}}"));
  }

  @Test
  void arraysAreNestedAndParametersCanBeSet() {
    String text = """
        network F(x[2, 2], label: class[3]) {
          parameter w[2] = 1
          y[i < 2] = sum[j < 2] x[i, j]*w[j]
          loss = sum[i < 2] y[i]*[label == i]
        }
        """;
    assertThat(grad(text, "x=1,2,3,4", "w= 1 , 0.5", "label=1").out()).isEqualTo(line("{'outputs': {'y': [2.0, 5.0],"
        + " 'loss': 5.0}, 'gradients': {'x': [[0.0, 0.0], [1.0, 0.5]], 'w': [3.0, 4.0]}}"));
  }

  @Test
  void wrongValuesAreMisusesThatSayWhatIsExpected() {
    String text = "network F(x[3], label: class[3]) { y = sum[i < 3] x[i]*[label == i] }";
    misuse(grad(text, "x=1,2,3"), "no value for label");
    misuse(grad(text, "label=1"), "no value for x[3]");
    misuse(grad(text, "x=1,2", "label=1"), "x[3] takes 3 values, not 2");
    misuse(grad(text, "x=1,2,", "label=1"), "`` is no number");
    misuse(grad(text, "x=1,2,3", "x=1,2,3", "label=1"), "--set gives `x` twice");
    misuse(grad(text, "x=1,2,3", "label=3"), "a class is a whole number from 0 to 2");
    misuse(grad(text, "x=1,2,3", "label=0.5"), "a class is a whole number from 0 to 2");
    misuse(grad(text, "x=1,2,3", "label=1", "z=1"), "there is no input `z`; there is x, label");
    misuse(grad(text, "x"), "write NAME=VALUE");
  }

  private static void misuse(Run run, String message) {
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void theGradientOfAnArrayIsWrongInput() {
    Run run = grad("network F(x[3]) { y = 2*x }", "x=1,2,3");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the gradient is of one number, and F gives [3]; --of y[0] takes an element");
  }

  @Test
  void infinitiesAndNaNsAreValues() {
    String text = "network F(x[4]) { y = sum[i < 4] (if x[i] < 0 then 2*x[i] else exp(-x[i])) }";
    Path file = Run.file(directory, "net.net", text);

    Run run = Run.netgrad("grad", file, "--set", "x=-infinity,Infinity,NaN,-inf");

    assertThat(run.out().lines().map(String::strip).toList())
        .containsExactly("y  NaN", "gradient of y", "x  [2.0, -0.0, NaN, 2.0]").inOrder();
  }

  @Test
  void anElementOrAWeightedSumIsDifferentiated() {
    String text = """
        network F(x[2], w[2]) {
          y[i < 2, j < 2] = x[i]*w[j]
          z = sum[i < 2] x[i]
          loss = 100*z
          output z, y
        }
        """;
    Path file = Run.file(directory, "net.net", text);
    String[] point = {"--set", "x=2,3", "--set", "w=5,7"};

    assertThat(of(file, point)).isEqualTo("{'x': [100.0, 100.0], 'w': [0.0, 0.0]}");
    assertThat(of(file, point, "--of", "loss")).isEqualTo("{'x': [100.0, 100.0], 'w': [0.0, 0.0]}");
    assertThat(of(file, point, "--of", "z")).isEqualTo("{'x': [1.0, 1.0], 'w': [0.0, 0.0]}");
    assertThat(of(file, point, "--of", "y[1, 0]")).isEqualTo("{'x': [0.0, 5.0], 'w': [3.0, 0.0]}");
    assertThat(of(file, point, "--of", "y", "--adjoint", "1,0,0,-1"))
        .isEqualTo("{'x': [5.0, -7.0], 'w': [2.0, -3.0]}");
  }

  private static String of(Path file, String[] point, String... of) {
    List<Object> arguments = new ArrayList<>(List.of("grad", file, "--json"));
    arguments.addAll(List.of(point));
    arguments.addAll(List.of(of));
    Run run = Run.netgrad(arguments.toArray());
    assertThat(run.err()).isEmpty();
    return run.out().strip().replace('"', '\'').replaceFirst(".*'gradients': (.*)}", "$1");
  }

  @Test
  void placesThatAreNoneAreMisuses() {
    Path file = Run.file(directory, "net.net", "network F(x[3]) { y = 2*x }");
    for (String[] wrong : new String[][] {{"--of", "y[3]", "y is [3], and indices count from 0"},
        {"--of", "y[0,0]", "y is [3]"}, {"--of", "z", "there is no output `z`; there is y"},
        {"--of", "y[", "write NAME, or NAME[INDEX,…]"}, {"--adjoint", "1,2", "y[3] takes 3 values, not 2"}}) {
      misuse(Run.netgrad("grad", file, "--set", "x=1,2,3", wrong[0], wrong[1]), wrong[2]);
    }
  }
}
