package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of the source that mean something in the generated code, and names of outputs. */
class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"lr", "o", "w", "g", "s", "N0", "loss_", "Math", "String", "Weights", "workspace", "record",
      "int",
      "this", "length", "capacity", "pool", "dOut", "java"})
  void anyNameCompiles(String name) {
    NetFile net = NetFile.of("names.net", """
        network Named(%1$s[4], target[3]) {
          q = %1$s -> dense(3) -> relu
          loss = meanSquaredError(q, target)
          optimizer sgd(momentum = 0.9)
        }
        network Inside(x[4], target[3]) {
          %1$s = x -> dense(3)
          parameter %1$s2[3] = 1
          q[k < 3] = max(%1$s[k], 0)*%1$s2[k]
          loss = meanSquaredError(q, target)
        }
        """.formatted(name));
    assertThat(net.networks()).hasSize(2);
    for (Network network : net.networks()) {
      Compilation compilation = Compiler.compile(network, Options.of("names"));
      Class<?> type = Loaded.of(compilation.sources()).network();
      assertThat(type.getSimpleName()).isEqualTo(network.name());
    }
  }

  /** Blocks and tensors whose names come to the same in Java, or to what the generated code calls something else. */
  @Test
  void namesThatComeToTheSameInJavaStayApart() {
    NetFile net = NetFile.of("names.net", """
        block ab(x[C]) { x -> dense(C) }
        block aB(x[C]) { x -> dense(C) -> tanh }
        block Ab(x[C]) { x -> dense(C) -> relu }
        block given(x[C]) { x -> dense(C) -> relu -> relu }
        block kernels(x[C]) { x -> dense(C) -> tanh -> tanh }
        block names(x[C]) { x -> dense(C) -> tanh -> relu }
        network Names(x[3]) {
          a1 = x -> ab -> aB -> Ab -> given -> kernels -> names
          b = a1 -> a: dense(3) -> A: dense(3) -> a_weight: dense(3)
          parameter a_weight[3] = 1
          parameter aWeight[3] = 1
          dY[i < 3] = b[i]*a_weight[i]*aWeight[i]
          y[i < 3] = dY[i]*a1[i]
          loss = sum[i < 3] y[i]^2
        }
        """);
    Network network = net.networks().get(0);
    Loaded loaded = Loaded.of(Compiler.compile(network, Options.of("names")).sources());
    List<String> nested = Stream.of(loaded.network().getDeclaredClasses())
        .map(c -> c.getSimpleName().toLowerCase(Locale.ROOT)).toList();
    assertThat(nested).containsNoDuplicates();
    assertThat(nested).containsAtLeast("ab", "ab2", "ab3", "given", "given_", "kernels_", "names2");
  }

  @Test
  void outputsKeepTheNamesOfTheSource() {
    NetFile net = NetFile.of("outputs.net", """
        layer squares(x[I...]) { y = sum[i...] x[i...]^2 }
        network Quad(x[3]) {
          f = sum[i < 3] x[i]^3
          g = grad(f, x)
          h = grad(squares(g), x)
          copy = x
          output f, g, h, copy
        }
        """);
    Network network = Compiler.derive(net.networks().get(0), Options.of("")).network();
    assertThat(network.training().outputs().stream().map(Tensor::name).toList())
        .isEqualTo(List.of("f", "g", "h", "copy"));
    // f = Σ x³, so g = 3x² and Σ g² = 9 Σ x⁴ has the gradient 36x³.
    var run = new Interpreter(1, Map.of()).run(network.training(), Map.of("x", new double[] {1, 2, 3}));
    assertThat(run.value(network.training().outputs().get(1))).isEqualTo(new double[] {3, 12, 27});
    assertThat(run.value(network.training().outputs().get(2))).isEqualTo(new double[] {36, 288, 972});
    assertThat(run.value(network.training().outputs().get(3))).isEqualTo(new double[] {1, 2, 3});
  }
}
