package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.KernelComparison;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers of the library with channels that fill vectors: plain kernels, vector kernels and the interpreter agree. */
class LibraryKernelsTest {
  private static final String NETWORK = """
      block separable(x[H, W, C], K) {
        x -> depthwiseConv(3, 2, dilation = 2) -> batchNorm -> leakyRelu -> conv(K, 1) -> layerNorm -> gelu
      }
      network Library(x[6, 5, 32], z[6, 5, 16], label: class[3]) {
        grouped = x -> groupedConv(48, 2) -> groupNorm(4) -> silu
        low     = grouped -> dropout(0.25) -> separable(32) -> elu
        up      = low -> transposedConv(16, 2) -> geluTanh
        both[h < 6, w < 5, k < 64] = concat(grouped, z)[h, w, k]*(if k < 16 then up[h, w, k] else 1)
        features = both -> conv(20, dilation = 3) -> repeat(2) dropout(0.125) -> softmax
        row = features -> flatten -> sigmoid
        logits = row -> dense(3)
        loss = crossEntropy(logits, label, 0.1)
      }
      """;

  @TempDir private Path folder;

  static Stream<KernelSet> kernelSets() {
    return KernelSet.vectorsForCase(1);
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void agree(KernelSet kernels) {
    Compiled compiled = Compiled.with(kernels, Nets.network(NETWORK), folder, true);
    KernelComparison comparison = new KernelComparison(compiled);
    assertThat(comparison.overridden().size()).isAtLeast(10);
    comparison.agree(3);
    compiled.agreesWithInterpreter(3, 1e-4);
  }
}
