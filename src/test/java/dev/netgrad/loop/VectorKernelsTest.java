package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.checks.OwnJava;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vector kernels against the plain ones, kernel by kernel, and the network that runs them against the interpreter. */
class VectorKernelsTest {
  private static final String LAYERS = """
      layer weighted(y[I...]) {
        parameter t[I...] = normal(1)
        s = sum[i...] y[i...]*t[i...]
      }
      /// Each channel has a filter of its own.
      layer depthwise(x[H, W, C], size = 3, stride = 1, pad = 1) {
        R = size
        S = size
        parameter weight[R, S, C] = normal(0.3)
        y[h < (H + 2*pad - R)/stride + 1, w < (W + 2*pad - S)/stride + 1, c] =
          sum[r, s] (x[h*stride + r - pad, w*stride + s - pad, c] else 0)*weight[r, s, c]
      }
      /// Taps two apart.
      layer dilated(x[H, W, C], K) {
        parameter weight[3, 3, C, K] = normal(0.1)
        y[h < H, w < W, k < K] = sum[r < 3, s < 3, c] (x[h + 2*r - 2, w + 2*s - 2, c] else 0)*weight[r, s, c, k]
      }
      /// Two rows and five columns, padded on one side only, with strides that differ.
      layer lopsided(x[H, W, C], K) {
        parameter weight[2, 5, C, K] = normal(0.1)
        y[h < H, w < (W + 1)/2, k < K] = sum[r < 2, s < 5, c] (x[h + r, 2*w + s - 3, c] else 0)*weight[r, s, c, k]
      }
      /// The transposed convolution, of stride 2.
      layer up(x[H, W, C], K) {
        parameter weight[3, 3, C, K] = normal(0.1)
        y[h < 2*H, w < 2*W, k < K] = sum[r < 3, s < 3, c | (h + r - 1) % 2 == 0, (w + s - 1) % 2 == 0] (
          x[(h + r - 1)/2, (w + s - 1)/2, c] else 0)*weight[r, s, c, k]
      }
      /// Two congruences on one axis.
      layer sieve(x[H, W, C], K) {
        parameter weight[2, 3, C, K] = normal(0.1)
        y[h < H, w < 2*W, k < K] = sum[r < 2, s < 3, c | (w + r) % 2 == 0, (w + s) % 3 == 0] (
          x[h, w - r - s, c] else 0)*weight[r, s, c, k]
      }
      /// Channels that differ by where they are.
      layer byChannel(x[H, W, C]) {
        y[h < H, w < W, c < C] = if c < 3 then x[h, w, c] else if c >= C - 2 then 2*x[h, w, c]
          else if h == w then -x[h, w, c] else max(x[h, w, c], 0)
      }
      /// Each part reads an array that the others' places lie outside of.
      layer beside(x[H, W, C]) {
        b = concat(x, concat(x, x))
        y[h < H, w < W, c < 3*C] = 2*b[h, w, c]
      }
      layer shifted(x[H, W, C]) {
        y[h < H, w < W, c < C] = (x[h, w, c + 1] else 0) - 0.5*(x[h, w - 1, c] else 0) + (x[h - 1, w, c - 2] else 0)
      }
      layer squeeze(x[H, W, C]) {
        g = x -> globalAveragePool -> dense(C)
        y[h < H, w < W, c < C] = x[h, w, c]*(if g[c] > 0 then g[c] else 0.1*g[c])
      }
      layer overBatch(x[H, W, C]) {
        m[c < C] = max[n, h, w] x[h, w, c]
        y[h < H, w < W, c < C] = x[h, w, c] - m[c] + (sum[n] x[h, w, c])/N
      }
      block basic(x[H, W, C], K, stride = 1) {
        f    = x -> conv(K, 3, stride) -> batchNorm -> relu -> conv(K, 3) -> batchNorm
        skip = if stride == 1 and C == K then x else x -> padIdentity(K, stride)
        relu(f + skip)
      }
      block bottleneck(x[H, W, C], K, stride = 1) {
        f = x -> conv(K, 1) -> batchNorm -> relu -> conv(K, 3, stride) -> batchNorm -> relu -> conv(4*K, 1) -> batchNorm
        skip = if stride == 1 and C == 4*K then x else x -> conv(4*K, 1, stride) -> batchNorm
        relu(f + skip)
      }
      """;

  @TempDir private Path folder;

