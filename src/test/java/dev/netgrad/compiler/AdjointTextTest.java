package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.BlockGradient;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Flattening;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Replacement;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code derive} prints is a network whose outputs are the gradients. */
class AdjointTextTest {
  private static final int BATCH = 3;

  private static NetFile example(String name) {
    return NetFile.read(Path.of("examples", name));
  }

  private static NetFile layers() {
    return NetFile.of("layers.net", """
        block strided(x[H, W, C]) { relu((x -> conv(4, 3, stride = 2)) + (x -> padIdentity(4, 2))) }
        network Layers(x[6, 6, 2], label: class[5]) {
          y = x -> conv(3, 3) -> batchNorm -> tanh -> maxPool(2) -> averagePool(2, 1) -> strided
                -> globalAveragePool -> dense(5)
          loss = crossEntropy(softmax(y), label)
        }
        """);
  }

  @ParameterizedTest
  @CsvSource({"residual.net, residual", "residual.net, batchNorm", "residual.net, conv", "residual.net, relu",
      "residual.net, meanSquaredError", "mlp.net, crossEntropy", "mlp.net, dense", "mlp.net, Mlp", "add.net, Add",
      "digits.net, globalAveragePool"})
  void examplesCompileToTheSameGradients(String file, String name) {
    assertSameGradients(example(file), name);
  }

