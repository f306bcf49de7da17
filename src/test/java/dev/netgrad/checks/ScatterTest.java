package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Statistics;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of what is read at class numbers, which go where these tell. */
class ScatterTest {
  private static final String TABLE = """
      network Table(tokens[40]: class[300]) {
        parameter table[300, 5] = normal(1)
        parameter weight[5] = normal(1)
        x[t < 40, d < 5] = table[tokens[t], d]*weight[d]
        loss = sum[t < 40, d < 5] (x[t, d]^2 + x[t, d])
      }
      """;

  static Stream<String> networks() {
    return Stream.of(TABLE, """
        network Counts(tokens[40]: class[300], x[40]) {
          parameter weight[100] = normal(1)
          total[v < 100] = sum[n, t < 40 | v == tokens[t]] x[t]
          largest[v < 100] = max[n, t < 40 | v == tokens[t]] x[t]
          seen[v < 100] = if largest[v] == -infinity then 0 else largest[v]
          loss = sum[v < 100] (total[v]*seen[v] + weight[v]*total[v]^2)
        }
        """, """
        network Pairs(a[6]: class[4], b[6]: class[3], x[4, 2, 3]) {
          parameter weight[4, 2, 3] = normal(1)
          y[i < 6, d < 2] = x[a[i], d, b[i]]*weight[a[i], d, b[i]]
          loss = sum[i < 6, d < 2] y[i, d]^2
        }
        """, """
        network Flags(a[6]: class[20], x[6]) {
          parameter weight[20] = normal(1)
          y[i < 6] = if x[i] < 0 then 0 else weight[a[i]]
          z[i < 6] = if 0 < i and 0 < x[i] then x[i]*weight[a[i - 1]] else weight[a[i]]^2
          loss = sum[i < 6] y[i]*z[i]
        }
        """);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreThoseOfTheInterpreterWithAnyKernelsAndThreads(String text) {
    Network network = Nets.network(text);
    Point point = Point.of(network, 5, "scatter.");
    Map<String, double[]> exact = new GeneratedNet(network, point, 0, ElementType.DOUBLE, true).gradients();
    GradientCheck.check(text);
    KernelSet.forOne().forEach(kernels -> {
      GeneratedNet net = new GeneratedNet(network, point, 0, kernels, true);
      Map<String, double[]> alone = net.gradients();
      exact.forEach((name, values) -> {
        for (int i = 0; i < values.length; i++) {
          assertWithMessage("%s[%s]", name, i).that(alone.get(name)[i]).isWithin(1e-4 * (1 + Math.abs(values[i])))
              .of(values[i]);
        }
      });
      for (int threads : KernelSet.THREADS) {
        net.on(threads).gradients().forEach((name, values) -> assertWithMessage("%s of %s threads", name, threads)
            .that(Arrays.toString(values)).isEqualTo(Arrays.toString(alone.get(name))));
      }
    });
  }

  /** Each term's row is known, so that no loop has all rows for all terms. */
  @Test
  void noTermIsTriedAtAllRows() {
    String java = Compiler.compile(Nets.network(TABLE), Options.of("generated")).sources().get(0).text();
    List<String> kernel = java.substring(java.indexOf("void dTable(")).lines().takeWhile(l -> !l.equals("    }"))
        .map(String::strip).toList();
    assertThat(kernel).contains("int i = tokens[tokensAt];");
    assertThat(kernel.stream().filter(line -> line.contains("300")).toList())
        .containsExactly("for (int i = Math.max(0, 16 * block), iEnd = Math.min(300, 16 * block");
  }

  /** Whatever was written before, and to whichever rows. */
  @Test
  void gradientHasTheRowsOfItsOwnStepAlone() {
    Network network = Nets.network(TABLE.replace("300", "3000"));
    Point point = Point.of(network, 5, "rows.");
    GeneratedNet first = new GeneratedNet(network, point, 0, KernelSet.PLAIN, false);
    for (int threads : KernelSet.THREADS) {
      GeneratedNet again = first.on(threads);
      for (int step = 0; step < 4; step++) {
        double[] tokens = Hashed.classes("step" + step, 3000, 200);
        again.give("tokens", tokens);
        GeneratedNet anew = first.on(1);
        anew.give("tokens", tokens);
        double[] expected = anew.gradientField("table");
        assertThat(Arrays.stream(expected).filter(d -> d != 0).count()).isGreaterThan(500);
        assertWithMessage("step %s of %s threads", step, threads).that(again.gradientField("table"))
            .isEqualTo(expected);
      }
      double[] before = again.gradientField("table");
      IntStream.range(0, before.length).filter(i -> before[i] == 0).limit(9).forEach(i -> again.spoil("table", i));
      again.changed();
      assertThat(again.gradientField("table")).isEqualTo(before);
      IntStream.range(0, before.length).filter(i -> before[i] == 0).limit(9).forEach(i -> again.spoil("table", i));
      assertThat(again.gradients().get("table")).isNotEqualTo(before);
      assertWithMessage("its arrays are known now").that(again.gradientField("table")).isEqualTo(before);
    }
  }

  /** Beside which are 512 tokens, the loss and the marks. */
  @Test
  void aTableAndItsGradientAreHeldOnce() {
    Network network = Nets.network("""
        network Large(tokens[512]: class[100000]) {
          x = tokens -> embedding(64)
          loss = sum[t < 512, d < 64] x[t, d]^2
          optimizer sgd
        }
        """);
    long table = 4L * 100_000 * 64;
    assertThat(Statistics.of(network, Options.of(""), 1).peakBytes()).isLessThan(2 * table + table / 20);
  }
}
