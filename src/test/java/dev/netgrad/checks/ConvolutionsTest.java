package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.loop.Compiled;
import dev.netgrad.schedule.Convolutions;
import dev.netgrad.tensor.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How far a pixel reaches in a convolution of three by three and in its gradients: how many outputs one infinity
 * spoils, and how large an error one large pixel leaves in outputs that do not read it.
 */
class ConvolutionsTest {
  private static final int SIZE = 16;
  private static final int CHANNELS = 16;

  /** So many samples that there are patches enough for the law on sliding sums. */
  private static final int BATCH = 4;

  private static final String NETWORK = """
      network Picture(x[16, 16, 16], t[16, 16, 16]) {
        y = x -> conv(16, 3)
        loss = sum[h < 16, w < 16, c < 16] y[h, w, c]*t[h, w, c]
      }
      """;
  private static final String WEIGHT = "conv.weight";

  /** Of an error: half the distance of floats beside 1. */
  private static final double ROUNDING = 0x1p-24;

  /** What errors may be, in roundings of the largest that a tile, or a window, can give: some twice what they are. */
  private static final double OF_TILE = 64;
  private static final double OF_WINDOW = 12;

  @TempDir private Path folder;

  static Stream<Arguments> kernels() {
    return KernelSet.forOne().flatMap(kernels -> Stream.of(Convolutions.values())
        .filter(c -> kernels.hasVectors() || c == Convolutions.DIRECT).map(c -> Arguments.of(kernels, c)));
  }

