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
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Maxima of every combination of −∞, −0, 0, 1 and NaN, or minima of these negated, and their gradients, by their
 * definition: NaN beats all numbers, and the gradient goes to the first NaN, or else to the first of the largest
 * numbers, or smallest, and to nothing else.
 */
abstract class Extremes {
  private static final double[] VALUES = {Double.NEGATIVE_INFINITY, -0.0, 0.0, 1, Double.NaN};

  private static final int BATCH = 4;

  /** The combinations of four values, and some of them twice, so that they fill vectors. */
  private static final int COLUMNS = 640;

  private static final int H = 7;
  private static final int W = 27;
  private static final int C = 16;

  /** Often enough for the JIT to have compiled what runs for each window. */
  private static final int OFTEN = 15;

  private static final String NETWORK = """
      /// Windows like those of maxPool(3, stride = 2, pad = 1), column by column.
      layer byColumn(x[H, W, C]) {
        y[h < (H + 1)/2, w < (W + 1)/2, c] = max[s < 3, r < 3] (x[2*h + r - 1, 2*w + s - 1, c] else -infinity)
      }
      layer weighted(y[I...], t[I...]) {
        s = sum[i...] y[i...]*t[i...]
      }
      network Maxima(rows[640, 4], columns[4, 640], pool[2, 2, 640], padded[2, 2, 640], askew[2, 2, 640], batch[640],
          pictures[7, 27, 16], steep[7, 27, 16], ofRows[640], ofColumns[640], ofPool[1, 1, 640], ofPadded[1, 1, 640],
          ofAskew[1, 1, 640], ofBatch[640], ofPictures[4, 14, 16], ofSteep[4, 14, 16], a[640], b[640], ofBoth[640]) {
        y1[c < 640] = max[i < 4] rows[c, i]
        y2[c < 640] = max[i < 4] columns[i, c]
        y3 = pool -> maxPool(2)
        y4 = padded -> maxPool(3, stride = 2, pad = 1)
        y5 = askew -> byColumn
        y6[c < 640] = max[n] batch[c]
        y7 = pictures -> maxPool(3, stride = 2, pad = 1)
        y8 = steep -> byColumn
        y9[c < 640] = max(a[c], b[c]) + 10*min(a[c], b[c]) + 100*abs(a[c]) + 1000*max(b[c], 0)
        loss = weighted(y1, ofRows) + weighted(y2, ofColumns) + weighted(y3, ofPool) + weighted(y4, ofPadded)
          + weighted(y5, ofAskew) + weighted(y6, ofBatch) + weighted(y7, ofPictures) + weighted(y8, ofSteep)
          + weighted(y9, ofBoth)
      }
      """;

  @TempDir private Path folder;

  private final boolean smallest;
  private final Network network;
  private final Point point = new Point(BATCH, new TreeMap<>(), Map.of());
  private final Map<String, double[]> expected = new TreeMap<>();

  /** @param smallest whether minima are tried, of the numbers negated */
  Extremes(boolean smallest) {
    this.smallest = smallest;
    this.network = Nets.network(smallest ? minima() : NETWORK);
    add("rows", combinations(o -> IntStream.range(0, 4).map(i -> 4 * o + i).toArray()));
    List<int[]> columns = combinations(o -> ofColumn(o, 0, 1, 2, 3));
    List.of("columns", "pool", "padded").forEach(name -> add(name, columns));
    add("askew", combinations(o -> ofColumn(o, 0, 2, 1, 3)));
    add("batch", combinations(o -> IntStream.range(0, BATCH).map(n -> n * COLUMNS + o % COLUMNS).toArray()));
    add("pictures", pictures(k -> k));
    add("steep", pictures(k -> k % 3 * 3 + k / 3));
    addOperators();
  }

  /** The network with minima in place of maxima, and pools that the library has of maxima alone. */
  private static String minima() {
    return """
        layer minPool(x[H, W, C], size, stride = size, pad = 0) {
          y[h < (H + 2*pad - size)/stride + 1, w < (W + 2*pad - size)/stride + 1, c] =
            max[r < size, s < size] (x[h*stride + r - pad, w*stride + s - pad, c] else -infinity)
        }
        """.concat(NETWORK).replace("max[", "min[").replace("else -infinity", "else infinity").replace("maxPool", "minPool");
  }

  /** @param window where in the input the window of an output is */
  private static List<int[]> combinations(IntFunction<int[]> window) {
    return IntStream.range(0, BATCH * COLUMNS).mapToObj(window).toList();
  }

  private static int[] ofColumn(int o, int... order) {
    return Arrays.stream(order).map(i -> (o / COLUMNS * 4 + i) * COLUMNS + o % COLUMNS).toArray();
  }

  /** @param order where in a window of three by three, row by row, each of its elements is in order */
  private static List<int[]> pictures(IntFunction<Integer> order) {
    int across = (W + 1) / 2;
    int down = (H + 1) / 2;
    return IntStream.range(0, BATCH * down * across * C).mapToObj(o -> IntStream.range(0, 9).map(order::apply)
        .mapToObj(k -> new int[] {2 * (o / C / across % down) + k / 3 - 1, 2 * (o / C % across) + k % 3 - 1})
        .filter(at -> 0 <= at[0] && at[0] < H && 0 <= at[1] && at[1] < W)
        .mapToInt(at -> ((o / C / across / down * H + at[0]) * W + at[1]) * C + o % C).toArray()).toList();
  }

