package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.AdjointText;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.ShapeText;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What derivatives that a network names are made of, and how they stand beside what the network is anyway. */
class DerivativeTest {
  private static final String ELEMENTWISE = """
      network Elementwise(x[5], w[5]) {
        a = x -> tanh
        y[i < 5] = exp(a[i])*a[i]*w[i] + (if 0 < x[i] then x[i]^2 else -x[i])
        derivative J = jacobian(y, x)
        derivative t = tangent(y, x, w)
      }
      """;

  private static Block derivative(Network network, String name) {
    return Nets.simplified(network).derivatives().stream().filter(d -> d.name().equals(name)).findFirst()
        .orElseThrow();
  }

  private static double[] value(Block block, Point point) {
    return point.interpreter().run(block, point.inputs()).value(block.outputs().get(0));
  }

  /** As the file would be read, and written. */
  private static String text(String net, String name) {
    return new AdjointText(NetFile.of("test.net", net)).of(name).orElseThrow();
  }

  /** Inside there are its values alone: nothing but the method's own array has a dimension for the directions. */
  @Test
  void anElementwiseJacobianIsItsDiagonal() {
    Block jacobian = derivative(Nets.network(ELEMENTWISE), "J");
    Tensor output = jacobian.outputs().get(0);
    assertThat(output.shapeText()).isEqualTo("[5, 5]");
    assertThat(jacobian.body().stream().filter(t -> t != output).map(Tensor::shapeText).distinct().toList())
        .containsExactly("[5]");
  }

  @Test
  void ofASumTheOneTermIsLeft() {
    String net = """
        network Sums(x[4], m[3, 4]) {
          a[i < 4] = sin(x[i])
          y[k < 3] = sum[i < 4] m[k, i]*a[i]
          derivative J = jacobian(y, x)
        }
        """;
    assertThat(text(net, "Sums.J")).contains("  J[k < 3, i2 < 4] = aTangent[i2]*m[k, i2]\n");
  }

  /** Of a window, one weight. */
  @Test
  void aConvolutionsJacobianIsABand() {
    String net = """
        network Band(x[6], w[3]) {
          y[h < 4] = sum[r < 3] x[h + r]*w[r]
          derivative J = jacobian(y, x)
        }
        """;
    assertThat(text(net, "Band.J"))
        .contains("  J[h < 4, i < 6] = if h <= i and i <= h + 2 then w[i - h] else 0\n");
  }

  @Test
  void whatIsPrintedGivesTheSame() {
    String net = ELEMENTWISE.replace("(x[5]", "(x[5]");
    Network network = Nets.network(net);
    Point point = Point.of(network, 2, "printed.");
    for (String name : List.of("J", "t")) {
      Network printed = Nets.network(text(net, "Elementwise." + name));
      Tensor output = printed.evaluation().outputs().get(0);
      assertThat(point.interpreter().run(printed.evaluation(), point.inputs()).value(output))
          .usingTolerance(1e-12).containsExactly(value(derivative(network, name), point)).inOrder();
    }
  }

