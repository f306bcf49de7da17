package dev.netgrad.compiler;

import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Three readings of one gradient, compared at random inputs: the interpreter's run of the derived adjoints in double,
 * differences of the forward pass as the file states it, unsimplified, and the generated code in float. Differences are
 * central, but at a kink one-sided: to the side on which all is chosen as at the point itself, which is what
 * conventions name (see {@link Interpreter.Run#choices}). Then the gradient is looked at at
 * {@linkplain EdgePoint edges}, too.
 */
public final class GradientCheck {
  /** PyTorch's {@code gradcheck}: the step, the absolute and the relative tolerance of central differences. */
  private static final double STEP = 1e-6;
  private static final double ABSOLUTE = 1e-5;
  private static final double RELATIVE = 1e-3;
  /** What generated code may be off by, relative to the gradient and to the largest one, each as a root mean square. */
  private static final double SINGLE = 1e-4;
  private static final double SINGLE_OF_LARGEST = 1e-5;

  /**
   * How to check.
   *
   * @param samples elements of each tensor whose central differences are taken, at most; 0 for as many elements, of as
   *     many tensors, as a minute allows
   */
  public record Settings(int batch, long seed, int samples) {}

  /**
   * A tensor's gradients.
   *
   * @param differenced how many elements were compared with central differences
   * @param kinks how many of them lie at kinks to either side, so that nothing follows
   * @param differenceError the largest disagreement with central differences, as a share of what is tolerated
   * @param generatedError the generated code's, as a share of what is tolerated
   */
  public record Row(String tensor, long elements, int differenced, int kinks, double differenceError,
      double generatedError) {
    public boolean agrees() {
      return differenceError <= 1 && generatedError <= 1;
    }

    private Row and(Row more) {
      return new Row(tensor, elements, differenced + more.differenced, kinks + more.kinks,
          Math.max(differenceError, more.differenceError), generatedError);
    }
  }

  /**
   * What came out.
   *
   * @param rows one for each parameter and each real input
   * @param places where a gradient is no number, though the loss is one: a line for each edge at which that is so
   */
  public record Result(List<Row> rows, List<String> places) {}

  private static final double SECONDS = 60;
  private static final int MOST_SAMPLES = 20;
  private static final int MOST_AT_EDGES = 4;

  private final Network stated;
  private final Settings settings;
  private final Interpreter interpreter;
  private final Map<String, double[]> stored;
  private final Map<String, double[]> inputs;
  /** The adjoints of the outputs, where there is no loss. */
  private final List<double[]> given = new ArrayList<>();

  private GradientCheck(Network stated, Settings settings, Map<String, double[]> stored, Map<String, double[]> inputs) {
    this.stated = stated;
    this.settings = settings;
    this.stored = stored;
    this.inputs = inputs;
    this.interpreter = new Interpreter(settings.batch(), stored);
    if (stated.objective().isEmpty()) {
      realOutputs(stated.training()).forEach(t -> given.add(values(t, settings, false)));
    }
  }

  private static List<Tensor> realOutputs(Block block) {
    return block.outputs().stream().filter(t -> !t.isInteger()).toList();
  }

  /**
   * Checks a network; one without a loss with random adjoints of its outputs.
   *
   * @param progress is told what is going on
   * @throws NoLossException if the loss is no finite number at random inputs
   */
  public static Result check(Network network, Settings settings, Consumer<String> progress) {
    return DeepStack.call(() -> {
      Network stated = DerivedTerms.expand(network);
      progress.accept("compiling");
      Compilation compilation = Compiler.compile(stated, Options.of("").withInputGradients(true));
      Map<String, double[]> stored = InitialValues.of(stated.training(), settings.seed());
      stored.values().forEach(GradientCheck::roundToFloat);
      String none = "";
      for (boolean positive : new boolean[] {false, true}) {
        Map<String, double[]> inputs = new LinkedHashMap<>();
        stated.training().inputs().forEach(input -> inputs.put(input.name(), values(input, settings, positive)));
        GradientCheck check = new GradientCheck(stated, settings, stored, inputs);
        long start = System.nanoTime();
        if (Double.isFinite(check.loss())) {
          double seconds = (System.nanoTime() - start) / 1e9;
          return check.result(compilation, seconds, progress);
        }
        none = check.notFinite();
      }
      throw new NoLossException("the loss is no finite number, neither at random inputs around 0 nor at those from "
          + "0.1 to 0.9, which give: " + none);
    });
  }

  private static void roundToFloat(double[] values) {
    Arrays.setAll(values, i -> (float) values[i]);
  }

  /** Random values of an input, or for the adjoint of an output. */
  private static double[] values(Tensor tensor, Settings settings, boolean positive) {
    Random random = new Random(31 * settings.seed() + tensor.name().hashCode());
    double[] values = new double[tensor.arrayLength(settings.batch())];
    long classes = tensor.definition() instanceof Definition.Input i ? Math.max(1, i.classes()) : 1;
    boolean within = positive || tensor.definition() instanceof Definition.RunTime;
    Arrays.setAll(values, i -> tensor.isStep() ? 1 : tensor.isInteger() ? random.nextInt((int) classes)
        : within ? 0.1 + 0.8 * random.nextDouble() : random.nextGaussian());
    roundToFloat(values);
    return values;
  }

  /** A value of the function, and the {@linkplain Interpreter.Run#choices choices} that led there. */
  private record Value(double value, long choices) {
    double minus(Value other) {
      return value - other.value;
    }
  }

  private double loss() {
    return value().value();
  }

  /** Why the loss is no finite number. */
  private String notFinite() {
    return NotFinite.first(interpreter.run(stated.training(), inputs)).map(NotFinite::toString).orElse("");
  }

  private Value value() {
    Interpreter.Run run = interpreter.run(stated.training(), inputs);
    return new Value(loss(run), run.choices());
  }

  /** The number whose gradient is looked at: the loss, or the sum of what the outputs are times their adjoints. */
  private double loss(Interpreter.Run run) {
    if (stated.objective().isPresent()) {
      return run.value(stated.objective().get())[0];
    }
    double sum = 0;
    List<Tensor> outputs = realOutputs(stated.training());
    for (int k = 0; k < outputs.size(); k++) {
      double[] output = run.value(outputs.get(k));
      for (int i = 0; i < output.length; i++) {
        sum += given.get(k)[i] * output[i];
      }
    }
    return sum;
  }

  private Result result(Compilation compilation, double secondsPerLoss, Consumer<String> progress) {
    progress.accept("running the generated code");
    GeneratedCode code = GeneratedCode.load(compilation);
    Map<String, Row> rows = rows(compilation, code, secondsPerLoss, progress);
    List<String> places = new ArrayList<>();
    for (EdgePoint edge : EdgePoint.values()) {
      progress.accept("at " + edge);
      GradientCheck there = new GradientCheck(stated, settings, edge.of(stored, rows.keySet(), settings.seed()),
          edge.of(inputs, rows.keySet(), settings.seed()));
      if (Double.isFinite(there.loss())) {
        there.edge(compilation, code, edge, rows).ifPresent(places::add);
      }
    }
    return new Result(List.copyOf(rows.values()), places);
  }

  /** Adds to the rows what differences say at an edge; the place where a gradient is no number there, if one is. */
  private Optional<String> edge(Compilation compilation, GeneratedCode code, EdgePoint edge, Map<String, Row> rows) {
    List<Tensor> wrong = new ArrayList<>();
    Map<String, double[]> derived = derived(compilation, interpreter.watchedBy((adjoint, values) -> {
      if (Arrays.stream(values).anyMatch(Double::isNaN)) {
        wrong.add(adjoint);
      }
    }));
    if (!wrong.isEmpty()) {
      Tensor first = wrong.get(0);
      return Optional.of("at %s, %s is no number: %s, %s".formatted(
          edge, first.name(), first.derivation().rule(), first.origin().place().lineReference()));
    }
    Map<String, double[]> generated = code.gradients(settings.batch(), inputs, stored, given);
    for (Map.Entry<String, Row> row : rows.entrySet()) {
      if (Arrays.stream(generated.get(row.getKey())).anyMatch(Double::isNaN)) {
        return Optional.of("at %s, the gradient of %s is no number in single precision".formatted(edge, row.getKey()));
      } else if (edge == EdgePoint.TIES) {
        int samples = Math.min(row.getValue().differenced(), MOST_AT_EDGES);
        row.setValue(row.getValue().and(differences(row.getKey(), derived.get(row.getKey()), samples, 0)));
      }
    }
    return Optional.empty();
  }

  private Map<String, double[]> derived(Compilation compilation, Interpreter watched) {
    return watched.backward(compilation.plan().derivative(),
        watched.run(compilation.plan().network().training(), inputs), given);
  }

  private Map<String, Row> rows(
      Compilation compilation, GeneratedCode code, double secondsPerLoss, Consumer<String> progress) {
    progress.accept("interpreting");
    Map<String, double[]> derived = derived(compilation, interpreter);
    Map<String, double[]> generated = code.gradients(settings.batch(), inputs, stored, given);
    Map<String, double[]> points = new LinkedHashMap<>();
    points.putAll(inputs);
    points.putAll(stored);
    points.keySet().retainAll(derived.keySet());
    double largest = points.keySet().stream().mapToDouble(name -> rootMeanSquare(derived.get(name))).max().orElse(0);
    int samples = settings.samples() > 0 ? settings.samples()
        : (int) Math.max(1, Math.min(MOST_SAMPLES, SECONDS / (2 * secondsPerLoss * Math.max(1, points.size()))));
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    List<String> order = new ArrayList<>(points.keySet());
    // Where time is too short for all, chance decides which tensors are differenced.
    Collections.shuffle(order, new Random(settings.seed()));
    Map<String, Row> rows = new HashMap<>();
    for (String name : order) {
      progress.accept("central differences: " + (rows.size() + 1) + "/" + points.size() + " " + name);
      boolean inTime = settings.samples() > 0 || System.nanoTime() < end;
      double generatedError = generatedError(derived.get(name), generated.get(name), largest);
      rows.put(name, differences(name, derived.get(name), inTime ? samples : 0, generatedError));
    }
    Map<String, Row> ordered = new LinkedHashMap<>();
    points.keySet().forEach(name -> ordered.put(name, rows.get(name)));
    return ordered;
  }

  private Row differences(String name, double[] derived, int samples, double generatedError) {
    double[] at = inputs.containsKey(name) ? inputs.get(name) : stored.get(name);
    int[] chosen = new Random(settings.seed() + name.hashCode()).ints(0, at.length).distinct()
        .limit(Math.min(samples, at.length)).toArray();
    double worst = 0;
    int kinks = 0;
    for (int i : chosen) {
      double was = at[i];
      Value here = value();
      at[i] = was + STEP;
      Value right = value();
      at[i] = was - STEP;
      Value left = value();
      at[i] = was;
      boolean toTheRight = right.choices() == here.choices();
      boolean toTheLeft = left.choices() == here.choices();
      double difference = (toTheRight ? right : here).minus(toTheLeft ? left : here)
          / (toTheRight && toTheLeft ? 2 * STEP : STEP);
      double tolerated = ABSOLUTE + RELATIVE * Math.abs(difference);
      double error = Math.abs(difference - derived[i]) / tolerated;
      boolean bends = Math.abs(right.minus(here) - here.minus(left)) / STEP > tolerated;
      if (!toTheRight && !toTheLeft || !(error <= 1) && toTheRight && toTheLeft && bends) {
        kinks++;
      } else {
        worst = error >= worst ? error : Double.isNaN(error) ? Double.POSITIVE_INFINITY : worst;
      }
    }
    return new Row(name, at.length, chosen.length, kinks, worst, generatedError);
  }

  private static double generatedError(double[] derived, double[] generated, double largest) {
    double[] error = new double[derived.length];
    Arrays.setAll(error, i -> derived[i] - generated[i]);
    double tolerated = SINGLE * rootMeanSquare(derived) + SINGLE_OF_LARGEST * largest;
    double share = rootMeanSquare(error) / tolerated;
    return rootMeanSquare(error) == 0 ? 0 : Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
  }

  private static double rootMeanSquare(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum() / values.length);
  }
}
