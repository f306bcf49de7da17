package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Planner;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Scalars;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans: what they mean, their derivatives, and the code that they become. */
class ScanTest {
  private static final String CELLS = """
      layer viterbi(x[T, K]) {
        parameter u[K, K] = uniform(1)
        scan s[t < T, k < K] = x[t, k] + (max[j < K] (u[j, k] + (s[t - 1, j] else 0)))
        s
      }
      layer byClass(x[T, K], e[T]: class[K]) {
        scan q[t < T, k < K] = (s[t - 1, k] else 0.1)
        scan s[t < T, k < K] = tanh(x[t, k] + 0.5*q[t, e[t]] + 0.3*q[t, k])
        s
      }
      layer winner(x[T, K]) {
        scan q[t < T, k < K] = (s[t - 1, k] else 0.1)
        win[t < T] = argmax[k < K] q[t, k]
        scan s[t < T, k < K] = tanh(x[t, k] + (if win[t] == k then 0.5 else 0)*q[t, k])
        s
      }
      layer products(x[T, K]) {
        scan q[t < T] = prod[k < K] (1 + 0.3*(s[t + 1, k] else 0.1))
        scan s[t < T, k < K] = sin(x[t, k] + q[t])
        s
      }
      layer neighbours(x[T, K]) {
        parameter w[3] = uniform(1)
        scan s[t < T, k < K] = tanh(x[t, k] + (sum[r < 3] w[r]*(s[t - 1, k + r - 1] else 0)))
        s
      }
      layer ofLayers(x[T, K]) {
        scan q[t < T, k < K] = (s[t - 1, k] else 0.1)
        z = q -> linear(K) -> layerNorm -> softmax
        scan s[t < T, k < K] = tanh(x[t, k] + z[t, k])
        s
      }
      block inBlock(x[T, K]) {
        x -> ofLayers -> neighbours
      }
      network Net(x[5, 4], e[5]: class[4]) {
        s = CELL
        loss = sum[t < 5, k < 4] (s[t, k]^2 + s[t, k])
      }
      """;

  private static double[] values(String text, double... x) {
    Network network = Nets.simplified(Nets.network(text));
    Tensor output = network.evaluation().outputs().get(0);
    return new Point(1, Map.of("x", x), Map.of()).interpreter().run(network.evaluation(), Map.of("x", x)).value(output);
  }

  @Test
  void readsPointsBeforeIts() {
    assertThat(values("""
        network Fibonacci(x[6]) {
          scan y[t < 6] = (y[t - 1] else 1) + (y[t - 2] else 0) + x[t]
        }
        """, 0, 0, 0, 0, 0, 10)).isEqualTo(new double[] {1, 1, 2, 3, 5, 18});
  }

  @Test
  void readsPointsAfterItsInReverse() {
    assertThat(values("""
        network Horner(x[4]) {
          scan y[t < 4] = x[t] + 10*(y[t + 1] else 0)
        }
        """, 1, 2, 3, 4)).isEqualTo(new double[] {4321, 432, 43, 4});
  }

  /** The first state is what stands behind else, the last one is read like any other element. */
  @Test
  void hasAFirstStateAndALastOne() {
    assertThat(values("""
        layer decay(x[T], first) {
          scan y[t < T] = 0.5*(y[t - 1] else first) + x[t]
          last = y[T - 1]
        }
        network Net(x[3]) { y = x -> decay(8) }
        """, 0, 0, 1)).isEqualTo(new double[] {2});
    assertThat(values("""
        network Net(x[3]) {
          first = 2*x[2]
          scan y[t < 3] = 0.5*(y[t - 1] else first) + x[t]
        }
        """, 0, 0, 4)).isEqualTo(new double[] {4, 2, 5});
  }

  /** What reads a scan before that is defined need be in no circle with it. */
  @Test
  void readsAScanBelow() {
    assertThat(values("""
        network Net(x[3]) {
          scan y[t < 3] = (z[t - 1] else 7)
          scan z[t < 3] = 2*x[t]
          output y
        }
        """, 1, 2, 3)).isEqualTo(new double[] {7, 2, 4});
  }

  @Test
  void isANameWhereNoStatementStartsWithIt() {
    assertThat(values("""
        layer scan(scan[I...]) { y[i...] = 2*scan[i...] }
        network Net(x[2]) {
          scan[k < 2] = x[k] + 1
          y = scan(scan) + scan
        }
        """, 1, 2)).isEqualTo(new double[] {6, 9});
  }

  @ParameterizedTest
  @ValueSource(strings = {"x -> viterbi", "x -> byClass(e)", "x -> winner", "x -> products", "x -> neighbours",
      "x -> ofLayers", "x -> repeat(2) inBlock", "x -> lstm(4) -> gru(4, reverse = true) -> cumulativeSum"})
  void derivativesOfCellsAreThoseOfDifferences(String cell) {
    GradientCheck.check(CELLS.replace("CELL", cell).replace(cell.contains("byClass") ? "(e)"
        : ", e[5]: class[4]", cell.contains("byClass") ? "(e)" : ""));
  }

