package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Metrics;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import dev.netgrad.train.Batch;
import dev.netgrad.train.Measurement;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Port;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Metrics of a data set, batch by batch, beside what they are of all samples at once: by code of the test's own, and by
 * the interpreter, for which a metric is one more output of a batch that is the whole data set.
 */
class MetricsTest {
  private static final int SAMPLES = 23;

  /** Maps of classes, through blocks and a batch norm, with metrics of all kinds. */
  private static final String MAPS = """
      block mixed(x[H, W, C], K) {
        x -> conv(K, 3) -> batchNorm -> relu
      }
      network Maps(image[H, W, 2], mask[H, W]: class[K], label: class[K], H = 4, W = 3, K = 4) {
        logits = image -> repeat(2) mixed(2) -> conv(K, 1)
        scores = logits -> globalAveragePool
        loss = meanCrossEntropy(logits, mask) + crossEntropy(scores, label)
        output logits, scores
        metric iou = meanIoU(logits, mask)
        metric pixels = accuracy(logits, mask)
        metric right = accuracy(scores, label)
        metric two = topK(scores, label, k = 2)
        metric f = f1(logits, mask, positive = 2)
        metric fOfSamples = f1(scores, label, positive = 3)
        metric testLoss = loss
        metric same = loss
        highest[k < K] = max[n, h < H, w < W] logits[h, w, k]
        metric width = (max[k < K] highest[k]) - (min[n, h < H, w < W, k < K] logits[h, w, k])
        all = N*H*W
        metric share = (sum[n, h < H, w < W] [mask[h, w] == 1])/all
        metric common = argmaxShare(mask, K)
      }
      layer argmaxShare(mask[H, W]: class[K], K) {
        count[k < K] = sum[n, h, w] [mask[h, w] == k]
        most = argmax[k < K] count[k]
        y = count[most]/(sum[k < K] count[k])
      }
      """;

  private static Batch batch(Model model, int from, int to) {
    Batch batch = new Batch(to - from);
    for (Port port : model.inputs()) {
      int size = port.size();
      batch = port.isWhole()
          ? batch.with(port.name(), IntStream.range(from * size, to * size)
              .map(i -> (int) (Hashed.unit(port.name(), i) * port.classes())).toArray())
          : batch.with(port.name(), floats(Arrays.copyOfRange(Hashed.around(port.name(), 0, 2, SAMPLES * size),
              from * size, to * size)));
    }
    return batch;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static Map<String, double[]> doubles(Model model, int from, int to) {
    Batch batch = batch(model, from, to);
    Map<String, double[]> inputs = new LinkedHashMap<>();
    for (Port port : model.inputs()) {
      inputs.put(port.name(), port.isWhole() ? Arrays.stream(batch.wholes(port.name())).asDoubleStream().toArray()
          : IntStream.range(0, batch.numbers(port.name()).length)
              .mapToDouble(i -> batch.numbers(port.name())[i]).toArray());
    }
    return inputs;
  }

  private static Loaded loaded(String net, KernelSet kernels) {
    Options options = Options.of("")
        .withEmit(EmitOptions.of("").withAdapter(true).withVectorBits(kernels.vectorBits()));
    Loaded loaded = Loaded.of(Compiler.compile(Nets.network(net), options).sources());
    assertThat(kernels.chosen(loaded::kernels)).isEqualTo(kernels.toString());
    return loaded;
  }

  private static Model model(String net) {
    Model model = loaded(net, KernelSet.PLAIN).model(1);
    model.initialise(7);
    return model;
  }

  private static Map<String, Double> measured(Model model, int size) {
    Measurement measurement = model.measurement();
    for (int from = 0; from < SAMPLES; from += size) {
      measurement.add(batch(model, from, Math.min(SAMPLES, from + size)));
    }
    assertThat(measurement.samples()).isEqualTo(SAMPLES);
    return measurement.values();
  }

  /** Metrics as outputs of the whole data set in one batch, in double precision. */
  private static Map<String, Double> atOnce(String net, Model model) {
    List<String> names = model.metrics();
    String asOutputs = net.replaceAll("(?m)^  output .*\\R", "").replaceAll("(?m)^  metric ", "  metricOf_")
        .replaceFirst("(?m)^}", "}");
    int end = asOutputs.indexOf("\n}", asOutputs.indexOf("network ")) + 1;
    Network network = Nets.network(asOutputs.substring(0, end) + "  output " + names.stream()
        .map(name -> "metricOf_" + name).collect(Collectors.joining(", ")) + "\n" + asOutputs.substring(end));
    Interpreter.Run run = new Interpreter(SAMPLES, stored(model))
        .run(network.evaluation(), doubles(model, 0, SAMPLES));
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      double[] value = run.value(network.evaluation().outputs().get(i));
      values.put(names.get(i), Arrays.stream(value).average().orElseThrow());
    }
    return values;
  }

