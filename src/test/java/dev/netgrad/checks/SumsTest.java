package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Interpreter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sums keep their digits, however long they are: of a sum in single precision, {@code |error| ≤ 64·2⁻²⁴·Σ|x|}, whatever
 * is summed, within samples and over them, forward and backward, with every set of kernels, and the same bits on any
 * number of threads. The interpreter, in double precision, is the reference, and so it is for Σ|x|, which is what the
 * network gives of absolute values.
 */
class SumsTest {
  private static final double UNIT = 0x1p-24;

  private static final String LAYERS = """
      layer all(x[I...]) {
        s = sum[i...] x[i...]
      }
      layer rows(x[H, W, C]) {
        parameter t[W, C] = 0.5
        y[h, c] = sum[w] x[h, w, c]*t[w, c]
      }
      layer window(x[L]) {
        y[j < L - 300] = sum[i < 300] x[j + i]
      }
      """;

  /** What numbers are added. */
  private enum Data {
    EQUAL(i -> 0.1f),
    LARGE(i -> 1000.1f),
    /** One after which all others are too small to change a sum of floats. */
    ONE_FIRST(i -> i == 0 ? 1 : 0x1.fp-26),
    POSITIVE(i -> (float) Hashed.unit("positive", i)),
    MIXED(i -> (float) Hashed.unit("mixed", i) - 0.5f);

    private final LongToDoubleFunction value;

    Data(LongToDoubleFunction value) {
      this.value = value;
    }

    /** Whether the sum is Σ|x|, too. */
    boolean isPositive() {
      return this != MIXED;
    }

    double[] like(double[] array) {
      return IntStream.range(0, array.length).mapToDouble(value::applyAsDouble).toArray();
    }
  }

  /**
   * @param input the shape of x
   * @param transforms whether vector kernels mix neighbours, each of which then counts
   */
  private record Case(String input, String layers, int batch, boolean transforms) {
    Network network() {
      return Nets.network(LAYERS + """
          network Sums(x[%s]) {
            y = %s
            loss = y -> all
          }
          """.formatted(input, layers));
    }

    @Override
    public String toString() {
      return "x[" + input + "]: " + layers + ", " + batch;
    }
  }

  /** What the interpreter gives, which takes longest: once for all sets of kernels. */
  private record Reference(Point point, Map<String, double[]> exact, Map<String, double[]> terms) {}

  private static final Map<Case, Map<Data, Reference>> REFERENCES = new HashMap<>();

  private static Case of(String input, String layers, int batch) {
    return new Case(input, layers, batch, false);
  }

  private static final List<Case> CASES = List.of(
      of("100000", "x", 1),
      of("10", "x", 3000),
      of("50, 50, 20", "x -> globalAveragePool", 2),
      of("3000", "x -> dense(20)", 2),
      of("20", "x -> dense(20)", 1000),
      of("3, 3, 1500", "x -> conv(20, 1)", 2),
      of("5, 5, 200", "x -> conv(16, 3, stride = 2)", 2),
      of("30, 40, 16", "x -> conv(16, 1)", 3),
      of("41, 40, 16", "x -> conv(16, 3, stride = 2)", 3),
      of("70, 70, 3", "x -> conv(16, 3)", 2),
      of("3, 700, 17", "x -> rows", 2),
      of("900", "x -> window", 2),
      new Case("12, 12, 160", "x -> conv(16, 3)", 2, true),
      new Case("24, 24, 16", "x -> conv(16, 3)", 9, true));

