package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parameters, their names, sharing, blocks and optimizers. */
final class NamesTest {

  @Test
  void callsThatOccurOnceAreNotNumbered() {
    Network network = Nets.network("""
        layer pair(x[H, W, C]) { x -> conv(2) -> batchNorm -> conv(2) }
        block unit(x[H, W, C]) { x -> pair }
        network Names(x[4, 4, 2]) {
          y = x -> repeat(2) unit -> unit -> stem: conv(2)
        }
        """);
    assertThat(Nets.parameters(network.training())).containsExactly("stem.weight",
        "unit1.0.pair.conv1.weight", "unit1.0.pair.batchNorm.scale", "unit1.0.pair.batchNorm.shift",
        "unit1.0.pair.conv2.weight", "unit1.1.pair.conv1.weight", "unit1.1.pair.batchNorm.scale",
        "unit1.1.pair.batchNorm.shift", "unit1.1.pair.conv2.weight", "unit2.pair.conv1.weight",
        "unit2.pair.batchNorm.scale", "unit2.pair.batchNorm.shift", "unit2.pair.conv2.weight");
    Block block = network.training().calls().get(0).block();
    assertThat(network.training().calls().get(1).block()).isSameInstanceAs(block);
  }

  @Test
  void usesThatShareALabelShareTheirParameters() {
    Network network = Nets.network("""
        block unit(x[C]) { x -> dense(C) }
        network Shared(x[3]) {
          y = x -> first: dense(3) -> first: dense(3) -> second: unit -> second: unit
        }
        """);
    assertThat(network.training().parameters()).hasSize(2);
    assertThat(network.training().calls().stream().map(c -> c.instances().get(0))).containsExactly("second", "second");
  }

  @Test
  void repetitionsUnrollUntilTheShapeLasts() {
    Network network = Nets.network("""
        block to(x[H, W, C], K) { x -> conv(K) }
        network Repeat(x[4, 4, 1]) {
          y = x -> stage: repeat(4) to(8)
          z = y -> repeat(0) to(9)
          output z
        }
        """);
    assertThat(network.training().calls().stream().map(c -> c.instances())).containsExactly(
        List.of("stage.0"), List.of("stage.1", "stage.2", "stage.3")).inOrder();
  }

  @Test
  void aBlockThatPassesItsInputOnIsNoCall() {
    Network network = Nets.network("""
        block skip(x[C], deep) { if deep == 1 then x -> dense(C) else x }
        network Pass(x[3]) {
          y = 2*(x -> skip(0))
        }
        """);
    assertThat(network.training().calls()).isEmpty();
  }

  @Test
  void defaultsAreWrittenIntoTheSignature() {
    Network network = Nets.network("""
        block unit(x[C], K, scale = 2) { scale*dense(x, K) }
        network Defaults(x[3]) {
          y = x -> unit(3) -> unit(3, 2) -> unit(K = 3, scale = 1)
        }
        """);
    assertThat(network.training().calls().stream().map(c -> c.block().signature())).containsExactly(
        "unit(x[3], K = 3, scale = 2)", "unit(x[3], K = 3, scale = 2)", "unit(x[3], K = 3, scale = 1)").inOrder();
  }

  @Test
  void initialisersAreNumbers() {
    Block block = Nets.network("network Init(x[4, 4, 2]) {\n  y = x -> conv(8, 3) -> dense(3)\n}\n").training();
    assertThat(initialiser(Nets.tensor(block, "conv.weight"))).isEqualTo(new Initialiser.Normal(Math.sqrt(2.0 / 72)));
    assertThat(initialiser(Nets.tensor(block, "dense.bias"))).isEqualTo(new Initialiser.Uniform(1 / Math.sqrt(128)));
    assertThat(Nets.tensor(block, "dense.weight").shapeText()).isEqualTo("[4, 4, 8, 3]");
  }

  private static Initialiser initialiser(Tensor tensor) {
    return ((Definition.Parameter) tensor.definition()).initialiser();
  }