  private static Map<String, double[]> stored(Model model) {
    List<NamedArray> arrays = new ArrayList<>(model.parameters());
    arrays.addAll(model.state());
    return arrays.stream().collect(Collectors.toMap(NamedArray::name, array ->
        IntStream.range(0, array.values().length).mapToDouble(i -> array.values()[i]).toArray()));
  }

  /** The two graphs, as the interpreter runs them. */
  private static Map<String, Double> inTwo(Network network, Model model, int size) {
    Metrics metrics = network.metrics().orElseThrow();
    List<double[]> sums = new ArrayList<>();
    for (int from = 0; from < SAMPLES; from += size) {
      int to = Math.min(SAMPLES, from + size);
      Interpreter.Run run = new Interpreter(to - from, stored(model)).run(metrics.batch(), doubles(model, from, to));
      for (int k = 0; k < metrics.joins().size(); k++) {
        double[] value = run.value(metrics.batch().outputs().get(k));
        if (from == 0) {
          sums.add(value.clone());
          continue;
        }
        Reduction.Kind kind = metrics.joins().get(k);
        double[] sum = sums.get(k);
        Arrays.setAll(sum, i -> kind == Reduction.Kind.NONE ? value[i] : kind.combine(sum[i], value[i]));
      }
    }
    Block whole = metrics.whole();
    Map<String, double[]> inputs = new LinkedHashMap<>();
    for (int k = 0; k < sums.size(); k++) {
      inputs.put(whole.inputs().get(k).name(), sums.get(k));
    }
    Interpreter.Run run = new Interpreter(SAMPLES, Map.of()).run(whole, inputs);
    return whole.outputs().stream()
        .collect(Collectors.toMap(Tensor::name, t -> run.value(t)[0], (a, b) -> a, LinkedHashMap::new));
  }

  private static void assertNear(Map<String, Double> found, Map<String, Double> expected, double tolerance) {
    assertThat(found.keySet()).containsExactlyElementsIn(expected.keySet()).inOrder();
    expected.forEach((name, value) -> assertWithMessage(name).that(found.get(name)).isWithin(tolerance).of(value));
  }

  @Test
  void batchesOfSevenGiveWhatTheWholeSetGives() {
    Network network = Nets.network(MAPS);
    KernelSet.forOne().forEach(kernels -> {
      Loaded loaded = loaded(MAPS, kernels);
      Map<String, Double> whole = null;
      for (int threads = 1; threads <= 2; threads++) {
        int workers = threads;
        Model model = kernels.chosen(() -> loaded.model(workers));
        model.initialise(7);
        Map<String, Double> once = measured(model, SAMPLES);
        for (int size : new int[] {1, 7}) {
          Map<String, Double> batches = measured(model, size);
          // Counts are exact, whatever the batches; numbers are rounded to single precision batch by batch.
          for (String count : List.of("iou", "pixels", "right", "two", "f", "fOfSamples", "share", "common", "width")) {
            assertWithMessage("%s, %s, %s", kernels, size, count).that(batches.get(count)).isEqualTo(once.get(count));
          }
          assertNear(batches, once, 1e-6);
        }
        assertThat(whole == null ? once : whole).isEqualTo(once);
        whole = once;
        assertNear(once, atOnce(MAPS, model), 1e-6);
        assertNear(inTwo(network, model, 7), atOnce(MAPS, model), 1e-12);
        assertNear(inTwo(Nets.derivative(network).network(), model, 7), atOnce(MAPS, model), 1e-12);
        assertThat(once.get("same")).isEqualTo(once.get("testLoss"));
      }
    });
  }