  static Stream<Arguments> cases() {
    return IntStream.range(0, CASES.size()).boxed()
        .flatMap(i -> KernelSet.forCase(i).map(kernels -> Arguments.of(CASES.get(i), kernels)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keepTheirDigits(Case of, KernelSet kernels) {
    Network network = of.network();
    GeneratedNet generated = new GeneratedNet(network, Point.of(network, of.batch(), ""), 0, kernels, true);
    REFERENCES.computeIfAbsent(of, SumsTest::references).forEach((data, reference) -> {
      Map<String, double[]> terms = reference.terms();
      GeneratedNet there = generated.at(reference.point());
      Map<String, double[]> found = there.gradients();
      for (int threads : KernelSet.THREADS) {
        there.on(threads).gradients().forEach((name, values) ->
            assertWithMessage("%s of %s on %s threads", name, data, threads).that(values).isEqualTo(found.get(name)));
      }
      assertThat(found.keySet()).isEqualTo(reference.exact().keySet());
      reference.exact().forEach((name, values) -> {
        // The loss is a sum of sums.
        double bound = (name.equals("loss") ? 128 : 64) * UNIT;
        for (int i = 0; i < values.length; i++) {
          assertWithMessage("%s[%s] of %s, in units of Σ|x|: %s", name, i, data,
              (found.get(name)[i] - values[i]) / (UNIT * terms.get(name)[i]))
              .that(found.get(name)[i]).isWithin(bound * terms.get(name)[i]).of(values[i]);
        }
      });
    });
  }

  private static Map<Data, Reference> references(Case of) {
    Network network = of.network();
    Derivative derivative = Nets.derivative(network);
    Point anywhere = Point.of(network, of.batch(), "");
    Map<Data, Reference> references = new EnumMap<>(Data.class);
    for (Data data : KernelSet.isWholeMatrix() ? EnumSet.allOf(Data.class)
        : EnumSet.of(Data.EQUAL, Data.ONE_FIRST, Data.MIXED)) {
      if (!of.transforms() || data != Data.ONE_FIRST) {
        Point point = mapped(anywhere, data::like);
        Map<String, double[]> exact = interpreted(derivative, point);
        references.put(data, new Reference(point, exact, data.isPositive() ? exact
            : interpreted(derivative, mapped(point, a -> Arrays.stream(a).map(Math::abs).toArray()))));
      }
    }
    return references;
  }

  static Stream<Arguments> longest() {
    return Stream.of(of("1000000", "x", 1), of("10000000", "x", 1), of("1", "x", 1_000_000), of("1", "x", 10_000_000),
            of("1000, 1000, 16", "x -> globalAveragePool", 1))
        .flatMap(c -> KernelSet.forOne().map(kernels -> Arguments.of(c, kernels)));
  }

  /** Up to 10⁷ terms, all of them the output's: their mean over the samples. */
  @Tag("long")
  @ParameterizedTest
  @MethodSource("longest")
  void keepTheirDigitsHoweverMany(Case of, KernelSet kernels) {
    Network network = of.network();
    Point anywhere = Point.of(network, of.batch(), "");
    GeneratedNet generated = new GeneratedNet(network, anywhere, 0, kernels, true);
    long pixels = of.layers().equals("x") ? 1 : 1_000_000;
    for (Data data : Data.values()) {
      Point point = mapped(anywhere, data::like);
      double[] x = point.inputs().get("x");
      double sum = Arrays.stream(x).sum() / of.batch() / pixels;
      double terms = Arrays.stream(x).map(Math::abs).sum() / of.batch() / pixels;
      for (int threads : KernelSet.THREADS) {
        assertWithMessage("%s on %s threads", data, threads).that(generated.at(point).on(threads).forward())
            .isWithin(128 * UNIT * terms).of(sum);
      }
    }
  }

  static Stream<KernelSet> kernelSets() {
    return KernelSet.forOne();
  }

  /** Of 90,000 weights. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void anOptimizersNorm(KernelSet kernels) {
    Network network = Nets.network("""
        optimizer norm(p[I...], g[I...], lr: scalar) {
          next p[i...] = lr*(sum[i...] p[i...]^2) + 0*g[i...]
        }
        network Trained(x[300], label: class[300]) {
          logits = x -> dense(300)
          loss = crossEntropy(logits, label)
          optimizer norm()
        }
        """);
    Point point = mapped(Point.of(network, 1, ""), Data.EQUAL::like);
    double[] updated = new GeneratedNet(network, point, 1, kernels, false).step().parameters().get("dense.weight");
    double square = (double) 0.1f * 0.1f;
    assertThat(updated[0]).isWithin(64 * UNIT * 90_000 * square).of(90_000 * square);
  }

  /** All equal, so that each is the mean, which has as many digits as they have: nothing is left of them. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void equalValuesAreTheirMean(KernelSet kernels) {
    Network network = Nets.network("""
        layer squares(x[I...]) {
          s = sum[i...] x[i...]^2
        }
        network Equal(x[100]) {
          y = x -> layerNorm
          loss = y -> squares
        }
        """);
    Point point = mapped(Point.of(network, 3, ""), Data.LARGE::like);
    Arrays.fill(point.stored().get("layerNorm.shift"), 0);
    assertThat(new GeneratedNet(network, point, 0, kernels, true).forward()).isEqualTo(0);
  }

  static Stream<Arguments> norms() {
    return Stream.of("batchNorm", "groupNorm(4)", "layerNorm").flatMap(norm -> KernelSet.forOne()
        .map(kernels -> Arguments.of(norm, kernels)));
  }

  /**
   * What is normalised lies far from 0 or around it. The mean, rounded to a float or erring as a sum may, is taken from
   * values that have no more digits: what that costs, the division by their spread enlarges.
   */
  @ParameterizedTest
  @MethodSource("norms")
  void normalisedValues(String norm, KernelSet kernels) {
    Network network = Nets.network("""
        layer all(x[I...]) {
          s = sum[i...] x[i...]
        }
        network Normalised(x[100, 90, 16]) {
          y = x -> %s
          loss = y -> all
        }
        """.formatted(norm));
    Derivative derivative = Nets.derivative(network);
    Point anywhere = Point.of(network, 2, "");
    GeneratedNet generated = new GeneratedNet(network, anywhere, 0, kernels, false);
    for (float offset : new float[] {0, 1000}) {
      Point point = new Point(2, Map.of("x", Arrays.stream(Data.MIXED.like(anywhere.inputs().get("x")))
          .map(v -> (float) (v + offset)).toArray()), anywhere.stored());
      GeneratedNet there = generated.at(point);
      there.forward();
      double[] found = there.output("y");
      Interpreter.Run run = point.interpreter().run(derivative.network().training(), point.inputs());
      double[] exact = run.value(derivative.network().training().outputs().get(0));
      // The spread is 0.29, scales are up to 1.2.
      double bound = 1.2 / 0.29 * (64 * UNIT * offset + 8 * UNIT);
      for (int i = 0; i < exact.length; i++) {
        assertWithMessage("%s from %s", i, offset).that(found[i]).isWithin(bound).of(exact[i]);
      }
    }
  }

  private static Map<String, double[]> interpreted(Derivative derivative, Point point) {
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(derivative.network().training(), point.inputs());
    Map<String, double[]> values = new TreeMap<>();
    values.put("loss", run.value(derivative.network().objective().orElseThrow()));
    values.putAll(interpreter.backward(derivative, run, null));
    return values;
  }

  private static Point mapped(Point point, UnaryOperator<double[]> change) {
    Map<String, double[]> inputs = new LinkedHashMap<>();
    Map<String, double[]> stored = new LinkedHashMap<>();
    point.inputs().forEach((name, values) -> inputs.put(name, change.apply(values)));
    point.stored().forEach((name, values) -> stored.put(name, change.apply(values)));
    return new Point(point.batch(), inputs, stored);
  }
}