  /** An input's values, random weights of the maxima, and what their gradients are. */
  private void add(String name, List<int[]> windows) {
    double[] x = new double[Math.toIntExact(network.training().inputs().stream().filter(t -> t.name().equals(name))
        .findFirst().orElseThrow().elements(BATCH))];
    String weight = "of" + name.substring(0, 1).toUpperCase() + name.substring(1);
    double[] t = Hashed.around(name, 0, 1, windows.size());
    double[] dX = new double[x.length];
    double[] dT = new double[t.length];
    if (windows.stream().allMatch(w -> w.length == 4)) {
      for (int o = 0; o < t.length; o++) {
        for (int i = 0, rest = o % COLUMNS; i < 4; i++, rest /= VALUES.length) {
          x[windows.get(o)[i]] = sign() * VALUES[rest % VALUES.length];
        }
      }
    } else {
      double[] choices = Hashed.classes(name, 40, x.length);
      Arrays.setAll(x, i -> choices[i] < 2 ? Double.NaN : sign() * VALUES[(int) choices[i] % 4]);
    }
    for (int o = 0; o < t.length; o++) {
      int[] window = windows.get(o);
      DoubleStream candidates = Arrays.stream(window).mapToDouble(i -> x[i]);
      double best = (smallest ? candidates.min() : candidates.max()).orElseThrow();
      int winner = Arrays.stream(window).filter(i -> x[i] == best || Double.isNaN(x[i]) && Double.isNaN(best))
          .findFirst().orElseThrow();
      dX[winner] += t[o] / BATCH;
      dT[o] = best / BATCH;
    }
    point.inputs().put(name, x);
    point.inputs().put(weight, t);
    expected.put(name, dX);
    expected.put(weight, dT);
  }

  private int sign() {
    return smallest ? -1 : 1;
  }

  /** The operators' conventions: what no comparison holds for goes to b, and of |a| and max(b, 0) nowhere. */
  private void addOperators() {
    int count = BATCH * COLUMNS;
    double[] t = Hashed.around("ofBoth", 0, 1, count);
    Map<String, double[]> values = Map.of("a", new double[count], "b", new double[count], "ofBoth", t);
    Map<String, double[]> gradients =
        Map.of("a", new double[count], "b", new double[count], "ofBoth", new double[count]);
    for (int o = 0; o < count; o++) {
      double a = VALUES[o % COLUMNS % VALUES.length];
      double b = VALUES[o % COLUMNS / VALUES.length % VALUES.length];
      values.get("a")[o] = a;
      values.get("b")[o] = b;
      gradients.get("ofBoth")[o] = (Math.max(a, b) + 10 * Math.min(a, b) + 100 * Math.abs(a)
          + 1000 * Math.max(b, 0)) / BATCH;
      gradients.get("a")[o] = ((a > b ? 1 : 0) + (a < b ? 10 : 0) + (a > 0 ? 100 : a < 0 ? -100 : 0)) * t[o] / BATCH;
      gradients.get("b")[o] = ((a > b ? 0 : 1) + (a < b ? 0 : 10) + (b > 0 ? 1000 : 0)) * t[o] / BATCH;
    }
    point.inputs().putAll(values);
    expected.putAll(gradients);
  }

  @Test
  void interpreted() {
    check(Reference.results(Nets.derivative(network), point), "interpreter");
  }

  static List<KernelSet> kernelSets() {
    return KernelSet.forOne().toList();
  }

  /** Of a process of its own, and of one whose kernels the JIT has compiled, comparisons with NaN among them. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void generated(KernelSet kernels) {
    Compiled compiled = Compiled.with(kernels, network, folder, true);
    if (kernels.hasVectors()) {
      // Not along a row of four, not over the batch, not column by column, where guards of two kinds meet.
      assertThat(compiled.program().vectors().get(0).kernels().stream().map(Kernel::name)
          .filter(name -> name.contains("Winner")).toList()).hasSize(4);
    }
    for (int i = 0; i < OFTEN; i++) {
      check(compiled.results(point, 1 + i % 2), kernels.toString());
    }
  }

  private void check(Map<String, double[]> results, String who) {
    Map<String, double[]> gradients = results.entrySet().stream().filter(e -> e.getKey().startsWith(Reference.GRADIENT))
        .collect(Collectors.toMap(e -> e.getKey().substring(Reference.GRADIENT.length()), Map.Entry::getValue));
    assertThat(gradients.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> {
      for (int i = 0; i < values.length; i++) {
        double actual = gradients.get(name)[i];
        boolean equal = Double.compare(actual, values[i]) == 0
            || Math.abs(actual - values[i]) <= 1e-6 * Math.max(1, Math.abs(values[i]));
        assertWithMessage("%s, %s: %s of %s is %s, not %s", who, name, i, values.length, actual, values[i]).that(equal)
            .isTrue();
      }
    });
  }
}
