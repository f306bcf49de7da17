package dev.netgrad.loop;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.grad.Differentiation;
import dev.netgrad.loop.code.LoopPrinter;
import dev.netgrad.loop.code.Program;
import dev.netgrad.plan.Planner;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LoopTest {

  private static List<String> kernels(Function<Graph, Block> graph) {
    Program program = Lowering.lower(Planner.plan(Simplification.simplify(Differentiation.differentiate(
        Simplification.simplify(Graph.network("Test", graph.apply(new Graph("Test", true)),
            graph.apply(new Graph("Test", false)), null, List.of())), true))));
    return program.kernels().stream().map(LoopPrinter::print).toList();
  }

  private static String kernel(List<String> kernels, String name) {
    return kernels.stream().filter(k -> k.startsWith("kernel " + name + "(")).findFirst().orElseThrow();
  }

  @Test
  void text() {
    assertThat(kernels(g -> g.block(g.relu("y", g.input("x", 4)))).get(0)).isEqualTo("""
        kernel y(y[4*N], x[4*N])
          share n in 0 .. N
            int xAt = 4*n
            row c in 0 .. 4
              y[c + xAt] = max(x[c + xAt], 0)
          sync
        """);
  }

  @Test
  void guardsNarrowTheLoops() {
    String conv = kernel(kernels(g -> g.block(g.conv("y", g.input("x", 6, 6, 2), 4, 3, 1, 1))), "y");
    assertThat(conv).contains("for r in max(0, -1*h + 1) .. min(3, -1*h + 7)");
    assertThat(conv).contains("for s in max(0, -1*w + 1) .. min(3, -1*w + 7)");
    assertThat(conv).doesNotContain("if ");
  }

  @Test
  void aCongruenceIsAStartAndAStep() {
    String y = kernel(kernels(g -> {
      Tensor x = g.input("x", 4, 2);
      Axis n = Axis.batch();
      Axis h = new Axis("h", 8);
      Axis c = new Axis("c", 2);
      Axis r = new Axis("r", 3);
      Affine twice = Affine.of(h).plus(1).minus(Affine.of(r));
      List<Condition> guards = List.of(new Condition.Divisible(twice, 2), new Condition.AtLeastZero(twice),
          new Condition.AtLeastZero(twice.times(-1).plus(6)));
      return g.block(g.define("y", List.of(n, h, c), Reduction.sum(List.of(r), guards),
          new Scalar.Read(x, List.of(Index.of(n), Index.of(twice, 2), Index.of(c)))));
    }), "y");
    assertThat(y).contains("for r in max(0, h + -5) .. min(3, h + 2) by 2 from h + 1");
    assertThat(y).contains("int hRead = h + -1*r + 1 over 2");
    assertThat(y).doesNotContain("if ");
  }

  @Test
  void theWeightIsTransposedForTheInputsGradient() {
    List<String> kernels = kernels(g -> g.block(g.conv("y", g.input("x", 6, 6, 8), 4, 3, 1, 1)));
    assertThat(kernel(kernels, "dX")).contains("row c in 0 .. 8");
    assertThat(kernels.stream().anyMatch(k -> k.startsWith("kernel yWeightTransposed("))).isTrue();
  }

  @Test
  void equalNestsAreOneKernel() {
    List<String> kernels = kernels(g -> {
      Tensor x = g.input("x", 6, 6, 4);
      return g.block(g.conv("conv2", g.relu("relu", g.conv("conv1", x, 4, 3, 1, 1)), 4, 3, 1, 1));
    });
    assertThat(kernels.stream().filter(k -> k.startsWith("kernel conv(")).count()).isEqualTo(1);
    assertThat(kernels.stream().filter(k -> k.startsWith("kernel conv")).count()).isEqualTo(2);
  }
}
