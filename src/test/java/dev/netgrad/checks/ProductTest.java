package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products and their first and second derivatives, by their definition: a factor's is the product of the others, that
 * of two factors the product of all but these. None, one, two and more of the factors are 0; some are infinite or NaN.
 */
class ProductTest {
  private static final double[] VALUES = {0, 1.5, -2, 0.25, Double.POSITIVE_INFINITY, Double.NaN};

  private static final int BATCH = 3;
  private static final int[] SAMPLES = {0, 1, 2};
  /** No multiple of a vector's lanes. */
  private static final int COLUMNS = 150;

  private static final String NETWORK = """
      layer weighted(y[I...], t[I...]) {
        s = sum[i...] y[i...]*t[i...]
      }
      network Products(rows[150, 4], columns[4, 150], both[3, 2, 150], padded[150], triangle[4, 150], some[5, 150],
          batch[150], ofRows[150], ofColumns[150], ofBoth[150], ofPadded[150], ofTriangle[4, 150], ofSome[150],
          ofBatch[150]) {
        y1[c < 150] = prod[i < 4] rows[c, i]
        y2[c < 150] = prod[i < 4] columns[i, c]
        y3[c < 150] = prod[a < 3, b < 2] both[a, b, c]
        y4[c < 150] = prod[i < 3] (padded[c + i - 1] else 1)
        y5[j < 4, c < 150] = prod[i < 4 | i <= j] triangle[i, c]
        y6[c < 150] = prod[i < 5 | i % 2 == 0] (some[i, c]*[i >= 0])
        y7[c < 150] = prod[n] batch[c]
        loss = weighted(y1, ofRows) + weighted(y2, ofColumns) + weighted(y3, ofBoth) + weighted(y4, ofPadded)
          + weighted(y5, ofTriangle) + weighted(y6, ofSome) + weighted(y7, ofBatch)
      }
      """;

  private static final String SECOND = """
      layer weighted(y[I...], t[I...]) {
        s = sum[i...] y[i...]*t[i...]
      }
      network Second(x[4, 150], z[3, 2, 150], v[4, 150], u[3, 2, 150], t[150]) {
        y[c < 150] = (prod[i < 4] x[i, c])*t[c]
        q[c < 150] = (prod[a < 3, b < 2] z[a, b, c])*t[c]
        s = sum[c < 150] y[c]
        r = sum[c < 150] q[c]
        dx = grad(s, x)
        dz = grad(r, z)
        loss = weighted(dx, v) + weighted(dz, u)
      }
      """;

  @TempDir private Path folder;

  private final Point point = new Point(BATCH, new TreeMap<>(), Map.of());
  private final Map<String, double[]> expected = new TreeMap<>();

  private void first() {
    add("rows", 1, o -> IntStream.range(0, 4).map(i -> 4 * o + i));
    add("columns", 1, o -> column(o, 4, IntStream.range(0, 4)));
    add("both", 1, o -> column(o, 6, IntStream.range(0, 6)));
    add("padded", 1, o -> IntStream.range(-1, 2).filter(i -> 0 <= o % COLUMNS + i && o % COLUMNS + i < COLUMNS)
        .map(i -> o + i));
    add("triangle", 4,
        o -> column(o / COLUMNS / 4 * COLUMNS + o % COLUMNS, 4, IntStream.rangeClosed(0, o / COLUMNS % 4)));
    add("some", 1, o -> column(o, 5, IntStream.of(0, 2, 4)));
    add("batch", 1, o -> IntStream.range(0, BATCH).map(n -> n * COLUMNS + o % COLUMNS));
  }

  /** Where in a tensor of so many rows a sample's column has some of its elements. */
  private static IntStream column(int o, int height, IntStream rows) {
    return rows.map(i -> (o / COLUMNS * height + i) * COLUMNS + o % COLUMNS);
  }

  private static double[] values(String name, int length) {
    // Over the batch, several outputs have the same factors, and the order of their sum would show in NaN.
    int rare = name.equals("batch") ? -1 : 1;
    double[] choices = Hashed.classes(name, 60, length);
    return Arrays.stream(choices).map(c -> VALUES[c > rare ? (int) c % 4 : 4 + (int) c]).toArray();
  }

  /** @param factors where in the input the factors of an output are */
  private void add(String name, int outputs, IntFunction<IntStream> factors) {
    int count = BATCH * COLUMNS * outputs;
    int[][] windows = IntStream.range(0, count).mapToObj(factors).map(IntStream::toArray).toArray(int[][]::new);
    int size = Arrays.stream(windows).flatMapToInt(Arrays::stream).max().orElseThrow() + 1;
    double[] x = values(name, name.equals("some") ? BATCH * COLUMNS * 5 : size);
    double[] t = Hashed.around(name, 0, 1, count);
    double[] dX = new double[x.length];
    double[] dT = new double[count];
    for (int o = 0; o < count; o++) {
      for (int i : windows[o]) {
        dX[i] += t[o] / BATCH * without(x, windows[o], i, i);
      }
      dT[o] = without(x, windows[o], -1, -1) / BATCH;
    }
    String weight = "of" + name.substring(0, 1).toUpperCase() + name.substring(1);
    point.inputs().put(name, x);
    point.inputs().put(weight, t);
    expected.put(name, dX);
    expected.put(weight, dT);
  }

  private static double without(double[] x, int[] window, int one, int other) {
    return Arrays.stream(window).filter(i -> i != one && i != other).mapToDouble(i -> x[i]).reduce(1, (a, b) -> a * b);
  }

