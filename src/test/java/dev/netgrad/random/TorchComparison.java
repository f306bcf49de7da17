package dev.netgrad.random;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Point;
import dev.netgrad.checks.Reference;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.loop.Compiled;
import dev.netgrad.plan.Planner;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One network at one point: what PyTorch answers, what the reference interpreter makes of the derivative, and what
 * plain generated code of double precision makes of it.
 */
final class TorchComparison {
  private static final double TOLERANCE = 1e-8;

  private final String text;
  private final Point point;
  private final Derivative derivative;
  private final String request;

  /**
   * @param written of the text
   * @throws RuntimeException if it does not get through the compiler
   */
  TorchComparison(String text, Network written, Point point) {
    this.text = text;
    this.point = point;
    this.derivative = Nets.derivative(written);
    this.request = TorchRequest.of(written, point, Reference.outputAdjoints(derivative, point));
  }

  String request() {
    return request;
  }

  /** The generated code that is to be compared. */
  Compiled.Request code(String packageName) {
    return new Compiled.Request(derivative, Planner.plan(derivative),
        new EmitOptions(packageName, ElementType.DOUBLE, false));
  }

  /** @throws AssertionError if values differ, or generated code and interpreter */
  Verdict verdict(Torch.Answer answer, Compiled code) {
    Map<String, double[]> results = Reference.results(derivative, point);
    answer.values().forEach((name, values) ->
        assertNear("PyTorch: " + name, results.get(name.replace("output", Reference.OUTPUT)), values));
    Map<String, double[]> generated = code.results(point, 1);
    results.forEach((name, values) -> assertNear("generated code: " + name, generated.get(name), values));
    return gradients(results).entrySet().stream()
        .map(gradient -> verdict(gradient.getValue(), answer, gradient.getKey()))
        .max(Comparator.naturalOrder()).orElse(Verdict.AGREES);
  }

  /**
   * Element by element, since what is not taken may be read by one and a tie by the next; the last of the verdicts
   * counts.
   */
  private static Verdict verdict(double[] gradient, Torch.Answer answer, String name) {
    double[] torch = answer.gradients().get(Torch.Conventions.TORCH).get(name);
    double[] winner = answer.gradients().get(Torch.Conventions.WINNER).get(name);
    double[] alive = answer.gradients().get(Torch.Conventions.ALIVE).get(name);
    return IntStream.range(0, gradient.length).mapToObj(i -> near(gradient[i], torch, i) ? Verdict.AGREES
        : near(gradient[i], winner, i) ? Verdict.TIES
        : near(gradient[i], alive, i) ? Verdict.NOT_TAKEN
        : Double.isNaN(alive[i]) ? Verdict.NUMBER
        : Double.isInfinite(gradient[i]) && Double.isInfinite(alive[i]) ? Verdict.SIGN_OF_ZERO : Verdict.DIFFERS)
        .max(Comparator.naturalOrder()).orElse(Verdict.AGREES);
  }

  /** What is compared, for a person to read. */
  String explained(Torch.Answer answer) {
    StringBuilder out = new StringBuilder(text);
    Map<String, double[]> given = new TreeMap<>(point.inputs());
    given.putAll(point.stored());
    given.forEach((name, values) -> out.append(name).append(" = ").append(Arrays.toString(values)).append('\n'));
    gradients(Reference.results(derivative, point)).forEach((name, values) -> {
      out.append("gradient of ").append(name).append(": ").append(Arrays.toString(values));
      answer.gradients().forEach((conventions, all) ->
          out.append(", ").append(conventions).append(' ').append(Arrays.toString(all.get(name))));
      out.append('\n');
    });
    return out.toString();
  }

  /** The gradients among what the interpreter gives, by the name of what they are gradients of. */
  private static Map<String, double[]> gradients(Map<String, double[]> results) {
    Map<String, double[]> gradients = new TreeMap<>();
    results.forEach((name, values) -> {
      if (name.startsWith(Reference.GRADIENT)) {
        gradients.put(name.substring(Reference.GRADIENT.length()), values);
      }
    });
    return gradients;
  }

  private static void assertNear(String what, double[] actual, double[] expected) {
    if (actual == null || IntStream.range(0, expected.length).anyMatch(i -> !near(actual[i], expected, i))) {
      assertWithMessage(what).that(Arrays.toString(actual)).isEqualTo(Arrays.toString(expected));
    }
  }

  /** Whether a number is the i-th of the expected ones, to within digits of the largest of these. */
  private static boolean near(double actual, double[] expected, int i) {
    double scale = Arrays.stream(expected).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    return Double.isNaN(expected[i]) ? Double.isNaN(actual)
        : actual == expected[i] || Math.abs(actual - expected[i]) <= TOLERANCE * (1 + scale);
  }
}
