package dev.netgrad.simplify;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.checks.Nets;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Facts;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NormalFormTest {
  /** {@code if i <= 0 then x[0] + p else if i <= 1 then x[1] + p else …}: each branch is gone through once. */
  @Test
  void aLongChainOfChoicesIsGoneThroughOnce() {
    String chain = IntStream.range(0, 60).mapToObj(i -> "if i <= " + i + " then x[" + i + "] + p else ")
        .reduce("", String::concat);
    Network network = Nets.network("network Chain(x[64]) { parameter p = 1\n y[i < 64] = " + chain + "0 }");
    Tensor y = network.training().outputs().get(0);

    Scalar normal = NormalForm.toCompare(Facts.BOX).normalise(y.formula().body());

    int depth = 0;
    while (normal instanceof Scalar.Select select) {
      depth++;
      normal = select.no();
    }
    assertThat(depth).isEqualTo(60);
  }
}
