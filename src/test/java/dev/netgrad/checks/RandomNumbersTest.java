package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import dev.netgrad.tensor.check.RandomNumbers;
import dev.netgrad.train.Batch;
import dev.netgrad.train.BatchGradient;
import dev.netgrad.train.Model;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code random(…)} gives: how it is distributed, and of what it depends. */
class RandomNumbersTest {
  /** Chance exceeds so many standard deviations once in 15,000 times; nothing here changes from run to run. */
  private static final double DEVIATIONS = 4;

  private static final Network DROPPED = Nets.network("""
      block dropping(x[H, W]) {
        x -> dropout(0.25) -> dropout
      }
      network Dropped(x[6, 7]) {
        y = x -> dropout(0.25) -> repeat(2) dropping -> dropping
        loss = sum[n, h < 6, w < 7] y[h, w]
      }
      """);

  private static final Network DRAWN = Nets.network("""
      layer noise(x[I...]) {
        y[i...] = random(n, i...)
      }
      block drawn(x[H, W]) {
        x -> noise
      }
      network Drawn(x[50, 40]) {
        first  = x -> noise
        second = x -> noise
        third[h < 50, w < 40] = random(h, w) + 0*x[h, w]
        again[h < 50, w < 40] = random(n) + random(h, w)*0*x[h, w]
        shared = x -> same: noise
        alike  = x -> same: noise
        once   = x -> drawn
        twice  = x -> repeat(2) drawn
        output first, second, third, again, shared, alike, once, twice
      }
      """);

  private static Map<String, double[]> draw(long batch, long key, long step) {
    double[] x = new double[(int) batch * 50 * 40];
    Block block = Nets.simplified(DRAWN).training();
    Interpreter.Run run = new Interpreter(batch, Map.of(), key, step).run(block, Map.of("x", x));
    Map<String, double[]> drawn = new LinkedHashMap<>();
    for (Tensor output : block.outputs()) {
      drawn.put(output.name(), run.value(output));
    }
    return drawn;
  }

  /** The JDK's own SplitMix64. */
  @Test
  void streamIsThatOfSplitMix() {
    long start = first(first(first(42) + 17) + Hashed.fnv1a("block.0.dropout.random"));
    assertThat(RandomNumbers.stream(42, 17, "block.0.dropout.random")).isEqualTo(start);
    SplittableRandom numbers = new SplittableRandom(start);
    for (int i = 0; i < 100; i++) {
      assertThat(RandomNumbers.at(start, i)).isEqualTo((numbers.nextLong() >>> 40 | 1) * 0x1p-24);
    }
  }