  private static Network network(String input, String layers) {
    return Nets.network(LAYERS + """
        network Test(x[%s]) {
          y = %s
          loss = y -> weighted
        }
        """.formatted(input, layers));
  }

  private KernelComparison comparison(Network network, int... batches) {
    Compiled compiled = Compiled.withVectors(network, folder, true);
    KernelComparison comparison = new KernelComparison(compiled);
    for (int batch : batches) {
      comparison.agree(batch);
    }
    assertThat(compiled.kernels()).isEqualTo("vector, " + VectorApi.preferredBits() + " bits");
    return comparison;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "5, 9, 20 | x -> conv(17, 3)",
      "5, 8, 3  | x -> conv(16, 3) -> conv(40, 3, stride = 2)",
      "4, 7, 32 | x -> conv(24, 1) -> conv(32, 1, stride = 2)",
      "6, 6, 16 | x -> conv(20, 5) -> conv(16, 5, stride = 3, pad = 1)",
      "9, 9, 10 | x -> conv(48, 7, stride = 2) -> conv(16, 2, pad = 0)",
      "7, 1, 16 | x -> conv(16, 3) -> conv(64, 3)",
      "1, 2, 40 | x -> conv(32, 3) -> conv(33, 3)",
      "3, 3, 17 | x -> conv(17, 3, stride = 3) -> conv(31, 1)",
      "8, 4, 16 | x -> conv(32, 3, stride = 3, pad = 2) -> conv(16, 3, pad = 2)",
      "5, 6, 24 | x -> depthwise -> depthwise(5, pad = 2) -> depthwise(3, stride = 2)",
      "5, 5, 32 | x -> depthwise -> depthwise(5, pad = 2)",
      "4, 6, 80 | x -> depthwise(3, stride = 2) -> relu -> depthwise(2, pad = 0)",
      "7, 8, 16 | x -> dilated(20) -> dilated(32)",
      "4, 9, 16 | x -> lopsided(24) -> lopsided(16)",
      "3, 4, 16 | x -> up(32) -> up(17)",
      "2, 9, 16 | x -> sieve(32)",
      "5, 5, 24 | x -> byChannel -> conv(16, 3) -> byChannel",
      "1, 2, 17 | concat(x, x)",
      "2, 1, 20 | concat(concat(x, x), x) -> byChannel",
      "4, 5, 40 | x -> shifted -> conv(24, 1) -> shifted",
      "3, 2, 6  | x -> beside -> conv(16, 1) -> beside -> conv(16, 1)",
      "4, 3, 32 | x -> squeeze -> squeeze",
      "3, 4, 20 | x -> overBatch -> relu",
      "5, 9, 20 | x -> maxPool(3, stride = 2, pad = 1) -> averagePool(2)",
      "7, 6, 32 | x -> averagePool(3, stride = 2, pad = 1) -> maxPool(2)",
      "6, 6, 16 | x -> padIdentity(20, 2) -> relu -> padIdentity(48)",
      "5, 3, 7  | x -> dense(33) -> relu -> dense(20) -> dense(16)",
      "3, 3, 16 | x -> globalAveragePool -> dense(17)",
      "4, 4, 24 | x -> batchNorm -> relu -> conv(20, 3) -> batchNorm",
      "8, 8, 16 | x -> basic(16) -> basic(32, stride = 2) -> basic(40, stride = 2)",
      "5, 7, 16 | x -> basic(20) -> basic(48, stride = 3)",
      "6, 6, 16 | x -> bottleneck(16) -> bottleneck(20, stride = 2)"})
  void agreeWithThePlainOnes(String input, String layers) {
    assertThat(comparison(network(input, layers), 1, 3).overridden()).isNotEmpty();
  }

  /** Widths of pictures that tiles do and do not divide. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 13})
  void agreeForEachWidth(int w) {
    comparison(network("3, " + w + ", 16", "x -> conv(32, 3) -> conv(16, 3, stride = 2) -> batchNorm -> relu"), 2);
  }

  /**
   * Pictures that patches of four by four do and do not divide: several in a group of samples, or in blocks of rows.
   */
  @ParameterizedTest
  @CsvSource({"4, 4", "7, 7", "8, 11", "29, 6", "18, 40"})
  void agreeWherePatchesSlide(int h, int w) {
    comparison(network(h + ", " + w + ", 16", "x -> conv(80, 3) -> batchNorm -> relu -> conv(16, 3)"), 1, 3, 37);
  }

  /**
   * Points in one loop: of several samples, the last group with fewer, and of blocks that do and do not divide a
   * picture.
   */
  @ParameterizedTest
  @CsvSource({"3, 4", "6, 5", "20, 21", "29, 37"})
  void agreeWherePointsJoin(int h, int w) {
    String norm = " -> batchNorm -> relu -> ";
    for (String layers : List.of("x -> conv(80, 1)" + norm + "conv(32, 1)",
        "x -> conv(80, 1, stride = 2)" + norm + "conv(16, 1)")) {
      assertThat(comparison(network(h + ", " + w + ", 16", layers), 1, 3, 14).loops()).contains("point0");
    }
  }

  /** Groups of samples so many that the array gives its sums away, and gives them away again. */
  @Test
  void agreeWhereGroupsAreClosedTwice() {
    KernelComparison comparison =
        comparison(network("14, 14, 16", "x -> conv(80, 1) -> batchNorm -> relu -> conv(32, 1)"), 17, 18, 19, 40);
    assertThat(comparison.loops()).containsMatch("first.* % 18");
  }

  /** Rows that are too long to be summed in registers, two of them at the edge of the picture. */
  @Test
  void agreeOnPartsOfRows() {
    comparison(network("7, 130, 16", "x -> conv(16, 3, stride = 2)"), 1, 9);
    comparison(network("117, 6, 16", "x -> conv(16, 3, stride = 2)"), 1, 3);
  }

  /** Of a window of three by three, the middle alone is there: a guard says so that is on no reduced axis. */
  @Test
  void agreeOnPicturesOfOnePixel() {
    comparison(network("1, 1, 64", "x -> conv(64, 3) -> conv(64, 3)"), 1, 3);
  }

  /** Rows of pictures that are done in stretches while one slice of many weights after the other passes. */
  @Test
  void agreeWhereWeightsPassStretches() {
    KernelComparison comparison = comparison(network("20, 16, 288", "x -> conv(480, 1) -> batchNorm -> relu"), 1, 3);
    assertThat(comparison.loops()).containsMatch("share unit0 in 0 .. 20\\*N by [0-9]+ from 0 to unitEnd");
    assertThat(comparison.loops()).containsMatch("share n in 0 .. N\n *for h0 in 0 .. 20 by [0-9]+ from 0\n *for k0 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "residual", "digits", "shapes", "mlp"})
  void agreeInTheExamples(String name) {
    Network network = Nets.network(Path.of("examples", name + ".net"));
    boolean large = name.endsWith("20");
    assertThat(comparison(network, large ? 1 : 2).overridden().size()).isAtLeast(large ? 40 : 0);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50", "plain20", "preact20"})
  void agreeInLargeExamples(String name) {
    comparison(Nets.network(Path.of("examples", name + ".net")), 1);
  }

  @Test
  void theNetworkAgreesWithTheInterpreter() {
    Compiled compiled = Compiled.withVectors(network("4, 5, 16", "x -> basic(16) -> basic(32, stride = 2)"), folder,
        true);
    compiled.agreesWithInterpreter(1, 2e-4);
    compiled.agreesWithInterpreter(3, 2e-4);
  }

  /** A Java of its own, whose vectors are narrower, runs {@link #main}. */
  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void agreeInNarrowVectors(int bits) throws IOException, InterruptedException {
    OwnJava.run(VectorKernelsTest.class, folder, List.of(OwnJava.widest(bits)), bits);
  }

  /** Fails where the vector kernels of some networks do not agree with the plain ones. */
  public static void main(String[] arguments) throws IOException {
    assertWithMessage("preferred width").that(VectorApi.preferredBits()).isEqualTo(Integer.parseInt(arguments[0]));
    Path folder = Files.createTempDirectory("narrow");
    List<Network> networks = List.of(
        network("5, 9, 10", "x -> conv(17, 3) -> conv(20, 3, stride = 2) -> batchNorm -> relu -> dense(10)"),
        network("6, 5, 4", "x -> depthwise -> conv(24, 1) -> byChannel -> averagePool(3, stride = 2, pad = 1)"),
        network("8, 8, 16", "x -> basic(16) -> basic(20, stride = 2)"), Nets.network(Path.of("examples/digits.net")));
    for (int i = 0; i < networks.size(); i++) {
      VectorKernelsTest test = new VectorKernelsTest();
      test.folder = folder.resolve("net" + i);
      assertThat(test.comparison(networks.get(i), 1, 2).overridden()).isNotEmpty();
    }
  }
}
