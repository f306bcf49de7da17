package dev.netgrad.checks;

import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.grad.DerivedTerms;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Derived gradients against differences of the interpreter, in double, with the step and the tolerances of PyTorch's
 * {@code gradcheck}: |difference − derivative| ≤ 1e-5 + 1e-3·|derivative|, 1e-6 to either side.
 *
 * <p>At a kink the difference is one-sided: to the side where all is chosen as at the point itself, the one that the
 * convention names. Where there is none, because kinks lie to either side, the element is left out; that is asked of
 * the function alone, never of its derivative.
 */
public final class GradientCheck {
  private static final double EPS = 1e-6;
  private static final double ATOL = 1e-5;
  private static final double RTOL = 1e-3;
  /** Of each tensor, at most so many elements. */
  private static final int MOST = 20;
  private static final int MOST_AT_EDGES = 4;

  private final String text;
  private final Network network;
  private final Point point;
  private int compared;
  private int kinks;

  private GradientCheck(String text, Network network, Point point) {
    this.text = text;
    this.network = network;
    this.point = point;
  }

  /** Checks all gradients of the first network of a text at a hashed point. */
  static void check(String text) {
    check(text, 3);
  }

  static void check(String text, long batch) {
    Network written = Nets.network(text);
    check(text, written, Point.of(written, batch, "point."));
  }

  static void check(String text, Network written, Point point) {
    Network network = Nets.simplified(written);
    new GradientCheck(text, network, point).check(written);
  }

  /**
   * The same with fewer differences: of each tensor all elements move at once, each by a distance of its own, so that a
   * wrong element of its gradient shows.
   */
  public static void alongDirections(String text, Network written, Point point) {
    Network network = Nets.simplified(written);
    GradientCheck check = new GradientCheck(text, network, point);
    check.derivatives(written).forEach(check::assertDirection);
  }

  /** At a point of zeros and ties: all gradients are finite, and some elements of each as differences say. */
  public static void atEdges(String text, Network written, Point point) {
    GradientCheck check = new GradientCheck(text, Nets.simplified(written), point);
    check.derivatives(written).forEach((name, gradient) -> {
      assertWithMessage("gradient of %s in\n%s", name, text)
          .that(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
      check.assertDifferences(name, gradient, MOST_AT_EDGES);
    });
  }

  private void check(Network written) {
    derivatives(written).forEach((name, gradient) -> assertDifferences(name, gradient, MOST));
    assertWithMessage("kinks among %s elements of\n%s", compared, text).that(kinks).isAtMost(compared / 20);
  }

  /** The gradients, before and after simplification the same. */
  private Map<String, double[]> derivatives(Network written) {
    assertSameForward(DerivedTerms.expand(written));
    Derivative raw = Nets.raw(network);
    Map<String, double[]> plain = gradients(raw);
    Map<String, double[]> simple = gradients(Nets.simplified(raw));
    assertWithMessage(text).that(simple.keySet()).isEqualTo(plain.keySet());
    plain.forEach((name, gradient) -> {
      assertWithMessage("simplified and raw adjoint of %s in\n%s", name, text)
          .that(Norms.distance(simple.get(name), gradient)).isLessThan(1e-6 * (1 + Norms.norm(gradient)));
    });
    return plain;
  }

  /** The exact laws change no bit of what the network gives. */
  private void assertSameForward(Network expanded) {
    Block before = expanded.training();
    Block after = network.training();
    Interpreter.Run first = point.interpreter().run(before, point.inputs());
    Interpreter.Run second = point.interpreter().run(after, point.inputs());
    for (int k = 0; k < before.outputs().size(); k++) {
      assertWithMessage("output %s of\n%s", k, text).that(second.value(after.outputs().get(k)))
          .isEqualTo(first.value(before.outputs().get(k)));
    }
  }

  private Map<String, double[]> gradients(Derivative derivative) {
    Interpreter interpreter = point.interpreter();
    Interpreter.Run run = interpreter.run(network.training(), point.inputs());
    return interpreter.backward(derivative, run, network.objective().isPresent() ? List.of() : weights());
  }

  private void assertDifferences(String name, double[] gradient, int most) {
    double[] values = point.values(name);
    int stride = Math.max(1, values.length / most);
    int first = (int) (Hashed.unit("first." + name, 0) * Math.min(stride, values.length));
    for (int i = first; i < values.length; i += stride) {
      double here = values[i];
      Value at = value();
      values[i] = here + EPS;
      Value above = value();
      values[i] = here - EPS;
      Value below = value();
      values[i] = here;
      compared++;
      OptionalDouble slope = slope(at, above, below);
      if (slope.isEmpty()) {
        kinks++;
        continue;
      }
      assertWithMessage("gradient of %s[%s] in\n%s", name, i, text).that(gradient[i])
          .isWithin(ATOL + RTOL * Math.abs(gradient[i])).of(slope.getAsDouble());
    }
  }

  private void assertDirection(String name, double[] gradient) {
    double[] values = point.values(name);
    double[] start = values.clone();
    double[] direction = Hashed.around("direction." + name, 0, Math.sqrt(3), values.length);
    Value at = value();
    Arrays.setAll(values, i -> start[i] + EPS * direction[i]);
    Value above = value();
    Arrays.setAll(values, i -> start[i] - EPS * direction[i]);
    Value below = value();
    System.arraycopy(start, 0, values, 0, start.length);
    double[] parts = new double[gradient.length];
    Arrays.setAll(parts, i -> gradient[i] * direction[i]);
    double size = Arrays.stream(parts).map(Math::abs).sum();
    slope(at, above, below).ifPresent(slope ->
        assertWithMessage("gradient of %s along a direction", name).that(Arrays.stream(parts).sum())
            .isWithin(ATOL * (1 + Math.abs(at.value)) + RTOL * size / Math.sqrt(gradient.length)).of(slope));
  }

  /** A value of the objective, and what was chosen on the way. */
  private record Value(double value, long choices) {}

  /** The slope of the piece that a point is on; none if it is but a point, or |x| bends between. */
  private static OptionalDouble slope(Value at, Value above, Value below) {
    boolean isAbove = above.choices == at.choices;
    boolean isBelow = below.choices == at.choices;
    double right = (above.value - at.value) / EPS;
    double left = (at.value - below.value) / EPS;
    double slope = isAbove && isBelow ? (left + right) / 2 : isAbove ? right : left;
    boolean bends = isAbove && isBelow && Math.abs(right - left) > ATOL + RTOL * Math.abs(slope);
    return isAbove || isBelow ? bends ? OptionalDouble.empty() : OptionalDouble.of(slope) : OptionalDouble.empty();
  }

  private Value value() {
    Interpreter.Run run = point.interpreter().run(network.training(), point.inputs());
    return new Value(objective(run), run.choices());
  }

  /** The loss, or where there is none a weighted sum of the outputs. */
  private double objective(Interpreter.Run run) {
    if (network.objective().isPresent()) {
      return run.value(network.objective().get())[0];
    }
    double sum = 0;
    List<double[]> weights = weights();
    List<Tensor> outputs = outputs();
    for (int k = 0; k < outputs.size(); k++) {
      double[] output = run.value(outputs.get(k));
      for (int i = 0; i < output.length; i++) {
        sum += weights.get(k)[i] * output[i];
      }
    }
    return sum;
  }

  private List<Tensor> outputs() {
    return network.training().outputs().stream().filter(t -> !t.isInteger()).toList();
  }

  private List<double[]> weights() {
    return outputs().stream()
        .map(t -> Hashed.around("weights of " + t.name(), 0.2, 1, t.elements(point.batch()))).toList();
  }
}
