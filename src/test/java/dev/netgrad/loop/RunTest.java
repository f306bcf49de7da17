package dev.netgrad.loop;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated code, compiled and run, against the interpreter. */
class RunTest {
  @TempDir Path folder;

  /** A network of one tensor function, without a loss. */
  private static Network network(long[] shape, BiFunction<Graph, Tensor, Tensor> layers) {
    Block[] blocks = new Block[2];
    for (int i = 0; i < 2; i++) {
      Graph g = new Graph("Test", i == 0);
      Tensor x = g.input("x", shape);
      blocks[i] = g.block(layers.apply(g, x));
    }
    return Graph.network("Test", blocks[0], blocks[1], null, List.of());
  }

  private void agrees(Network network) {
    Compiled compiled = Compiled.of(network, folder.resolve("double"), true);
    compiled.agreesWithInterpreter(3, 1e-10);
    compiled.agreesWithInterpreter(1, 1e-10);
    compiled.agreesWithInterpreter(9, 1e-10);
    Compiled.of(network, folder.resolve("float"), true, ElementType.FLOAT).agreesWithInterpreter(3, 2e-4);
  }

  @Test
  void add() {
    Block[] blocks = new Block[2];
    for (int i = 0; i < 2; i++) {
      Graph g = new Graph("Add", i == 0);
      Tensor a = g.input("x1");
      Tensor b = g.input("x2");
      blocks[i] = g.block(g.add("out", a, b));
    }
    agrees(Graph.network("Add", blocks[0], blocks[1], null, List.of()));
  }

  @Test
  void dense() {
    agrees(network(new long[] {5}, (g, x) -> g.dense("second", g.relu("relu", g.dense("first", x, 7)), 3)));
  }

  @Test
  void tanh() {
    agrees(network(new long[] {5}, (g, x) -> g.tanh("y", g.dense("first", x, 7))));
  }

  @Test
  void convolution() {
    agrees(network(new long[] {6, 5, 3},
        (g, x) -> g.conv("b", g.relu("relu", g.conv("a", x, 4, 3, 1, 1)), 2, 3, 1, 1)));
  }

  @Test
  void stridedConvolution() {
    agrees(network(new long[] {7, 8, 3}, (g, x) -> g.conv("b", g.conv("a", x, 4, 3, 2, 1), 5, 2, 3, 0)));
  }

  @Test
  void manySamples() {
    Network network = network(new long[] {5, 5, 2}, (g, x) -> g.batchNorm("norm", g.conv("a", x, 3, 3, 1, 1)));
    Compiled compiled = Compiled.of(network, folder, true);
    for (int batch = 1; batch <= 9; batch++) {
      compiled.agreesWithInterpreter(batch, 1e-10);
    }
  }

  @Test
  void batchNorm() {
    agrees(network(new long[] {4, 4, 3}, (g, x) -> g.relu("y", g.batchNorm("norm", g.conv("a", x, 4, 3, 1, 1)))));
  }

  @Test
  void pools() {
    agrees(network(new long[] {7, 7, 3}, (g, x) -> g.globalAveragePool("y", g.maxPool("pool", x, 3, 2, 1))));
  }

  @Test
  void padIdentity() {
    agrees(network(new long[] {6, 6, 4}, (g, x) -> g.padIdentity("y", g.tanh("t", x), 8, 2)));
  }

  @Test
  void residualNetwork() {
    Block[] blocks = new Block[2];
    Tensor objective = null;
    for (int i = 0; i < 2; i++) {
      boolean training = i == 0;
      Graph b = new Graph("basic", training);
      Tensor x = b.input("x", 4, 4, 4);
      Tensor f = b.batchNorm("norm2", b.conv("conv2", b.relu("relu1", b.batchNorm("norm1",
          b.conv("conv1", x, 4, 3, 1, 1))), 4, 3, 1, 1));
      Block basic = b.block(b.relu("out", b.add("sum", f, x)));
      Graph g = new Graph("Residual", training);
      Tensor image = g.input("image", 4, 4, 3);
      Tensor stem = g.relu("stem", g.conv("conv", image, 4, 3, 1, 1));
      Tensor stage = g.call("stage", basic, List.of("stage.0", "stage.1", "stage.2"), stem);
      Tensor last = g.call("last", basic, List.of("last"), stage);
      Tensor logits = g.dense("logits", g.globalAveragePool("pooled", last), 3);
      if (training) {
        Tensor label = g.labels("label");
        objective = g.crossEntropy("loss", logits, label);
      }
      blocks[i] = g.block(logits);
    }
    Network.Update sgd = Graph.sgd(blocks[0], List.of("conv.weight", "logits.weight", "logits.bias",
        "last.conv1.weight",
        "stage.0.conv1.weight", "stage.0.norm1.scale", "stage.1.conv1.weight", "stage.2.conv1.weight"));
    agrees(Graph.network("Residual", blocks[0], blocks[1], objective, List.of(sgd)));
  }
}
