package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Network;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Networks with several outputs: what their backward pass takes. */
class SeveralOutputsTest {

  /** y = a·x and z = b·y²: da = Σ x·(dy + 2by·dz), db = Σ y²·dz, dx = a·(dy + 2by·dz). */
  @Test
  void theBackwardPassTakesAnAdjointOfEach() {
    Network network = network("""
        network Both(x) {
          parameter a = 1
          parameter b = 1
          y = a*x
          z = b*y^2
          output z, y
        }
        """);
    Compilation compilation = Compiler.compile(network, Options.of("").withInputGradients(true));
    double a = 3;
    double b = 0.5;
    double[] x = {1, -2};
    double[] dZ = {0.25, 2};
    double[] dY = {-1, 4};

    Map<String, double[]> gradients = GeneratedCode.load(compilation).gradients(2, Map.of("x", x),
        Map.of("a", new double[] {a}, "b", new double[] {b}), List.of(dZ, dY));

    double dA = 0;
    double dB = 0;
    double[] dX = new double[2];
    for (int n = 0; n < 2; n++) {
      double through = dY[n] + 2 * b * a * x[n] * dZ[n];
      dA += x[n] * through;
      dB += Math.pow(a * x[n], 2) * dZ[n];
      dX[n] = a * through;
    }
    assertThat(gradients.get("a")).usingTolerance(1e-5).containsExactly(dA);
    assertThat(gradients.get("b")).usingTolerance(1e-5).containsExactly(dB);
    assertThat(gradients.get("x")).usingTolerance(1e-5).containsExactly(dX).inOrder();
  }

  @Test
  void outputsComeBeforeTheirAdjointsAndTheseBeforeWhatIsGiven() {
    assertThat(backward("""
        network Both(x) {
          parameter a = 1
          y = a*x
          z = y^2
          output z, y
        }
        """)).isEqualTo("Weights w, Workspace workspace, Gradients g, int N, float[] x, float[] z, float[] y, float[] dZ, "
            + "float[] dY, float[] dX");
  }

  /** The signature does not depend on which arrays the backward pass happens to read. */
  @Test
  void anOutputThatIsNotReadAgainIsAnArgumentAllTheSame() {
    assertThat(backward("""
        network Sum(x[2], c[2]) {
          y = x + c
        }
        """)).endsWith("float[] x, float[] c, float[] y, float[] dY, float[] dX, float[] dC");
  }

  @Test
  void besideALossOutputsHaveNoAdjoints() {
    assertThat(backward("""
        network Beside(x, target) {
          parameter a = 1
          y = a*x
          z = y^2
          output z, y
          loss = meanSquaredError(y, target)
        }
        """)).endsWith("float[] x, float[] target, float[] dX, float[] dTarget");
  }

  private static Network network(String text) {
    return NetFile.of("outputs.net", text).networks().get(0);
  }

  private static String backward(String text) {
    String java = Compiler.compile(network(text), Options.of("").withInputGradients(true)).sources().get(0).text();
    Matcher head = Pattern.compile("public static void backward\\(([^)]*)\\)").matcher(java);
    assertWithMessage(java).that(head.find()).isTrue();
    return head.group(1).replaceAll("\\s+", " ");
  }
}