  /** What multiplies is finite here; of the rest, second derivatives meet in sums of ∞ and NaN. */
  private void second() {
    point.inputs().put("t", Hashed.around("t", 0, 1, BATCH * COLUMNS));
    expected.put("t", new double[BATCH * COLUMNS]);
    addSecond("x", "v", 4);
    addSecond("z", "u", 6);
  }

  private void addSecond(String name, String direction, int height) {
    int count = BATCH * COLUMNS;
    double[] x = Arrays.stream(Hashed.classes(name, 4, count * height)).map(c -> VALUES[(int) c]).toArray();
    double[] v = Hashed.around(direction, 0, 1, count * height);
    double[] t = point.inputs().get("t");
    double[] dX = new double[x.length];
    double[] dV = new double[x.length];
    for (int o = 0; o < count; o++) {
      int[] window = column(o, height, IntStream.range(0, height)).toArray();
      for (int j : window) {
        double others = without(x, window, j, j);
        dV[j] = t[o] * others / BATCH;
        expected.get("t")[o] += v[j] * others / BATCH;
        for (int k : window) {
          dX[k] += k == j ? 0 : v[j] * t[o] * without(x, window, j, k) / BATCH;
        }
      }
    }
    point.inputs().put(name, x);
    point.inputs().put(direction, v);
    expected.put(name, dX);
    expected.put(direction, dV);
  }

  @Test
  void interpreted() {
    first();
    check(Reference.results(Nets.derivative(Nets.network(NETWORK)), point), "interpreter");
  }

  @Test
  void interpretedInSecondOrder() {
    second();
    check(Reference.results(Nets.derivative(Nets.simplified(Nets.network(SECOND))), point), "interpreter");
  }

  static List<KernelSet> kernelSets() {
    return KernelSet.forOne().toList();
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void generated(KernelSet kernels) {
    first();
    generated(kernels, Nets.network(NETWORK), "y2", "y3", "y5", "y4Before", "y4After", "yBeforeA", "yAfterA");
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void generatedInSecondOrder(KernelSet kernels) {
    second();
    generated(kernels, Nets.simplified(Nets.network(SECOND)), "yProdBefore", "yProdAfter", "yProdAfterBefore");
  }

  private void generated(KernelSet kernels, Network network, String... vectors) {
    Compiled compiled = Compiled.with(kernels, network, folder, true);
    if (kernels.hasVectors()) {
      assertThat(compiled.program().vectors().get(0).kernels().stream().map(Kernel::name).toList())
          .containsAtLeastElementsIn(List.of(vectors));
    }
    for (int threads = 1; threads < 3; threads++) {
      check(compiled.results(point, threads), kernels.toString());
    }
  }

  /** Of N factors at most N·2⁻²⁴ is lost to rounding, and of a derivative, which is rounded a few times more. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void longProductsKeepTheirDigits(KernelSet kernels) {
    int factors = 300;
    Network network = Nets.network("""
        network Long(x[300, 16]) {
          y[c < 16] = prod[i < 300] x[i, c]
          loss = sum[c < 16] y[c]
        }
        """);
    double[] x = Hashed.around("long", 1, 0.1, BATCH * factors * 16);
    Arrays.setAll(x, i -> (float) x[i]);
    point.inputs().put("x", x);
    double[] exact = Reference.results(Nets.derivative(network), point).get(Reference.GRADIENT + "x");
    double[] found = Compiled.with(kernels, network, folder, true).results(point, 2).get(Reference.GRADIENT + "x");
    for (int i = 0; i < exact.length; i++) {
      assertWithMessage("%s: %s", kernels, i).that(found[i])
          .isWithin((factors + 4) * 0x1p-24 * Math.abs(exact[i])).of(exact[i]);
    }
  }

  /** One number a sample, and one for the batch: the derivative is one number a sample again, of all other samples. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void ofOneNumberOfEachSample(KernelSet kernels) {
    Network network = Nets.network("""
        network Alone(x, t) {
          y = prod[n] x
          loss = y*t
        }
        """);
    for (double[] x : List.of(new double[] {1.5, -2, 0.25}, new double[] {3, 0, -2}, new double[] {0, 4, 0})) {
      double[] t = {2, -0.5, 3};
      point.inputs().putAll(Map.of("x", x, "t", t));
      expected.put("x", each(n -> Arrays.stream(t).sum() / BATCH * without(x, SAMPLES, n, n)));
      expected.put("t", each(n -> without(x, SAMPLES, -1, -1) / BATCH));
      checkAll(kernels, network);
    }
  }

  private static double[] each(IntToDoubleFunction value) {
    return IntStream.of(SAMPLES).mapToDouble(value).toArray();
  }

  private void checkAll(KernelSet kernels, Network network) {
    check(Reference.results(Nets.derivative(network), point), "interpreter");
    Compiled compiled = Compiled.with(kernels, network, folder, true);
    for (int threads = 1; threads < 3; threads++) {
      check(compiled.results(point, threads), kernels.toString());
    }
  }

  private void check(Map<String, double[]> results, String who) {
    expected.forEach((name, values) -> {
      double[] found = results.get(Reference.GRADIENT + name);
      assertThat(found).hasLength(values.length);
      for (int i = 0; i < values.length; i++) {
        boolean equal = Double.compare(found[i], values[i]) == 0
            || Math.abs(found[i] - values[i]) <= 1e-5 * Math.max(1, Math.abs(values[i]));
        assertWithMessage("%s, %s: %s of %s is %s, not %s", who, name, i, values.length, found[i], values[i])
            .that(equal)
            .isTrue();
      }
    });
  }
}