  @ParameterizedTest
  @CsvSource({"Layers", "strided", "maxPool", "averagePool", "padIdentity", "softmax", "batchNorm"})
  void layersCompileToTheSameGradients(String name) {
    assertSameGradients(layers(), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv", "groupedConv", "depthwiseConv", "transposedConv", "layerNorm", "groupNorm", "elu",
      "gelu",
      "sigmoid", "logSoftmax", "flatten", "concat", "dropout", "binaryCrossEntropy", "huber"})
  void libraryCompilesToTheSameGradients(String name) {
    assertSameGradients(NetFile.of("library.net", """
        network Library(x[5, 4, 6]) {
          y = x -> conv(6, dilation = 2) -> groupedConv(4, 2) -> depthwiseConv -> gelu -> groupNorm(2) -> layerNorm -> elu
                -> dropout
          z = concat(y, sigmoid(y)) -> transposedConv(2) -> flatten -> logSoftmax
          loss = binaryCrossEntropy(y, relu(y)) + huber(z, 2*z)
        }
        """), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows", "powers", "bottoms", "named"})
  void productsAndMinimaCompileToTheSameGradients(String name) {
    assertSameGradients(NetFile.of("products.net", """
        layer windows(x[H, W, C]) { y[h, c] = prod[w, k < 3] (x[h + k - 1, w, c] else 1) }
        layer powers(x[H, C]) { y[h] = prod[c | c != 1] (1 + x[h, c]^2) }
        layer bottoms(x[H, W, C]) { y[w] = min[h, c] x[h, w, c] }
        layer named(minima[H], x[W]) { y[h, w] = minima[h] - x[w]*min(1, minima[h]) }
        network Products(x[3, 4, 2]) {
          y = x -> windows -> powers
          z = named(y, bottoms(x))
          loss = meanSquaredError(z, 2*z)
        }
        """), name);
  }

  /** The factors before one of a product over the batch are other samples' than the one that has the gradient. */
  @Test
  void whatCannotBeReadAgainSaysSo() {
    String text = new AdjointText(NetFile.of("batch.net", """
        network Batch(x) {
          y = x*(prod[n] x)
        }
        """)).of("Batch").orElseThrow();

    assertThat(text).contains("two samples at once, such as n and n2 here");
    assertThat(new AdjointText(example("mlp.net")).of("Mlp").orElseThrow()).doesNotContain("two samples at once");
  }

  @Test
  void blocksAreWhatThereIsToLearnFrom() {
    assertThat(new AdjointText(example("resnet20.net")).names()).containsExactly("basic");
    assertThat(new AdjointText(example("mlp.net")).names()).containsExactly("Mlp");
    assertThat(new AdjointText(example("mlp.net")).of("conv")).isEmpty();
  }

  @Test
  void crossEntropyEndsInSoftmaxMinusOneHot() {
    String text = new AdjointText(example("mlp.net")).of("crossEntropy").orElseThrow();

    assertThat(text).contains("dOut*exp(logits[k] - top)/total - (if k == label then dOut else 0)");
  }

  @Test
  void batchNormEndsInTwoReductionsOverTheBatch() {
    String text = new AdjointText(example("residual.net")).of("batchNorm").orElseThrow();

    assertThat(text.lines().filter(l -> l.startsWith("  d") && l.contains("sum[n")).count()).isEqualTo(2);
  }

  private static void assertSameGradients(NetFile net, String name) {
    String text = new AdjointText(net).of(name).orElseThrow();
    Network printed = NetFile.of("adjoint.net", text).networks().get(0);
    Derivative derivative = Compiler.derive(flat(net, name), Options.of("").withInputGradients(true));
    BlockGradient gradient = derivative.whole();
    Block block = derivative.network().training();

    Random random = new Random(7);
    Map<String, double[]> values = new LinkedHashMap<>();
    List<Tensor> given = new ArrayList<>(block.inputs());
    given.addAll(block.parameters());
    given.addAll(gradient.outputAdjoints());
    given.forEach(t -> values.put(t.name(), values(t, random)));
    List<double[]> adjoints = gradient.outputAdjoints().stream().map(t -> values.get(t.name())).toList();
    Map<String, double[]> stored = InitialValues.of(block, 1);
    stored.replaceAll((key, value) -> values.getOrDefault(key, value));
    Interpreter interpreter = new Interpreter(BATCH, stored);
    Interpreter.Run forward = interpreter.run(block, values);
    Map<String, double[]> expected = interpreter.backward(derivative, forward, adjoints);
    // What was drawn is given, under a name that is no word of the language.
    block.body().stream().filter(t -> t.definition() instanceof Definition.Random)
        .forEach(t -> values.put(t.name().equals("random") ? "random2" : t.name(), forward.value(t)));

    Map<String, double[]> spelled = new LinkedHashMap<>();
    values.forEach((key, value) -> spelled.put(spelled(key), value));
    Map<String, double[]> inputs = new LinkedHashMap<>();
    printed.training().inputs().forEach(t -> inputs.put(t.name(), spelled.get(spelled(t.name()))));
    Map<String, double[]> parameters = new LinkedHashMap<>();
    printed.training().parameters().forEach(t -> parameters.put(t.name(), spelled.get(spelled(t.name()))));
    Interpreter.Run run = new Interpreter(BATCH, parameters).run(printed.training(), inputs);

    Map<Tensor, String> wanted = new LinkedHashMap<>();
    gradient.adjoints().forEach((primal, tensor) -> wanted.putIfAbsent(tensor, primal.name()));
    List<Tensor> outputs = printed.training().outputs();
    assertWithMessage(text).that(outputs).hasSize(new LinkedHashSet<>(wanted.keySet()).size());
    int i = 0;
    for (String primal : wanted.values()) {
      double[] actual = run.value(outputs.get(i++));
      assertWithMessage(primal + " in\n" + text).that(actual).usingTolerance(1e-9).containsExactly(expected.get(primal))
          .inOrder();
    }
  }

  private static Network flat(NetFile net, String name) {
    Optional<Network> network = net.networks().stream().filter(n -> n.name().equals(name)).findFirst();
    Block block = network.map(Network::training).orElseGet(() -> net.analysis().layerAsBlock(name).orElseThrow());
    Replacement replacement = new Replacement();
    Block flat = Flattening.flatten(block, replacement);
    return new Network(name, flat, flat, network.flatMap(Network::objective).map(replacement::apply), List.of());
  }

  private static double[] values(Tensor tensor, Random random) {
    double[] values = new double[(int) tensor.elements(BATCH)];
    long classes = tensor.definition() instanceof Definition.Input input ? input.classes() : 0;
    Arrays.setAll(values, i -> tensor.isInteger() ? random.nextInt((int) classes) : random.nextGaussian());
    return values;
  }

  /** {@code conv1.weight} and {@code conv1Weight} alike. */
  private static String spelled(String name) {
    return name.replace(".", "").replace("_", "").toLowerCase(Locale.ROOT);
  }
}