  /** What infer gives, counted by hand. */
  @Test
  void countsAreThoseOfOtherCode() {
    Model model = model(MAPS);
    Map<String, Double> found = measured(model, 7);
    Batch all = batch(model, 0, SAMPLES);
    Batch outputs = Batch.of(SAMPLES, model.outputs());
    model.infer(all, outputs);
    int[] guess = guesses(outputs.numbers("logits"), 4);
    int[] mask = all.wholes("mask");
    double sum = 0;
    int there = 0;
    for (int k = 0; k < 4; k++) {
      int both = 0;
      int either = 0;
      for (int i = 0; i < mask.length; i++) {
        both += guess[i] == k && mask[i] == k ? 1 : 0;
        either += guess[i] == k || mask[i] == k ? 1 : 0;
      }
      sum += either == 0 ? 0 : (double) both / either;
      there += either == 0 ? 0 : 1;
    }
    assertThat(found.get("iou")).isWithin(1e-12).of(sum / there);
    assertThat(found.get("f")).isWithin(1e-12).of(f1(guess, mask, 2));
    int[] labels = all.wholes("label");
    int[] taken = guesses(outputs.numbers("scores"), 4);
    assertThat(found.get("fOfSamples")).isWithin(1e-12).of(f1(taken, labels, 3));
    assertThat(found.get("pixels")).isWithin(1e-7)
        .of((double) IntStream.range(0, mask.length).filter(i -> guess[i] == mask[i]).count() / mask.length);
    assertThat(found.get("right")).isWithin(1e-12)
        .of((double) IntStream.range(0, SAMPLES).filter(i -> taken[i] == labels[i]).count() / SAMPLES);
    float[] scores = outputs.numbers("scores");
    assertThat(found.get("two")).isWithin(1e-12).of((double) IntStream.range(0, SAMPLES)
        .filter(i -> IntStream.range(0, 4).filter(k -> scores[i * 4 + k] > scores[i * 4 + labels[i]]).count() < 2)
        .count() / SAMPLES);
  }

  /** By precision and recall, as textbooks have it. */
  private static double f1(int[] guess, int[] known, int positive) {
    double hits = IntStream.range(0, guess.length).filter(i -> guess[i] == positive && known[i] == positive).count();
    double precision = hits / Arrays.stream(guess).filter(k -> k == positive).count();
    double recall = hits / Arrays.stream(known).filter(k -> k == positive).count();
    return hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }

