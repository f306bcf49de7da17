package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a reader asks of a residual block's backward pass, and the line that answers, among the first of the file, where
 * one comes to it reading in order. {@code GeneratedTest} holds {@code generated/} to what the compiler writes.
 */
class ReaderTest {
  private static final int FIRST = 400;

  private static String java(String network) throws IOException {
    return Files.readString(Path.of("generated/dev/netgrad/examples", network + ".java"));
  }

  /** The first lines, without margin, and paragraphs as if they were one line. */
  private static String beginning(String network) throws IOException {
    return java(network).lines().limit(FIRST).map(String::strip).collect(Collectors.joining("\n"))
        .replaceAll("\n\\* (?!<|//)", " ");
  }

  @Test
  void derivativesComeSoon() throws IOException {
    assertThat(java("OneBlock").lines().limit(120).collect(Collectors.joining("\n")))
        .contains(" ⇒ dSum[h, w, c] = if");
  }

  /** Of each sample 3 arrays of 8·8·4 floats, and 6 with one for each of 4 channels. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      which array carries the skip's gradient | // :4 ⇒ dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0
      is it copied                            | //    dXViaSum ≡ dSum, ∂/∂x of sum
      what that means                         | one array, no loop, no copy
      where the two paths' gradients add      | // :2 ⇒ dX[h, w, c] = dSum[h, w, c] + dXViaConv1[h, w, c]
      which statement is differentiated       | //    ∂/∂relu1 of conv2[h, w, k] = sum[r, s, c]
      what is fused                           | the formulas that its loops compute, all in one go
      what has no array                       | // batchNorm1.meanSum[c] = sum[n, h, w] conv1[h, w, c] (no array)
      what was kept, and what for             | relu1, 1024*N
      how many bytes                          | The forward pass kept 3072*N + 96
      batch norm's gradient                   | in closed form, dConv2 = batchNorm2.inverse*(d - mean(d) -
      passes over activations                 | // → reads 768*N + 20, writes 256*N numbers
      ReLU's derivative at 0                  | //    ∂/∂sum of out[h, w, c] = max(sum[h, w, c], 0)
      the line of the shortcut                | // :4 sum[h, w, c] = f[h, w, c] + x[h, w, c]
      how weights are updated                 | velocity = 0.9*v + g
      when                                    | When all is done, weights of
      another batch size                      | of any N that the workspace has room for
      """)
  void identityShortcut(String question, String answer) throws IOException {
    assertWithMessage(question).that(beginning("OneBlock")).contains(answer);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      which array carries the skip's gradient | // :5 ⇒ dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0
      is it copied                            | //    dSkip ≡ dSum, ∂/∂skip of sum
      where the two paths' gradients add      | // :2 ⇒ dX[h, w, c] = dXViaShortcut[h, w, c] + dXViaConv1[h, w, c]
      which statement is differentiated       | //    ∂/∂x of shortcut[h, w, k] = sum[r, s, c]
      batch norm's gradient                   | in closed form, dShortcut = shortcutNorm.inverse*(d - mean(d) -
      both shifts have one gradient           | //    dBatchNorm2Shift ≡ dShortcutNormShift
      ReLU's derivative at 0                  | //    ∂/∂sum of out[h, w, c] = max(sum[h, w, c], 0)
      """)
  void projectionShortcut(String question, String answer) throws IOException {
    assertWithMessage(question).that(beginning("Strided")).contains(answer);
  }

  /** Who looks at loops alone finds there what they compute, and for whom. */
  @Test
  void loopsSayWhatTheyAreFor() throws IOException {
    assertThat(java("Strided")).contains("""
        /** In backward: dConv2; dConv1. */
              void dConv(""");
  }
}
