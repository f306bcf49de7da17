package dev.netgrad.random;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.GradientCheck;
import dev.netgrad.checks.Hashed;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Point;
import dev.netgrad.checks.Reference;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.KernelComparison;
import dev.netgrad.loop.VectorApi;
import dev.netgrad.plan.BudgetException;
import dev.netgrad.plan.MemoryBudget;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Planner;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that has to agree about one network:
 * <ul>
 * <li>derivatives, raw and simplified, and differences of what the file says, at zeros and ties, too, where besides
 *     every gradient is finite in all of them;
 * <li>the interpreter and generated code of single precision, whose kernels use vectors; each of them and its plain
 * twin;
 * <li>the interpreter and plain code of double precision, with the usual plan or with a loop nest for each formula, or
 *     bit by bit the vector kernels for as little memory as there is a plan for: one of the three;
 * <li>bit by bit, any of them with one thread and with several.
 * </ul>
 *
 * <p>How far from each other equal numbers may be follows from how much a network makes of a small error: the
 * interpreter runs again with all that it is given a little off, and code may err by some multiple of what that
 * changes, for errors of the size of its precision. At a kink that says nothing; so networks disagree only if they do
 * at three points.
 */
final class Agreement {
  /** Half a unit in the last place, of 1. */
  private static final double SINGLE = 0x1p-24;
  private static final double DOUBLE = 0x1p-53;

  /** So much of what one rounding error at each input does, all the others on the way may do. */
  private static final double ROUNDINGS = 400;

  /** Relative errors of what the interpreter is given, to see what it makes of them. */
  private static final double DISTURBANCE = 1e-7;
  private static final int POINTS = 3;

  /** How many {@link #requests} there are. */
  static final int REQUESTS = 2;

  private final Trial trial;
  private final Derivative derivative;
  private final Network written;
  private final EmitOptions inVectors;
  private final EmitOptions plain;

  /**
   * @param packageName where its generated classes go
   * @throws RuntimeException if a network is not valid, or is no more on its way through the compiler
   */
  Agreement(Trial trial, String packageName) {
    this.trial = trial;
    this.written = Nets.network(trial.text());
    this.derivative = Nets.derivative(written);
    this.plain = new EmitOptions(packageName + ".plain", ElementType.DOUBLE, false);
    this.inVectors = EmitOptions.of(packageName + ".vectors").withVectorBits(List.of(VectorApi.preferredBits()));
  }

  /** What is to be compiled; {@link #check} takes it in the same order. */
  List<Compiled.Request> requests() {
    Plan plan = Planner.plan(derivative);
    return List.of(request(plan, inVectors), switch (trial.other()) {
      case PLAIN -> request(plan, plain);
      case SEPARATE -> request(Planner.separate(derivative), plain);
      case LEAST_MEMORY -> request(leastMemory(), inVectors.withPackageName(inVectors.packageName() + ".least"));
    });
  }

  private Compiled.Request request(Plan plan, EmitOptions options) {
    return new Compiled.Request(derivative, plan, options);
  }

  private Plan leastMemory() {
    try {
      return Planner.plan(derivative, new MemoryBudget(1, trial.batch(), ElementType.FLOAT));
    } catch (BudgetException e) {
      return Planner.plan(derivative, new MemoryBudget(e.least(), trial.batch(), ElementType.FLOAT));
    }
  }

  /**
   * @param compiled for each of the requests
   * @throws AssertionError if something disagrees
   */
  void check(List<Compiled> compiled) {
    AssertionError disagreement = null;
    for (int i = 0; i < POINTS; i++) {
      try {
        check(compiled, rounded(Point.of(written, trial.batch(), "point" + i + ".")));
        disagreement = null;
        break;
      } catch (AssertionError e) {
        disagreement = e;
      }
    }
    if (disagreement != null) {
      throw disagreement;
    }
    checkEdges(compiled, rounded(Point.of(written, trial.batch(), "edges.").atEdges(written)));
    assertThat(compiled.get(0).kernels()).startsWith("vector");
    new KernelComparison(compiled.get(0)).agree(trial.batch());
  }

  private void check(List<Compiled> compiled, Point point) {
    GradientCheck.alongDirections(trial.text(), written, point);
    Map<String, double[]> expected = Reference.results(derivative, point);
    Map<String, Double> sensitivity = sensitivity(expected, point);
    Map<String, double[]> inVectors = compiled.get(0).results(point, 1);
    agree("in vectors", inVectors, expected, sensitivity, SINGLE, point);
    same("in vectors, three threads", compiled.get(0).results(point, 3), inVectors);
    Map<String, double[]> other = compiled.get(1).results(point, 2);
    switch (trial.other()) {
      case PLAIN, SEPARATE -> {
        agree(trial.other() + ", two threads", other, expected, sensitivity, DOUBLE, point);
        same(trial.other() + ", one thread", compiled.get(1).results(point, 1), other);
      }
      case LEAST_MEMORY -> same(trial.other() + ", two threads", other, inVectors);
    }
  }