  private static int[] guesses(float[] scores, int classes) {
    return IntStream.range(0, scores.length / classes).map(i -> {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        best = scores[i * classes + k] > scores[i * classes + best] ? k : best;
      }
      return best;
    }).toArray();
  }

  /** Names that the class has itself, no labels, no loss; a parameter, and a share of nothing. */
  private static final String PLAIN = """
      network Plain(x[3]) {
        parameter w[3] = normal(1)
        y[i < 3] = w[i]*x[i]
        metric samples = sum[n, i < 3] x[i]
        metric values = sum[i < 3] w[i]^2
        metric nothing = (sum[n, i < 3 | 100 < x[i]] x[i])/(sum[n, i < 3 | 100 < x[i]] 1)
        none = sum[n, i < 3 | 100 < x[i]] 1
        metric guarded = if none == 0 then -1 else (sum[n, i < 3 | 100 < x[i]] x[i])/none
        metric bell = erf(sum[n, i < 3] y[i]/N)
        metric deep = prod[n] (1 + abs(x[0])/100)
        metric scaled = (sum[n] x[0]*2/N) + (sum[n] -x[1]*(1/N))
        metric variance = (sum[n] x[0]^2)/N - ((sum[n] x[0])/N)^2
      }
      """;

  @Test
  void networksWithoutLabelsHaveMetricsToo() {
    Model model = model(PLAIN);
    assertThat(model.metrics()).containsExactly("samples", "values", "nothing", "guarded", "bell", "deep", "scaled",
        "variance").inOrder();
    Map<String, Double> found = measured(model, 7);
    Map<String, Double> expected = atOnce(PLAIN, model);
    assertThat(found.get("nothing")).isNaN();
    assertThat(expected.get("nothing")).isNaN();
    assertThat(found.get("guarded")).isEqualTo(-1.0);
    found.remove("nothing");
    expected.remove("nothing");
    assertNear(found, expected, 1e-5);
    double[] first = IntStream.range(0, SAMPLES).mapToDouble(n -> doubles(model, 0, SAMPLES).get("x")[3 * n]).toArray();
    double mean = Arrays.stream(first).average().orElseThrow();
    assertThat(found.get("variance")).isWithin(1e-6)
        .of(Arrays.stream(first).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  /** Two threads measure a part each, in arrays of type double, as a program without the library does. */
  @Test
  void whatSeveralHaveMeasuredAddsUp() throws ReflectiveOperationException {
    Options options = Options.of("").withEmit(new EmitOptions("", ElementType.DOUBLE, false));
    Class<?> type = Loaded.of(Compiler.compile(Nets.network(PLAIN), options).sources()).network();
    Class<?> weightsType = type.getClassLoader().loadClass("Plain$Weights");
    Class<?> workspaceType = type.getClassLoader().loadClass("Plain$Workspace");
    Class<?> metricsType = type.getClassLoader().loadClass("Plain$Metrics");
    Object weights = weightsType.getConstructor().newInstance();
    weightsType.getMethod("initialise", long.class).invoke(weights, 7L);
    Object workspace = workspaceType.getConstructor(int.class, int.class).newInstance(SAMPLES, 2);
    Object first = metricsType.getConstructor().newInstance();
    Object second = metricsType.getConstructor().newInstance();
    Method measure = type.getMethod("measure", weightsType, workspaceType, metricsType, int.class, double[].class);
    Model model = model(PLAIN);
    measure.invoke(null, weights, workspace, first, 9, doubles(model, 0, 9).get("x"));
    measure.invoke(null, weights, workspace, second, SAMPLES - 9, doubles(model, 9, SAMPLES).get("x"));
    Method add = metricsType.getMethod("add", metricsType);
    add.invoke(first, second);
    add.invoke(first, metricsType.getConstructor().newInstance());
    assertThat(metricsType.getMethod("samples").invoke(first)).isEqualTo((long) SAMPLES);
    Map<String, Double> expected = atOnce(PLAIN, model);
    Map<?, ?> found = (Map<?, ?>) metricsType.getMethod("values").invoke(first);
    for (String name : List.of("samples", "values", "guarded", "bell", "deep", "scaled", "variance")) {
      // The weights of a model are those of single precision.
      assertThat((double) found.get(name)).isWithin(1e-6).of(expected.get(name));
    }
    assertThat((double) metricsType.getMethod("deep").invoke(first)).isWithin(1e-12).of(expected.get("deep"));
    metricsType.getMethod("clear").invoke(first);
    assertThat((double) metricsType.getMethod("scaled").invoke(first)).isNaN();
  }

  @Test
  void ofNoSamplesShareIsNotANumber() {
    Map<String, Double> values = model(MAPS).measurement().values();
    assertThat(values.get("right")).isNaN();
    assertThat(values.get("f")).isNaN();
    assertThat(values.get("iou")).isNaN();
  }

  @Test
  void whatFailsIsNotAdded() {
    Model model = model(MAPS);
    Measurement measurement = model.measurement();
    measurement.add(batch(model, 0, 5));
    Map<String, Double> before = measurement.values();
    Batch wrong = batch(model, 5, 9);
    wrong.wholes("mask")[3] = 4;
    assertThrows(IllegalArgumentException.class, () -> measurement.add(wrong));
    assertThat(measurement.samples()).isEqualTo(5);
    assertThat(measurement.values()).isEqualTo(before);
  }

  /** Metrics take the weights as they are, and leave training as it was. */
  @Test
  void measuringBetweenStepsChangesNoStep() {
    Model measuredNow = model(MAPS);
    Model alone = model(MAPS);
    List.of(measuredNow, alone).forEach(m -> m.set("lr", 0.05f));
    double before = measured(measuredNow, 7).get("testLoss");
    for (int step = 0; step < 3; step++) {
      measuredNow.apply(measuredNow.gradient(batch(measuredNow, 0, 9), 0));
      alone.apply(alone.gradient(batch(alone, 0, 9), 0));
      measured(measuredNow, 7);
    }
    for (int i = 0; i < alone.parameters().size(); i++) {
      assertThat(measuredNow.parameters().get(i).values()).isEqualTo(alone.parameters().get(i).values());
    }
    assertThat(measured(measuredNow, 7).get("testLoss")).isLessThan(before);
  }

  @Test
  void networksWithoutMetricsHaveNone() {
    Model model = model("network Bare(x[2]) {\n  parameter w[2] = 1\n  y[i < 2] = w[i]*x[i]\n}\n");
    assertThat(model.metrics()).isEmpty();
    assertThrows(UnsupportedOperationException.class, model::measurement);
  }
}
