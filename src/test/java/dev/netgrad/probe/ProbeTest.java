package dev.netgrad.probe;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static Model model(Probe probe, List<String> names) {
    Map<String, Tensor> shown = new LinkedHashMap<>();
    names.forEach(name -> probe.find(name).values().forEach(t -> shown.put("shown" + shown.size(), t)));
    return Loaded.of(Compiler.compile(probe.network(shown), Options.of("").withEmit(
        EmitOptions.of("").withAdapter(true))).plainSources()).model(1);
  }

  private static List<float[]> run(Model model, Batch inputs) {
    Batch results = Batch.of(inputs.samples(), model.outputs());
    model.infer(inputs, results);
    return model.outputs().stream().map(port -> results.numbers(port.name())).toList();
  }

  /** By hand: y = 2·max(3x, 0) at x = 5 and −1, loss y². */
  @Test
  void valuesAndGradientsByHand() {
    Network network = NetFile.of("n.net", "block b(x[K]) {\n  parameter w[K] = 3\n  f[k < K] = w[k]*x[k]\n"
        + "  2*max(f, 0)\n}\nnetwork Net(x[1]) {\n  y = x -> b\n  loss = sum[k < 1] y[k]^2\n}\n").networks().get(0);
    Model model = model(Probe.ofTraining(network), List.of("f", "y", "b.dF", "dW", "dX"));
    model.initialise(1);
    List<float[]> shown = run(model, new Batch(2).with("x", new float[] {5, -1}));
    assertThat(shown.get(0)).usingExactEquality().containsExactly(15, -3);
    assertThat(shown.get(1)).usingExactEquality().containsExactly(30, 0);
    // The loss is the mean over the batch: dy = 2·30/2, df = 2·dy.
    assertThat(shown.get(2)).usingExactEquality().containsExactly(60, 0);
    assertThat(shown.get(3)).usingExactEquality().containsExactly(300);
    assertThat(shown.get(4)).usingExactEquality().containsExactly(180, 0);
  }

  /** The reference interpreter, which runs the blocks as they are called, comes to the same. */
  @Test
  void whatIsShownIsWhatIsComputed() {
    Network network = NetFile.read(Path.of("examples/residual.net")).networks().get(0);
    Model model = model(Probe.ofTraining(network), List.of("dImage", "dConvWeight", "dScale", "meanLoss"));
    model.initialise(1);
    Random random = new Random(3);
    Map<String, double[]> inputs = new HashMap<>();
    Batch batch = new Batch(2);
    model.inferenceInputs().forEach(port -> {
      float[] values = new float[port.length(2)];
      double[] same = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        same[i] = values[i] = (float) random.nextGaussian();
      }
      inputs.put(port.name(), same);
      batch.with(port.name(), values);
    });
    Map<String, double[]> stored = new HashMap<>();
    List<NamedArray> all = new ArrayList<>(model.parameters());
    all.addAll(model.state());
    all.forEach(a -> {
      double[] same = new double[a.values().length];
      for (int i = 0; i < same.length; i++) {
        same[i] = a.values()[i];
      }
      stored.put(a.name(), same);
    });
    for (String one : List.of("residual.batchNorm1", "residual.batchNorm2")) {
      stored.putIfAbsent(one + ".runningMean", new double[4]);
      stored.putIfAbsent(one + ".runningVariance", new double[4]);
    }
    Derivative derivative = Compiler.derive(network, Options.of("").withInputGradients(true));
    Interpreter interpreter = new Interpreter(2, stored);
    Map<String, double[]> expected = interpreter.backward(derivative,
        interpreter.run(derivative.network().training(), inputs), List.of());
    List<float[]> shown = run(model, batch);
    near(shown.get(0), expected.get("image"));
    near(shown.get(1), expected.get("conv.weight"));
    near(shown.get(2), expected.get("residual.batchNorm1.scale"));
    near(shown.get(3), expected.get("residual.batchNorm2.scale"));
  }

  private static void near(float[] shown, double[] expected) {
    assertThat(shown).hasLength(expected.length);
    for (int i = 0; i < shown.length; i++) {
      assertWithMessage("element %s", i).that((double) shown[i]).isWithin(1e-5).of(expected[i]);
    }
  }

  private static String refused(Probe probe, String name) {
    return assertThrows(Probe.UnknownException.class, () -> probe.find(name)).getMessage();
  }

  @Test
  void whatIsNotThereOrHasNoGradientIsSaid() {
    Network network = NetFile.read(Path.of("examples/resnet20.net")).networks().get(0);
    Probe probe = Probe.ofTraining(network);
    assertThat(refused(probe, "basic1.1.dG")).isEqualTo(
        "there is no tensor `basic1.1.dG`; did you mean `basic1.1.dF`?");
    assertThat(refused(probe, "nothingLikeIt")).startsWith(
        "there is no tensor `nothingLikeIt`; there is image, label,");
    assertThat(refused(probe, "dLabel")).contains("label has no gradient");
    assertThat(refused(Probe.ofInference(network), "dF")).contains("has no loss here");
    assertThat(probe.find("f").keySet()).hasSize(9);
    assertThat(probe.find("basic5.1.f").keySet()).containsExactly("basic5.1.f");
  }

  @Test
  void numbersAreCounted() {
    Look look = Look.at(new float[] {0, 3, -4, 0});
    assertThat(look).isEqualTo(new Look(-4, 3, 5, 0.5, 0));
    assertThat(Look.at(new float[] {Float.NaN, 1}).nan()).isEqualTo(0.5);
    assertThat(Look.at(new float[] {Float.NaN, 1}).most()).isEqualTo(1);
  }

  /** Two channels of a row of two: a tile each, one pixel between them; red above 0, blue below, green NaN. */
  @Test
  void rowsAndColumnsAreAPicture() throws IOException {
    byte[] png = Look.picture(new float[] {1, Float.NaN, 0, -1}, 1, 2, 2).orElseThrow();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(5);
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xff0000);
    assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(0xffffff);
    assertThat(image.getRGB(3, 0) & 0xffffff).isEqualTo(0x00ff00);
    assertThat(image.getRGB(4, 0) & 0xffffff).isEqualTo(0x0000ff);
    assertThat(Look.picture(new float[3], 3)).isEqualTo(Optional.empty());
  }
}
