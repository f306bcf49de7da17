package dev.netgrad.flow;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.Port;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowTest {
  private static Model start(Network network) {
    Model model = Loaded.of(Compiler.compile(network, Options.of("").withEmit(EmitOptions.of("").withAdapter(true)))
        .plainSources()).model(1);
    model.initialise(1);
    return model;
  }

  private static Batch random(List<Port> ports) {
    Random random = new Random(1);
    Batch samples = Batch.of(6, ports);
    for (Port port : ports) {
      for (int i = 0; !port.isWhole() && i < port.length(6); i++) {
        samples.numbers(port.name())[i] = (float) random.nextGaussian();
      }
    }
    return samples;
  }

  private static Flow onOnes(String text) {
    return Flow.of(NetFile.of("n.net", text).networks().get(0), FlowTest::start,
        ports -> new Batch(2).with("x", new float[] {1, 1, 2, 2}), 1);
  }

  private static String net(String result) {
    return "block b(x[K]) {\n  parameter w[K, K] = 3\n  f[k < K] = sum[j < K] w[j, k]*x[j]\n  " + result + "\n}\n"
        + "network Net(x[2]) {\n  y = x -> b -> b\n  loss = sum[k < 2] y[k]^2\n}\n";
  }

  private static void near(double value, double expected) {
    assertThat(value).isWithin(1e-5 * Math.abs(expected)).of(expected);
  }

  /**
   * By hand: on (1, 1), F is multiplication by 6 and a block by 7; no ReLU masks anything. With y = 49·x and the mean
   * of the loss over two samples, dy is y, whose norm over samples of 1 and 2 is 49·√2·√5.
   */
  @Test
  void twoLinearBlocksByHand() {
    Flow flow = onOnes(net("max(f + x, 0)"));
    double dy = 49 * Math.sqrt(10);
    assertThat(flow.layers()).hasSize(2);
    near(flow.layers().get(0).deviation(), 3);
    near(flow.layers().get(1).deviation(), 21);
    near(flow.layers().get(0).gradient(), 7 * dy);
    near(flow.layers().get(1).gradient(), dy);
    // Of each of four weights, 49·7 + 98·14.
    near(flow.layers().get(1).weightGradient(), 2 * 1715);
    near(flow.layers().get(0).weightGradient(), 2 * 1715);
    assertThat(flow.blocks()).hasSize(2);
    near(flow.blocks().get(0).skip(), 7 * dy);
    near(flow.blocks().get(0).residual(), 42 * dy);
    near(flow.blocks().get(1).skip(), dy);
    near(flow.blocks().get(1).share(), 1 / 7.0);
    // 1, 2 and 1 paths, along which the gradient is multiplied by 1, 6 and 36.
    near(flow.paths().get(0).gradient(), dy);
    near(flow.paths().get(0).share(), 1 / 49.0);
    near(flow.paths().get(1).share(), 12 / 49.0);
    near(flow.paths().get(2).gradient(), 36 * dy);
    near(flow.correlations().get(0), 1);
  }

  @Test
  void aPlainNetworkHasNoPaths() {
    Flow flow = onOnes(net("f"));
    assertThat(flow.blocks()).isEmpty();
    assertThat(flow.paths()).isEmpty();
    near(flow.layers().get(0).gradient(), 6 * 36 * Math.sqrt(10));
  }

  /** Batch norm brings responses to a deviation of 1. */
  @Test
  void normsAndMasks() {
    Flow flow = Flow.of(NetFile.read(Path.of("examples/residual.net")).networks().get(0), FlowTest::start,
        FlowTest::random, 1);
    assertThat(flow.layers().stream().map(Flow.Layer::name).toList())
        .containsExactly("conv.weight", "residual.conv1.weight", "residual.conv2.weight").inOrder();
    assertThat(flow.layers().get(1).deviation()).isWithin(1e-3).of(1);
    assertThat(flow.blocks()).hasSize(1);
    assertThat(flow.blocks().get(0).share()).isGreaterThan(0);
    assertThat(flow.blocks().get(0).share()).isLessThan(1);
    assertThat(flow.paths().stream().mapToDouble(Flow.Path::share).sum()).isWithin(1e-9).of(1);
  }

  @Test
  void aPageAndTables() {
    Map<String, Flow> flows = new LinkedHashMap<>();
    flows.put("Skips & more", onOnes(net("max(f + x, 0)")));
    flows.put("Plain", onOnes(net("f")));
    String page = FlowPage.of(flows, "On random numbers.");
    assertThat(page).contains("Skips &amp; more");
    assertThat(page).doesNotContainMatch("(src|href)=|url\\(|@import|https?:|NaN");
    Map<String, String> tables = FlowPage.tables(flows);
    assertThat(tables.keySet()).containsExactly("layers", "blocks", "correlations", "paths");
    assertThat(tables.get("layers").lines().toList()).hasSize(5);
    assertThat(tables.get("layers")).contains("Plain,2,b2.w,");
    assertThat(tables.get("paths")).contains("Skips & more,1,929.");
    assertThat(FlowPage.summary(flows).get(2)).contains("paths through 1.7 of 2 residual functions on average");
  }

  @Test
  void withoutALossNothingFlows() {
    String text = net("f").replaceFirst("  loss = .*\n", "");
    assertThat(assertThrows(Flow.ImpossibleException.class, () -> onOnes(text)).getMessage())
        .isEqualTo("Net has no loss, so no gradient flows");
  }
}