  /** At zeros and ties rounding may decide which branch is taken; but no gradient becomes infinite or NaN. */
  private void checkEdges(List<Compiled> compiled, Point point) {
    GradientCheck.atEdges(trial.text(), written, point);
    compiled.forEach(code -> code.results(point, 1).forEach((name, values) ->
        assertWithMessage("%s at zeros and ties: %s", name, shown(values))
            .that(name.startsWith(Reference.GRADIENT) && !Arrays.stream(values).allMatch(Double::isFinite)).isFalse()));
  }

  /** By how much each result changes, at most, for relative changes of {@link #SINGLE} of all that is given. */
  private Map<String, Double> sensitivity(Map<String, double[]> results, Point point) {
    Map<String, Double> most = new LinkedHashMap<>();
    for (int run = 0; run < 2; run++) {
      String salt = "disturbance" + run + ".";
      Map<String, double[]> others = Reference.results(derivative, new Point(point.batch(),
          disturbed(salt, point.inputs()), disturbed(salt, point.stored())));
      others.forEach((name, values) ->
          most.merge(name, distance(values, results.get(name)) * SINGLE / DISTURBANCE, Math::max));
    }
    return most;
  }

  private Map<String, double[]> disturbed(String salt, Map<String, double[]> values) {
    Map<String, double[]> disturbed = new LinkedHashMap<>();
    values.forEach((name, array) -> {
      boolean whole = written.training().inputs().stream().anyMatch(t -> t.name().equals(name) && t.isInteger());
      double[] factors = Hashed.around(salt + name, 1, whole ? 0 : DISTURBANCE, array.length);
      Arrays.setAll(factors, i -> factors[i] * array[i]);
      disturbed.put(name, factors);
    });
    return disturbed;
  }

  private void agree(String what, Map<String, double[]> actual, Map<String, double[]> expected,
      Map<String, Double> sensitivity, double precision, Point point) {
    Map<String, double[]> all = new LinkedHashMap<>(expected);
    all.putAll(Reference.updated(derivative.network(), point, actual));
    assertWithMessage("%s: what is computed", what).that(actual.keySet()).isEqualTo(all.keySet());
    double gradients = largest(expected, Reference.GRADIENT);
    all.forEach((name, values) -> {
      double size = Math.max(largest(values), name.startsWith(Reference.GRADIENT) ? gradients : 0);
      double bound = ROUNDINGS * (precision / SINGLE * sensitivity.getOrDefault(name, 0.0) + precision * (1 + size));
      double distance = distance(actual.get(name), values);
      if (!(distance <= bound)) {
        assertWithMessage("%s: %s, %s away where %s are tolerated", what, name, distance, bound)
            .that(shown(actual.get(name))).isEqualTo(shown(values));
      }
    });
  }

  private static void same(String what, Map<String, double[]> actual, Map<String, double[]> expected) {
    assertWithMessage("%s: what is computed", what).that(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> {
      int mismatch = Arrays.mismatch(actual.get(name), values);
      if (mismatch >= 0) {
        assertWithMessage("%s: %s[%s]", what, name, mismatch).that(actual.get(name)[mismatch])
            .isEqualTo(values[mismatch]);
      }
    });
  }

  private static String shown(double[] values) {
    return Arrays.toString(Arrays.copyOf(values, Math.min(24, values.length)));
  }

  private static double largest(Map<String, double[]> arrays, String prefix) {
    return arrays.entrySet().stream().filter(e -> e.getKey().startsWith(prefix)).mapToDouble(e -> largest(e.getValue()))
        .max().orElse(0);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** The largest difference of two elements. */
  private static double distance(double[] a, double[] b) {
    assertThat(a).hasLength(b.length);
    double distance = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] == b[i] ? 0 : Math.abs(a[i] - b[i]);
      distance = difference <= distance ? distance : difference;
    }
    return distance;
  }

  /** The same numbers as floats have them, so that all sides start alike. */
  private static Point rounded(Point point) {
    List.of(point.inputs(), point.stored()).forEach(all ->
        all.values().forEach(array -> Arrays.setAll(array, i -> (float) array[i])));
    return point;
  }
}