  /** Two or three states that read each other at random, one or two points apart. */
  private static String random(int seed) {
    Random random = new Random(seed);
    String way = random.nextBoolean() ? "-" : "+";
    int states = 1 + random.nextInt(3);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < states; i++) {
      StringBuilder sum = new StringBuilder("x[t, k]");
      for (int other = 0; other < states; other++) {
        int by = 1 + random.nextInt(2);
        sum.append(random.nextBoolean() ? " + (sum[j < 3] u[j, k]*(s%d[t %s %d, j] else 0.2))".formatted(other, way, by)
            : random.nextBoolean() ? " - 0.4*(s%d[t %s %d, k] else x[0, k])".formatted(other, way, by)
            : other < i ? " + s%d[t, k]*x[t, 0]".formatted(other) : "");
      }
      String function = List.of("tanh", "sin", "0.5*").get(random.nextInt(3));
      lines.append("  scan s%d[t < 4, k < 3] = %s(%s)\n".formatted(i, function, sum));
    }
    return """
        network Net(x[4, 3], v[4, 3]) {
          parameter u[3, 3] = uniform(0.7)
        %s  score = sum[t < 4, k < 3] %s^2
          g = grad(score, x)
          move = tangent(s0, x, v)
          loss = score + (sum[t < 4, k < 3] (g[t, k]^2 + 0.1*move[t, k]*s0[t, k]))
          derivative j = jacobian(s%d, x)
          derivative m = tangent(s%d, x, v)
        }
        """.formatted(lines, IntStream.range(0, states).mapToObj(i -> "s" + i + "[t, k]")
        .collect(Collectors.joining("*")), states - 1, states - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void derivativesOfDerivativesOfRandomScansAreThoseOfDifferences(int seed) {
    GradientCheck.check(random(seed));
  }

  /** ⟨∂y/∂x, v⟩ from the Jacobian and from the tangent. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void jacobiansAndTangentsOfGeneratedCodeAgree(int seed) {
    Network network = Nets.network(random(seed));
    Point point = Point.of(network, 2, "point.");
    GeneratedNet net = new GeneratedNet(network, point, 0, ElementType.DOUBLE, false);
    double[] jacobian = net.derivative("j");
    double[] along = net.derivative("m");
    double[] v = point.inputs().get("v");
    for (int i = 0; i < along.length; i++) {
      double sum = 0;
      for (int j = 0; j < 12; j++) {
        sum += jacobian[12 * i + j] * v[12 * (i / 12) + j];
      }
      assertWithMessage("element %s", i).that(along[i]).isWithin(1e-12).of(sum);
    }
  }

  /** What a scan need not do point by point it does not do: sums that vectors are for, above all. */
  @Test
  void whatHasNoPartInACircleIsDoneForAllPointsAtOnce() {
    Plan plan = Planner.plan(Nets.derivative(Nets.network(model(7))));
    List<Step.Group> scans = Stream.of(plan.wholeTraining().forward(), plan.wholeTraining().backward().orElseThrow())
        .flatMap(pass -> pass.steps().stream()).filter(Step.Group.class::isInstance).map(Step.Group.class::cast)
        .filter(group -> group.scan().isPresent()).toList();
    assertThat(scans).hasSize(6);
    for (Step.Group scan : scans) {
      for (Statement statement : scan.statements()) {
        assertWithMessage(statement.target().name()).that(scan.statements().stream()
            .anyMatch(other -> other.tensors().contains(statement.target()))).isTrue();
        assertWithMessage(statement.target().name()).that(scan.statements().stream()
            .flatMap(other -> Scalars.tensors(statement.formula()).stream().filter(other.target()::equals)).toList())
            .isNotEmpty();
      }
    }
  }

  static Stream<KernelSet> kernels() {
    return KernelSet.forOne();
  }

  private static String model(int length) {
    return """
        network Net(x[T, 8], y[T, 8]) {
          s = x -> lstm(32) -> gru(16, reverse = true) -> cumulativeSum -> linear(8)
          loss = sum[t < T, k < 8] (s[t, k] - y[t, k])^2
          optimizer adamW(decay = 0.01, gainDecay = 0)
        }
        """.replace("T", Integer.toString(length));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void hasTheSameBitsForAnyNumberOfThreads(KernelSet kernels) {
    Network network = Nets.network(model(7));
    GeneratedNet net = new GeneratedNet(network, Point.of(network, 5, "point."), 0, kernels, true);
    Map<String, double[]> one = net.on(1).gradients();
    KernelSet.THREADS.forEach(threads -> net.on(threads).gradients().forEach((name, values) ->
        assertWithMessage("%s on %s threads", name, threads).that(values).isEqualTo(one.get(name))));
  }

  @Test
  void itsCodeIsAsLongForManyPointsAsForFew() {
    List<String> texts = Stream.of(17, 1700).map(length -> Compiler.compile(Nets.network(model(length)),
        Options.of("generated")).sources().stream().map(source -> source.text()).collect(Collectors.joining()))
        .toList();
    // Numbers have more digits, and a larger array may be kept or computed again.
    assertThat(texts.get(1).length()).isLessThan(texts.get(0).length() * 103 / 100);
  }
}