  /** Pixels that lie differently in patches of four, and some at the edge. */
  private static int[][] pixels() {
    return Stream.concat(IntStream.range(0, 16).mapToObj(i -> new int[] {6 + i / 4, 6 + i % 4}),
        Stream.of(new int[] {0, 0}, new int[] {0, 7}, new int[] {5, 15}, new int[] {15, 15})).toArray(int[][]::new);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void keepApart(KernelSet kernels, Convolutions convolutions) {
    Network network = Nets.network(NETWORK);
    Compiled compiled = Compiled.with(kernels, convolutions, network, folder, true);
    boolean law = kernels.hasVectors() && convolutions == Convolutions.TOOM_COOK;
    if (kernels.hasVectors()) {
      assertThat(compiled.program().vectors().get(0).byToomCook()).hasSize(law ? 3 : 0);
    }
    infinitiesSpread(compiled, network, law);
    errorsAreBounded(compiled, network, law);
  }

  private static void infinitiesSpread(Compiled compiled, Network network, boolean law) {
    int[][] pixels = pixels();
    for (int i = 0; i < pixels.length; i += BATCH) {
      Point point = Point.of(network, BATCH, "reach");
      for (int n = 0; n < BATCH; n++) {
        // The gradient of t is the output, that of y is t; each sample has an infinity of its own.
        point.inputs().get("x")[at(n, pixels[i + n], 3)] = Double.POSITIVE_INFINITY;
        point.inputs().get("t")[at(n, pixels[i + n], 5)] = Double.NEGATIVE_INFINITY;
      }
      Map<String, double[]> results = compiled.results(point, 1);
      for (String name : new String[] {"x", "t"}) {
        for (int n = 0; n < BATCH; n++) {
          assertWithMessage("%s of a sample with an infinity at %s", name, Arrays.toString(pixels[i + n]))
              .that(spoilt(results.get(Reference.GRADIENT + name), n)).isEqualTo(reached(pixels[i + n], law));
        }
      }
    }
    Point corner = Point.of(network, BATCH, "corner");
    corner.inputs().get("x")[0] = Double.POSITIVE_INFINITY;
    double[] taps = compiled.results(corner, 1).get(Reference.GRADIENT + WEIGHT);
    for (int i = 0; i < taps.length; i++) {
      int r = i / CHANNELS / CHANNELS / 3;
      int s = i / CHANNELS / CHANNELS % 3;
      boolean reads = r < 2 && s < 2;
      assertWithMessage("tap %s, %s: %s", r, s, taps[i]).that(Double.isFinite(taps[i]))
          .isEqualTo(i / CHANNELS % CHANNELS > 0 || !(law || reads));
    }
  }

  private static int at(int n, int[] pixel, int channel) {
    return ((n * SIZE + pixel[0]) * SIZE + pixel[1]) * CHANNELS + channel;
  }

  /** The pixels of a sample with a value that is not finite, as {@code row*SIZE + column}. */
  private static Set<Integer> spoilt(double[] values, int n) {
    Set<Integer> spoilt = new TreeSet<>();
    for (int i = 0; i < SIZE * SIZE * CHANNELS; i++) {
      if (!Double.isFinite(values[n * SIZE * SIZE * CHANNELS + i])) {
        spoilt.add(i / CHANNELS);
      }
    }
    return spoilt;
  }

  private static Set<Integer> reached(int[] pixel, boolean law) {
    Set<Integer> reached = new TreeSet<>();
    for (int h : reached(pixel[0], law)) {
      for (int w : reached(pixel[1], law)) {
        reached.add(h * SIZE + w);
      }
    }
    assertThat(reached.size()).isAtMost(law ? 25 : 9);
    return reached;
  }

  /**
   * Along one axis: three that read it. By the law, a patch of six from {@code 4t − 1} on gives four outputs, the first
   * and the last of the six take part in the first and the last output alone, and the others in all.
   */
  private static Set<Integer> reached(int pixel, boolean law) {
    Set<Integer> reached = new TreeSet<>();
    for (int output = 0; output < SIZE; output++) {
      int inPatch = pixel - (output / 4 * 4 - 1);
      boolean takesPart = inPatch == 0 ? output % 4 == 0 : inPatch == 5 ? output % 4 == 3 : 0 < inPatch && inPatch < 5;
      if (law ? takesPart : Math.abs(output - pixel) <= 1) {
        reached.add(output);
      }
    }
    return reached;
  }

  /** One pixel of a million in each sample. */
  private static void errorsAreBounded(Compiled compiled, Network network, boolean law) {
    Point point = Point.of(network, BATCH, "errors");
    int[][] pixels = pixels();
    for (int n = 0; n < BATCH; n++) {
      point.inputs().get("x")[at(n, pixels[5 * n], 3)] = 1e6;
      point.inputs().get("t")[at(n, pixels[5 * n + 1], 5)] = -1e6;
    }
    Stream.of(point.inputs(), point.stored()).flatMap(m -> m.values().stream())
        .forEach(values -> Arrays.setAll(values, i -> (float) values[i]));
    Map<String, double[]> expected = Reference.results(Nets.derivative(network), point);
    Map<String, double[]> actual = compiled.results(point, 1);
    double[] weight = point.stored().get(WEIGHT);
    double allowed = law ? OF_TILE : OF_WINDOW;
    for (String name : new String[] {"x", "t"}) {
      double[] read = point.inputs().get(name.equals("x") ? "t" : "x");
      double[] weights = new double[CHANNELS];
      for (int j = 0; j < weight.length; j++) {
        weights[name.equals("x") ? j / CHANNELS % CHANNELS : j % CHANNELS] += Math.abs(weight[j]);
      }
      roundings(name, expected, actual, i -> largest(read, i / CHANNELS, -1, law) * weights[i % CHANNELS], allowed);
    }
    double[] sums = new double[CHANNELS * CHANNELS];
    for (int j = 0; j < sums.length; j++) {
      for (int pixel = 0; pixel < BATCH * SIZE * SIZE; pixel++) {
        sums[j] += largest(point.inputs().get("x"), pixel, j / CHANNELS, law)
            * Math.abs(point.inputs().get("t")[pixel * CHANNELS + j % CHANNELS]);
      }
    }
    roundings(WEIGHT, expected, actual, i -> sums[i % sums.length], allowed);
  }

  /** @param scale of which the error of each element is so many roundings at most */
  private static void roundings(String name, Map<String, double[]> expected, Map<String, double[]> actual,
      IntToDoubleFunction scale, double allowed) {
    double[] exact = expected.get(Reference.GRADIENT + name);
    double[] values = actual.get(Reference.GRADIENT + name);
    double worst = IntStream.range(0, exact.length)
        .mapToDouble(i -> Math.abs(exact[i] - values[i]) * BATCH / (ROUNDING * scale.applyAsDouble(i)))
        .max().orElseThrow();
    assertWithMessage("roundings of the gradient of %s", name).that(worst).isAtMost(allowed);
  }

  /**
   * The largest of what the output at a pixel is made of: of its patch, or of its window.
   *
   * @param channel or −1 for all
   */
  private static double largest(double[] values, int pixel, int channel, boolean law) {
    int h = pixel / SIZE % SIZE;
    int w = pixel % SIZE;
    int n = pixel / SIZE / SIZE;
    double largest = 0;
    for (int row = law ? h / 4 * 4 - 1 : h - 1; row <= (law ? h / 4 * 4 + 4 : h + 1); row++) {
      for (int column = law ? w / 4 * 4 - 1 : w - 1; column <= (law ? w / 4 * 4 + 4 : w + 1); column++) {
        boolean inside = row >= 0 && row < SIZE && column >= 0 && column < SIZE;
        for (int c = Math.max(0, channel); inside && c < (channel < 0 ? CHANNELS : channel + 1); c++) {
          largest = Math.max(largest, Math.abs(values[at(n, new int[] {row, column}, c)]));
        }
      }
    }
    return largest;
  }
}
