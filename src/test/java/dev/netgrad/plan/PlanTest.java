package dev.netgrad.plan;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.checks.Nets;
import dev.netgrad.grad.Differentiation;
import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.Graph;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Statement;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.block.Storage;
import dev.netgrad.simplify.Simplification;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
  @TempDir Path folder;

  private static Network network(Function<Graph, Block> graph) {
    return Graph.network("Test", graph.apply(new Graph("Test", true)), graph.apply(new Graph("Test", false)), null,
        List.of());
  }

  private static Plan plan(Network network) {
    return Planner.plan(Simplification.simplify(
        Differentiation.differentiate(Simplification.simplify(network), true)));
  }

  private static Block convolutions(Graph g, boolean rectified) {
    Tensor x = g.input("x", 4, 4, 2);
    Tensor f = g.conv("second", g.relu("relu", g.conv("first", x, 2, 3, 1, 1)), 2, 3, 1, 1);
    Tensor sum = g.add("sum", f, x);
    return g.block(rectified ? g.relu("out", sum) : sum);
  }

  private static List<String> arrays(Plan plan) {
    List<String> arrays = new ArrayList<>();
    plan.wholeTraining().storage().forEach((tensor, storage) -> {
      if (!(storage instanceof Storage.Port || storage instanceof Storage.Weight)) {
        arrays.add(tensor.name());
      }
    });
    return arrays;
  }

  @Test
  void theAddHandsItsAdjointOnWithoutALoopOrAnArray() {
    Plan plan = plan(network(g -> convolutions(g, false)));
    assertThat(arrays(plan)).containsNoneOf("dF", "dSkip", "dSecond", "dXViaSum");
    // The given adjoint is what the second convolution's backward loops and the fan-out at x read.
    List<String> readers = new ArrayList<>();
    for (Step step : plan.wholeTraining().backward().orElseThrow().steps()) {
      for (Statement s : ((Step.Group) step).statements()) {
        if (s.reads().stream().anyMatch(r -> r.tensor().name().equals("dSum"))) {
          readers.add(s.target().name());
        }
      }
    }
    assertThat(readers).containsExactly("dSecondWeight", "dFirst", "dX");
    // Every loop of the backward pass is a contraction or a transposed weight; none is a copy.
    for (Step step : plan.wholeTraining().backward().orElseThrow().steps()) {
      for (Statement s : ((Step.Group) step).statements()) {
        assertThat(s.isContraction() || s.target().name().endsWith("Transposed")).isTrue();
      }
    }
  }

  @Test
  void theFanOutIsAddedInTheLoopOfTheConvolutionsGradient() {
    Plan plan = plan(network(g -> convolutions(g, true)));
    String text = PlanPrinter.print(plan.wholeTraining());
    assertThat(text).containsMatch("sum\\[k < 2, .* then dX = dSum\\[h, w, c] \\+ dXViaFirst\\[h, w, c]");
  }

  @Test
  void aBlockThatAddsPassesOneArrayForBothAdjoints() {
    Network network = network(g -> {
      boolean training = g.isTraining();
      Graph adder = new Graph("adder", training);
      Tensor a = adder.input("a", 3);
      Tensor b = adder.input("b", 3);
      Block add = adder.block(adder.add("sum", a, b));
      Tensor x = g.input("x", 3);
      return g.block(g.tanh("out", g.call("sum", add, List.of("adder"), g.tanh("left", x), x)));
    });
    Plan plan = plan(network);
    BlockPlan adder = plan.training().values().iterator().next();
    assertThat(adder.ports().adjoints().passedOn()).containsExactly(0, 1);
    assertThat(adder.backward().orElseThrow().steps()).isEmpty();
    Compiled.of(network, folder, true).agreesWithInterpreter(5, 1e-12);
  }

  /** Each repetition is given what the first one is: there is no array that one fills for the next. */
  @Test
  void aRepeatedBlockThatHandsItsInputOnHasNothingBetween() {
    Network network = Nets.network("""
        block probe(x[C]) {
          state seen[C] = 0
          m[c] = sum[n] x[c]/N
          next seen[c] = seen[c] + m[c]
          x
        }
        network Probed(x[4]) {
          y = x -> dense(4) -> tanh -> repeat(3) probe -> dense(3) -> tanh
        }
        """);
    Compiled.of(network, folder, true).agreesWithInterpreter(5, 1e-12);
  }

  @Test
  void elementwiseChainsAreOneLoop() {
    Plan plan = plan(network(g -> g.block(g.relu("out", g.batchNorm("norm", g.input("x", 4, 4, 2))))));
    String forward = PlanPrinter.print(plan.wholeTraining()).split("\n  backward")[0];
    assertThat(forward.split("group").length - 1).isEqualTo(4);
    assertThat(arrays(plan)).containsNoneOf("norm", "norm.normalised");
  }

  @Test
  void whatIsKeptHasAReason() {
    Plan plan = plan(network(g -> convolutions(g, true)));
    assertThat(plan.kept().stream().map(k -> k.tensor().name()).toList()).containsExactly("relu");
    assertThat(plan.kept().get(0).reason()).isEqualTo("read by the backward pass");
    assertThat(Lifetimes.lastUses(plan.wholeTraining())).containsKey(plan.kept().get(0).tensor());
    assertThat(plan.savedElements(8)).isEqualTo(8 * 4 * 4 * 2);
  }

  @Test
  void text() {
    Plan plan = plan(network(g -> g.block(g.relu("y", g.input("x", 4)))));
    assertThat(PlanPrinter.print(plan.wholeTraining())).isEqualTo("""
        plan of Test {
          storage
            x: port
            y: port
            dY: port
            dX: port
          forward, scratch []
            group over n, row c
              y[c < 4] = max(x[c], 0)
          backward, scratch []
            group over n, row c
              dX[c < 4] = if 0 < y[c] then dY[c] else 0
        }
        """);
  }

  /** Threads share the samples of a group's loop, so that a sum over them in one array must have loops of its own. */
  @Test
  void whatAddsUpInOneArrayIsAlone() {
    Plan plan = plan(Nets.network("""
        network Race(x[6, 4, 8]) {
          y = x -> groupedConv(4, 4, 2, 2, 0, 2) -> groupNorm(4, 0.01) -> flatten -> relu -> dense(3)
        }
        """));
    int alone = 0;
    for (Step step : plan.wholeTraining().backward().orElseThrow().steps()) {
      List<Statement> group = ((Step.Group) step).statements();
      if (group.stream().anyMatch(s -> s.schedule().acrossOuter() && !s.sumsBySample())) {
        assertThat(group).hasSize(1);
        alone++;
      }
    }
    assertThat(alone).isAtLeast(4);
  }
}
