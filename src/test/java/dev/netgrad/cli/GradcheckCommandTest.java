package dev.netgrad.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradcheckCommandTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"add.net", "residual.net", "mlp.net"})
  void examplesAgree(String example) {
    Run run = Run.netgrad("gradcheck", Run.example(example), "--samples", 3);

    assertWithMessage(run.out() + run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("gradients agree");
    assertThat(run.out()).doesNotContain("DISAGREES");
  }

  /** The step is a whole number, for the network, its random numbers and its optimizer alike. */
  @Test
  void randomNumbersAreTheSameForAll() {
    Path file = Run.file(directory, "drawn.net", """
        network Drawn(x[6], label: class[3], step: step, lr: scalar) {
          logits = x*(1 + lr/step) -> dropout -> dense(3)
          loss = crossEntropy(logits, label)
          optimizer adam
        }
        """);

    Run run = Run.netgrad("gradcheck", file, "--samples", 3);

    assertWithMessage(run.out() + run.err()).that(run.exitCode()).isEqualTo(0);
  }

  /** A block takes numbers that are given at run time as they are, and those computed from them or from weights. */
  @Test
  void blocksTakeNumbersOfAllKinds() {
    Path file = Run.file(directory, "numbers.net", """
        block scaled(x[C], t: step, by: scalar, also[]) {
          parameter w[C] = normal(1)
          y[c] = w[c]*x[c]*by/t + also*by
        }
        network Scaled(x[4], label: class[4], s: step, lr: scalar, rate: scalar) {
          parameter v[4] = normal(1)
          norm = sum[i < 4] v[i]^2
          logits = x -> scaled(s, lr, rate) -> scaled(s + 5, 2*lr, norm) -> scaled(s/2, norm, lr) -> scaled(s, 3, rate)
          loss = crossEntropy(logits, label)
        }
        """);

    Run run = Run.netgrad("gradcheck", file);

    assertWithMessage(run.out() + run.err()).that(run.exitCode()).isEqualTo(0);
  }

  /** What is one number for the batch, of one number a sample or of many. */
  @Test
  void reductionsOverTheBatchAgree() {
    Path file = Run.file(directory, "batch.net", """
        network Batch(x[4]) {
          parameter w[4] = normal(1)
          s[i < 4] = x[i]*w[i]
          q = sum[i < 4] s[i]
          a = prod[n] q
          b = max[n] q*q
          c = min[n] (q + 1)
          d = sum[n] q*q*q
          e = prod[n, i < 4] s[i]
          f = prod[n, i < 4 | i < 2] s[i]
          g = prod[n] s[1]
          y[i < 4] = s[i]*a + b*s[i]*c + d*c*s[i] + e + f*g
        }
        """);

    Run run = Run.netgrad("gradcheck", file);

    assertWithMessage(run.out() + run.err()).that(run.exitCode()).isEqualTo(0);
  }

  @Test
  void everyTensorHasARow() {
    String out = Run.netgrad("gradcheck", Run.example("residual.net"), "--samples", 1).out();

    assertThat(out).contains("residual.batchNorm2.scale");
    assertThat(out).contains("image");
  }

  /** Without a loss outputs are weighted; the weights are none of the network's tensors. */
  @Test
  void onlyTheNetworksOwnTensorsHaveRows() {
    Path file = Run.file(directory, "product.net", "network Product(a[3], b[3]) { y = a*b }");

    List<String> lines = Run.netgrad("gradcheck", file, "--samples", 2).out().lines().toList();

    assertThat(lines.stream().map(line -> line.split(" ")[0]).toList())
        .containsExactly("", "a", "b", "errors", "2").inOrder();
  }

  /** What a block's port does not say, and an operand that a condition keeps away from 0 when it is read there. */
  @Test
  void placeOfNaNIsNamed() {
    Path file = Run.file(directory, "port.net", """
        block ratio(a[I...], b[I...]) {
          q[i...] = a[i...]/b[i...]
        }
        network Port(a[9], b[9]) {
          q = ratio(a, b)
          y[i < 9] = if b[i] == 0 then 0 else q[i]
        }
        """);

    Run run = Run.netgrad("gradcheck", file, "--samples", 2);

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out().lines().toList()).contains("at zeros and ties, dA is no number: ∂/∂a of q, port.net:2");
  }

  /** The same without a block. */
  @Test
  void branchesThatAreNotTakenAgree() {
    Path file = Run.file(directory, "named.net", """
        network Named(a[9], b[9]) {
          q[i < 9] = a[i]/b[i]
          y[i < 9] = if b[i] == 0 then 0 else q[i]
        }
        """);

    assertThat(Run.netgrad("gradcheck", file, "--samples", 9).out()).doesNotContain("no number");
  }

  @Test
  void whereTheLossIsNoNumberIsSaid() {
    Path file = Run.file(directory, "log.net", """
        network Log(x[3]) {
          a[i < 3] = x[i] - 5
          b[i < 3] = log(a[i])
          y = sum[i < 3] b[i]
        }
        """);

    Run run = Run.netgrad("gradcheck", file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).matches("(?s)error: Log: the loss is no finite number, .*: at log.net:3, `b` is NaN, "
        + "with `a` from -4\\.\\d+ to -4\\.\\d+: b\\[i < 3] = log\\(a\\[i]\\)\\n");
  }

  /** Of a sample, it has not. */
  @Test
  void whatHasMoreElementsThanAnArrayHasItsPlace() {
    Path file = Run.file(directory, "large.net", """
        network Large(x[3]) {
          a[i < 2000000000] = x[0]*i
          y = sum[i < 2000000000] a[i]
        }
        """);

    Run run = Run.netgrad("gradcheck", file, "--batch", 2);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("E312 error: `a` has 4000000000 elements in a batch of 2, and a Java array holds "
        + "2147483647, those of a batch of 1\n");
    assertThat(run.err()).contains("large.net:2:3");
  }
}
