package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Network;
import org.junit.jupiter.api.Test;

class MultiplyAddsTest {
  private static Network network(String body) {
    return NetFile.of("test.net", """
        block twice(x[K]) { x -> dense(K) -> tanh -> dense(K) }
        network A(x[3], target[5]) {
          %s
          loss = meanSquaredError(y, target)
          optimizer sgd(momentum = 0.9)
        }
        """.formatted(body)).networks().get(0);
  }

  @Test
  void theGradientOfAnInputIsNotComputed() {
    Network network = network("y = x -> dense(7) -> tanh -> dense(5)");

    assertThat(MultiplyAdds.ofInference(network)).isEqualTo(3 * 7 + 7 * 5);
    assertThat(MultiplyAdds.ofTraining(network)).isEqualTo(2 * 3 * 7 + 3 * 7 * 5);
  }

  @Test
  void blocksCountForEachUse() {
    Network network = network("y = x -> repeat(4) twice -> dense(5)");

    assertThat(MultiplyAdds.ofInference(network)).isEqualTo(8 * 9 + 15);
    assertThat(MultiplyAdds.ofTraining(network)).isEqualTo(2 * 9 + 3 * (7 * 9 + 15));
  }

  /** A number made of indices is one as a read is; a factor that is the same everywhere is none. */
  @Test
  void indicesAreFactors() {
    Network network = network("""
        y[k < 5] = sum[i < 3] x[i]*i
          z = sum[k < 5] 2*y[k]
          output z""");

    assertThat(MultiplyAdds.ofInference(network)).isEqualTo(5 * 3);
  }

  /** The derivative of a product by all of its factors takes as many multiplications as the square of their number. */
  @Test
  void factorsOfProductsCount() {
    Network network = network("""
        parameter w[5, 4] = normal(1)
          y[k < 5] = prod[i < 4] w[k, i]
          z[k < 5] = prod[i < 3] x[i]*(k + 1)
          output z""");

    assertThat(MultiplyAdds.ofInference(network)).isEqualTo(5 * 3);
    assertThat(MultiplyAdds.ofTraining(network)).isEqualTo(5 * 4 + 5 * 4 * 4 + 5 * 3);
  }
}