  @Test
  void attributesSetAnOptimizersArguments() {
    Network network = Nets.network("""
        layer affine(x[C]) {
          parameter w[C] = 1
          parameter b[C] = 0 with decay = 0
          w*x + b
        }
        network Groups(x[3]) {
          y = x -> affine
          loss = sum[c < 3] y[c]
          optimizer sgd(decay = 0.1)
        }
        """);
    assertThat(network.updates()).hasSize(2);
    assertThat(network.updates().get(0).parameters()).containsExactly("affine.w");
    assertThat(network.updates().get(1).parameters()).containsExactly("affine.b");
    Block plain = network.updates().get(1).formula();
    assertThat(plain.inputs().stream().map(Tensor::name)).containsExactly("p", "g", "lr").inOrder();
    assertThat(plain.states()).isEmpty();
    assertThat(plain.updates().keySet()).containsExactly(plain.inputs().get(0));
    assertThat(plain.inputs().get(0).isPerSample()).isTrue();
  }

  @Test
  void anOptimizerMayCountItsSteps() {
    Network network = Nets.network("""
        optimizer adam(p[I...], g[I...], lr: scalar, beta = 0.9) {
          state t[] = 0
          state m[I...] = 0
          step = t + 1
          next t = step
          average[i...] = beta*m[i...] + (1 - beta)*g[i...]
          next m[i...] = average[i...]
          next p[i...] = p[i...] - lr*average[i...]/(1 - beta^step)
        }
        network Counted(x[3]) {
          y = x -> dense(1)
          loss = y[0]
          optimizer adam(0.5)
        }
        """);
    Block adam = network.updates().get(0).formula();
    assertThat(adam.states().stream().map(s -> s.name() + s.rank())).containsExactly("t0", "m1").inOrder();
    assertThat(adam.signature()).isEqualTo("adam(beta = 0.5)");
  }

  @Test
  void aLayerCanStandAlone() {
    Analysis model = Nets.model("""
        block unit(x[H, W, C]) { x -> batchNorm -> relu }
        network Alone(x[4, 4, 2]) {
          y = x -> conv(8) -> unit
        }
        """);
    Block conv = model.layerAsBlock("conv").orElseThrow();
    assertThat(conv.inputs().get(0).shapeText()).isEqualTo("[4, 4, 2]");
    assertThat(conv.signature()).isEqualTo("conv(x[4, 4, 2], K = 8, size = 3, stride = 1, pad = 1, dilation = 1)");
    assertThat(conv.parameters().get(0).name()).isEqualTo("weight");
    Block norm = model.layerAsBlock("batchNorm").orElseThrow();
    assertThat(norm.updates()).hasSize(2);
    assertThat(model.layerAsBlock("unit").orElseThrow().signature()).isEqualTo("unit(x[4, 4, 8])");
    assertThat(model.layerAsBlock("maxPool")).isEmpty();
  }

  @Test
  void ownLayersComeBeforeThoseOfTheLibrary() {
    Network network = Nets.network("""
        layer relu(x[I...]) { y[i...] = max(x[i...], 0.1*x[i...]) }
        network Own(x[3]) {
          y = x -> relu
        }
        """);
    assertThat(Nets.line(network.training(), "y")).contains("0.1*x[i]");
  }

  /** A file of layers is complete only with the network that imports it and the optimizer that it is trained by. */
  @Test
  void attributesThatNobodyKnowsAreWrongInANetworkOnly() {
    String layer = "layer scaled(x[C]) {\n  parameter a[C] = 1 with warmth = 2\n  y[c] = a[c]*x[c]\n}\n";
    assertThat(codes(layer)).isEmpty();
    assertThat(codes(layer + "network Net(x[3]) { y = x -> scaled }\n")).containsExactly("E411");
    assertThat(codes(layer + "optimizer warm(p[I...], g[I...], lr: scalar, warmth = 1) {\n"
        + "  next p[i...] = p[i...] - lr*g[i...]/warmth\n}\nnetwork Net(x[3]) { y = x -> scaled }\n")).isEmpty();
  }

  private static List<String> codes(String text) {
    Diagnostics reading = new Diagnostics();
    Modules modules = Modules.of(new SourceFile("test.net", text), reading);
    return Analysis.of(modules, reading).diagnostics().sorted().stream().map(d -> d.code().number()).toList();
  }
}
