package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a reader asks of a residual block's backward pass, and the line that answers, in its method alone, Javadoc
 * included. {@code GeneratedTest} holds {@code generated/} to what the compiler writes.
 */
class ReaderTest {
  private static String java(String network) throws IOException {
    return Files.readString(Path.of("generated/dev/netgrad/examples", network + ".java"));
  }

  /** The method, its lines without margin. */
  private static String backward(String network, String block) throws IOException {
    String text = java(network);
    int method = text.indexOf("private static void backward(",
        text.indexOf("public static final class " + block + " "));
    String backward = text.substring(text.lastIndexOf("/**", method), text.indexOf("\n    }\n", method));
    return backward.replaceAll("(?m)^ +", "");
  }

  /** Of 128 samples 3 arrays of 8·8·4 floats, and 10 with one for each of 4 channels. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      which array carries the skip's gradient | // ⇒ dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0
      is it copied                            | //    dXViaSum = dSum, one and the same: ∂/∂x of sum; x·1 → x; y[i] = x[i] ⇒ y is x
      where the two paths' gradients add      | // ⇒ dX[h, w, c] = dSum[h, w, c] + dXViaConv1[h, w, c]
      which statement is differentiated       | //    forward: conv2[h, w, k] = sum[r, s, c] relu1[h + r - 1, w + s - 1, c]*conv2.weight[r, s, c, k]
      what is fused                           | * <p>All that stands above a call is fused: one pass of its loops computes it.
      what was kept                           | * <li>conv1, relu1, conv2: 256*N each, read by the backward pass</li>
      how many bytes                          | 3072*N + 160 bytes, 393,376 for N = 128.
      batch norm's gradient, spread           | //     2*dBatchNorm1VarianceSum[k]*(conv1[h, w, k] - batchNorm1.mean[k]) + dBatchNorm1MeanSum[k]
      batch norm's gradient, mean             | // ⇒ dBatchNorm1MeanSum[c] = -(batchNorm1.scale[c]*batchNorm1.inverse[c]*dBatchNorm1Shift[c]/(64*N))
      ReLU's derivative at 0                  | //    forward: relu1[h, w, c] = max(batchNorm1[h, w, c], 0)
      the line of the shortcut                | //    forward: sum[h, w, c] = f[h, w, c] + x[h, w, c]                              residual.net:4
      how weights are updated                 | velocity = 0.9*v + g; nextP = p - lr*velocity; next v = velocity; next p = nextP
      when                                    | {@code update} changes each, p, after the whole backward pass
      another batch size                      | @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
      """)
  void identityShortcut(String question, String answer) throws IOException {
    assertWithMessage(question).that(backward("OneBlock", "Residual")).contains(answer);
  }

  /** Of 128 samples 4 arrays of 4·4·8 floats, and 15 with one for each of 8 channels. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      which array carries the skip's gradient | // ⇒ dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0
      is it copied                            | //    dSkip = dSum, one and the same: ∂/∂skip of sum; x·1 → x; y[i] = x[i] ⇒ y is x
      where the two paths' gradients add      | // ⇒ dX[h, w, c] = dXViaShortcut[h, w, c] + dXViaConv1[h, w, c]
      which statement is differentiated       | //    forward: shortcut[h, w, k] = sum[r, s, c] x[2*h + r, 2*w + s, c]*shortcut.weight[r, s, c, k]
      what is fused                           | * <p>All that stands above a call is fused: one pass of its loops computes it.
      what was kept                           | * <li>conv1, relu1, conv2, shortcut: 128*N each, read by the backward pass</li>
      how many bytes                          | 2048*N + 480 bytes, 262,624 for N = 128.
      batch norm's gradient, spread           | //     2*dShortcutNormVarianceSum[k]*(shortcut[h, w, k] - shortcutNorm.mean[k]) +
      batch norm's gradient, mean             | //     -(shortcutNorm.scale[c]*shortcutNorm.inverse[c]*dShortcutNormShift[c]/(16*N))
      both shifts have one gradient           | //    dBatchNorm2Shift = dShortcutNormShift, one and the same
      ReLU's derivative at 0                  | //    forward: out[h, w, c] = max(sum[h, w, c], 0)
      the line of the shortcut                | //     shortcutNorm.shift[c]                                                       strided.net:4
      how weights are updated                 | next v = velocity; next p = nextP
      when                                    | {@code update} changes each, p, after the whole backward pass
      another batch size                      | @param N the number of samples, from 1 to the capacity given to {@code new Workspace}
      """)
  void projectionShortcut(String question, String answer) throws IOException {
    assertWithMessage(question).that(backward("Strided", "Halving")).contains(answer);
  }

  /** Who looks at loops alone finds there which statement they differentiate, and for whom. */
  @Test
  void loopsSayWhatTheyAreFor() throws IOException {
    assertThat(java("Strided")).contains("""
            /**
             * In Halving.backward:
             * dConv2: fan-out of conv2: contributions of batchNorm2.normalised, batchNorm2.varianceSum,
             *     batchNorm2.meanSum add, strided.net:3
             * With other arrays in Halving.backward: dConv1.
             */
            void dConv(""".indent(4).stripTrailing());
  }
}