  /** The Hessian of half a square is 1, and so is the tangent of the gradient in each direction. */
  @Test
  void hessianOfASquareIsTheIdentity() {
    Network network = Nets.network("""
        network Square(x[3], v[3]) {
          f = (sum[i < 3] x[i]^2)/2
          derivative H = jacobian(grad(f, x), x)
          derivative Hv = tangent(grad(f, x), x, v)
          output f
        }
        """);
    Point point = Point.of(network, 1, "square.");
    assertThat(value(derivative(network, "H"), point)).isEqualTo(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
    assertThat(value(derivative(network, "Hv"), point)).isEqualTo(point.inputs().get("v"));
  }

  /** ReLU's derivative at 0 is 0, a maximum's goes to the first winner, as in reverse mode; of |x| it is 0. */
  @ParameterizedTest
  @CsvSource({"max(x[i]; 0), 0 0 1", "abs(x[i]), -1 0 1", "sqrt(max(x[i]; 0)), 0 0 0.5",
      "(if x[i] < 1 then 0 else log(x[i])), 0 0 1", "min(x[i]; 0), 1 0 0"})
  void kinksAreThoseOfReverseMode(String formula, String expected) {
    Network network = Nets.network("""
        network Kinks(x[3], v[3]) {
          y[i < 3] = FORMULA
          derivative t = tangent(y, x, v)
        }
        """.replace("FORMULA", formula.replace(';', ',')));
    Point point = new Point(1, Map.of("x", new double[] {-1, 0, 1}, "v", new double[] {1, 1, 1}), Map.of());
    assertThat(value(derivative(network, "t"), point)).usingTolerance(0)
        .containsExactly(Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray()).inOrder();
  }

  @Test
  void theFirstOfEqualMaximaMoves() {
    Network network = Nets.network("""
        network Ties(x[4]) {
          y = max[i < 4] x[i]
          z = min[i < 4] x[i]
          derivative J = jacobian(y, x)
          derivative K = jacobian(z, x)
          output y, z
        }
        """);
    Point point = new Point(1, Map.of("x", new double[] {1, 3, 1, 3}), Map.of());
    assertThat(value(derivative(network, "J"), point)).isEqualTo(new double[] {0, 1, 0, 0});
    assertThat(value(derivative(network, "K"), point)).isEqualTo(new double[] {1, 0, 0, 0});
  }

  /** What no branch that is taken reads does not matter, though its derivative is infinite, as in reverse mode. */
  @Test
  void deadBranchesAreNoInfinities() {
    Network network = Nets.network("""
        network Dead(x[3], v[3]) {
          r = x -> relu
          y = sqrt(sum[i < 3] r[i])
          derivative J = jacobian(y, x)
          derivative t = tangent(y, x, v)
          derivative g = grad(y, x)
          output y
        }
        """);
    Point point = new Point(1, Map.of("x", new double[] {-1, -2, 0}, "v", new double[] {1, 1, 1}), Map.of());
    assertThat(value(derivative(network, "g"), point)).isEqualTo(new double[] {0, 0, 0});
    assertThat(value(derivative(network, "J"), point)).isEqualTo(new double[] {0, 0, 0});
    assertThat(value(derivative(network, "t"), point)).isEqualTo(new double[] {0});
  }

  /** By a parameter that a repeated block has, its training and its inference stay what they are without. */
  @Test
  void blocksStayBlocksOfWhatTrains() {
    String net = """
        block turn(x[C]) {
          x -> dense(C) -> tanh
        }
        network Turns(x[3], v[3], label: class[2]) {
          h = x -> stage: repeat(3) turn
          logits = h -> head: dense(2)
          loss = crossEntropy(logits, label)
          DERIVATIVES
        }
        """;
    Network plain = Nets.network(net.replace("DERIVATIVES", "").replace(", v[3]", ""));
    Network network = Nets.network(net.replace("DERIVATIVES",
        "derivative J = jacobian(logits, x)\n derivative t = tangent(logits, x, v)\n derivative S = jacobian(h, x)"));
    assertThat(network.training().calls()).hasSize(plain.training().calls().size());
    Point point = Point.of(network, 3, "turns.");
    GeneratedNet generated = new GeneratedNet(network, point, 0.1, ElementType.DOUBLE);
    for (String name : List.of("J", "t", "S")) {
      assertWithMessage(name).that(generated.derivative(name)).usingTolerance(1e-12)
          .containsExactly(value(derivative(network, name), point)).inOrder();
    }
    Point without = new Point(3, new HashMap<>(point.inputs()), point.stored());
    without.inputs().remove("v");
    assertThat(generated.gradients().get("loss"))
        .isEqualTo(new GeneratedNet(plain, without, 0.1, ElementType.DOUBLE).gradients().get("loss"));
  }

  /** By a parameter, each sample's output has a Jacobian of its own; of what the batch has together there is one. */
  @Test
  void byParameters() {
    Network network = Nets.network("""
        network ByWeights(x[2]) {
          parameter w[2, 3] = normal(1)
          y[k < 3] = (sum[i < 2] x[i]*w[i, k])^2
          mean[k < 3] = (sum[n] y[k])/N
          derivative J = jacobian(y, w)
          derivative M = jacobian(mean, w)
          derivative t = tangent(mean, w, w)
          output y, mean
        }
        """);
    Point point = Point.of(network, 2, "weights.");
    double[] each = value(derivative(network, "J"), point);
    double[] together = value(derivative(network, "M"), point);
    assertThat(each).hasLength(2 * 3 * 2 * 3);
    assertThat(together).hasLength(3 * 2 * 3);
    for (int i = 0; i < together.length; i++) {
      assertThat(together[i]).isWithin(1e-12).of((each[i] + each[i + together.length]) / 2);
    }
    // y is of degree 2 in w.
    double[] mean = point.interpreter().run(network.evaluation(), point.inputs())
        .value(network.evaluation().outputs().get(1));
    double[] tangent = value(derivative(network, "t"), point);
    for (int k = 0; k < 3; k++) {
      assertThat(tangent[k]).isWithin(1e-12).of(2 * mean[k]);
    }
  }

  @Test
  void methodNamesThatTheClassHasGetAnUnderscore() {
    Network network = Nets.network("""
        network Named(x[2]) {
          y = x -> tanh
          derivative infer = jacobian(y, x)
          derivative wait = jacobian(y, x)
          derivative class_ = jacobian(y, x)
          derivative s = jacobian(y, x)
        }
        """);
    Point point = Point.of(network, 1, "named.");
    GeneratedNet generated = new GeneratedNet(network, point, 0, ElementType.DOUBLE);
    double[] expected = value(derivative(network, "wait"), point);
    assertThat(generated.derivative("infer", "infer_")).usingTolerance(1e-12).containsExactly(expected).inOrder();
    assertThat(generated.derivative("s", "s")).usingTolerance(1e-12).containsExactly(expected).inOrder();
  }

  @Test
  void shapesAreShown() {
    assertThat(ShapeText.of(NetFile.of("test.net", ELEMENTWISE))).containsAtLeast("test.net:4 J: [5, 5]",
        "test.net:5 t: [5]");
  }

  /** A layer of the user's own comes before the word of the language. */
  @Test
  void whatTheFileCallsSoComesFirst() {
    Network network = Nets.network("""
        layer tangent(x[I]) {
          y[i] = x[i] + 1
        }
        network Own(x[2]) {
          y = tangent(x)
        }
        """);
    assertThat(network.evaluation().outputs().get(0).isFormula()).isTrue();
  }

  /** A table by its rows: where a class number tells what is read, there is a 1 for it alone. */
  @Test
  void throughReadsByClassNumbers() {
    Network network = Nets.network("""
        network Embedded(token[3]: class[4], x[4]) {
          parameter table[4, 2] = normal(1)
          y[t < 3, d < 2] = table[token[t], d]^2
          a = x -> tanh
          z[t < 3] = a[token[t]]
          derivative J = jacobian(y, table)
          derivative t = tangent(y, table, table)
          derivative K = jacobian(z, x)
          output y, z
        }
        """);
    Point point = Point.of(network, 2, "embedded.");
    double[] table = point.stored().get("table");
    double[] token = point.inputs().get("token");
    double[] x = point.inputs().get("x");
    double[] byTable = value(derivative(network, "J"), point);
    double[] byX = value(derivative(network, "K"), point);
    double[] along = value(derivative(network, "t"), point);
    for (int read = 0; read < 6; read++) {
      int row = (int) token[read];
      for (int d = 0; d < 2; d++) {
        assertThat(along[read * 2 + d]).isWithin(1e-12).of(2 * Math.pow(table[row * 2 + d], 2));
        for (int at = 0; at < 8; at++) {
          assertThat(byTable[(read * 2 + d) * 8 + at]).isWithin(1e-12).of(at == row * 2 + d ? 2 * table[at] : 0);
        }
      }
      for (int i = 0; i < 4; i++) {
        double tanh = Math.tanh(x[read / 3 * 4 + row]);
        assertThat(byX[read * 4 + i]).isWithin(1e-12).of(i == row ? 1 - tanh * tanh : 0);
      }
    }
    GeneratedNet generated = new GeneratedNet(network, point, 0, ElementType.DOUBLE);
    assertThat(generated.derivative("J")).usingTolerance(1e-12).containsExactly(byTable).inOrder();
    assertThat(generated.derivative("K")).usingTolerance(1e-12).containsExactly(byX).inOrder();
  }
}