  private static long first(long seed) {
    return new SplittableRandom(seed).nextLong();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -7, Long.MIN_VALUE})
  void numbersAreUniformAndIndependent(long key) {
    double[] u = draw(25, key, 1).get("first");
    int count = u.length;
    double deviation = Math.sqrt(1 / 12.0);
    int[] bins = new int[16];
    double[] next = new double[count];
    for (int i = 0; i < count; i++) {
      assertThat(u[i]).isGreaterThan(0);
      assertThat(u[i]).isLessThan(1);
      bins[(int) (16 * u[i])]++;
      next[i] = u[(i + 1) % count];
    }
    assertThat(Arrays.stream(u).average().orElseThrow()).isWithin(DEVIATIONS * deviation / Math.sqrt(count)).of(0.5);
    double chiSquare = Arrays.stream(bins).mapToDouble(b -> Math.pow(b - count / 16.0, 2) / (count / 16.0)).sum();
    assertWithMessage("χ² with 15 degrees of freedom").that(chiSquare)
        .isWithin(DEVIATIONS * Math.sqrt(2 * 15)).of(15);
    assertUncorrelated(u, next);
    assertUncorrelated(u, draw(25, key, 1).get("second"));
    assertUncorrelated(u, draw(25, key, 2).get("first"));
    assertUncorrelated(u, draw(25, key + 1, 1).get("first"));
  }

  private static void assertUncorrelated(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += 12 * (a[i] - 0.5) * (b[i] - 0.5);
    }
    assertThat(sum / a.length).isWithin(DEVIATIONS / Math.sqrt(a.length)).of(0);
  }

  /** A number for each value of the indices named, the sample's among them or not. */
  @Test
  void indicesSayWhatNumbersBelongTo() {
    Map<String, double[]> drawn = draw(3, 5, 1);
    double[] batch = drawn.get("third");
    double[] sample = drawn.get("again");
    for (int i = 0; i < 2000; i++) {
      assertThat(batch[i]).isEqualTo(batch[2000 + i]);
      assertThat(sample[i]).isEqualTo(sample[0]);
      assertThat(sample[2000 + i]).isEqualTo(sample[2000]);
    }
    assertThat(sample[0]).isNotEqualTo(sample[2000]);
    assertThat(batch[0]).isNotEqualTo(batch[1]);
  }

  @Test
  void eachInstanceHasNumbersOfItsOwnUnlessTheyShareALabel() {
    Map<String, double[]> drawn = draw(2, 5, 1);
    assertThat(drawn.get("shared")).isEqualTo(drawn.get("alike"));
    assertUncorrelated(drawn.get("shared"), drawn.get("first"));
    assertUncorrelated(drawn.get("once"), drawn.get("first"));
    assertUncorrelated(drawn.get("once"), drawn.get("twice"));
  }

  @Test
  void numbersOfASampleDoNotDependOnTheBatch() {
    Map<String, double[]> few = draw(2, 5, 3);
    Map<String, double[]> many = draw(7, 5, 3);
    few.forEach((name, values) -> assertThat(Arrays.copyOf(many.get(name), values.length)).isEqualTo(values));
  }

  @Test
  void dropoutDropsAsOftenAsItSaysAndKeepsTheExpectation() {
    Network network = Nets.simplified(Nets.network("network Dropped(x[60, 50]) { y = x -> dropout(0.3) }"));
    int count = 12 * 60 * 50;
    double[] x = new double[count];
    Arrays.fill(x, 1);
    Tensor output = network.training().outputs().get(0);
    double[] y = new Interpreter(12, Map.of(), 3, 1).run(network.training(), Map.of("x", x)).value(output);
    long dropped = Arrays.stream(y).filter(v -> v == 0).count();
    assertThat(dropped / (double) count).isWithin(DEVIATIONS * Math.sqrt(0.3 * 0.7 / count)).of(0.3);
    assertThat(Arrays.stream(y).filter(v -> v != 0).boxed().distinct().toList()).containsExactly(1 / 0.7);
    Interpreter.Run evaluated = new Interpreter(12, Map.of()).run(network.evaluation(), Map.of("x", x));
    assertThat(evaluated.value(network.evaluation().outputs().get(0))).isEqualTo(x);
  }

  /** Forward and backward, in either precision, the generated code drops what the interpreter drops. */
  @Test
  void generatedCodeInDoublePrecisionDropsTheSame() {
    checkDropped(new GeneratedNet(DROPPED, dropped(), 0, ElementType.DOUBLE, true));
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void generatedCodeInSinglePrecisionDropsTheSame(KernelSet kernels) {
    GeneratedNet net = new GeneratedNet(DROPPED, dropped(), 0, kernels, true);
    KernelSet.THREADS.forEach(threads -> checkDropped(net.on(threads)));
  }

  private static Point dropped() {
    double[] x = Hashed.around("x", 3, 1, 20 * 42);
    Arrays.setAll(x, i -> (float) x[i]);
    return new Point(20, Map.of("x", x), Map.of());
  }

  private static void checkDropped(GeneratedNet net) {
    Point point = dropped();
    double[] x = point.inputs().get("x");
    Block block = Nets.simplified(DROPPED).training();
    int kept = 0;
    for (long step = 1; step <= 3; step++) {
      net.forward(step, 11);
      double[] y = new Interpreter(20, Map.of(), 11, step).run(block, point.inputs()).value(block.outputs().get(0));
      double[] gradient = net.backward().get("x");
      for (int i = 0; i < x.length; i++) {
        assertThat(net.output("y")[i]).isWithin(1e-6 * y[i]).of(y[i]);
        assertThat(gradient[i] != 0).isEqualTo(y[i] != 0);
        kept += y[i] != 0 ? 1 : 0;
      }
    }
    assertThat(kept).isGreaterThan(20);
  }

  /** A model counts its steps, and its seed is the key. */
  @Test
  void trainingFollowsFromTheSeed() {
    Network network = Nets.network("""
        network Classifier(x[8], label: class[3]) {
          logits = x -> dropout -> dense(3)
          loss = crossEntropy(logits, label)
        }
        """);
    Options options = Options.of("generated").withEmit(EmitOptions.of("generated").withAdapter(true));
    Loaded loaded = Loaded.of(Compiler.compile(network, options).sources());
    float[] once = losses(loaded, 1);
    assertThat(losses(loaded, 1)).isEqualTo(once);
    assertThat(losses(loaded, 2)[0]).isNotEqualTo(once[0]);
    assertWithMessage("the same weights, other numbers").that(once[1]).isNotEqualTo(once[0]);
  }

  private static float[] losses(Loaded loaded, long seed) {
    Model model = loaded.model(1);
    model.initialise(1);
    float[] weights = model.parameters().get(0).values().clone();
    model.initialise(seed);
    System.arraycopy(weights, 0, model.parameters().get(0).values(), 0, weights.length);
    float[] losses = new float[2];
    float[] x = new float[2 * 8];
    Arrays.fill(x, 1);
    for (int i = 0; i < losses.length; i++) {
      BatchGradient gradient = model.gradient(new Batch(2).with("x", x).with("label", new int[] {0, 2}), 0);
      losses[i] = (float) gradient.loss();
      model.set("lr", 0);
      model.apply(gradient);
    }
    return losses;
  }
}
