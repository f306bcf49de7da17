package dev.netgrad.indices;

import dev.netgrad.checks.Point;
import dev.netgrad.checks.Reference;
import dev.netgrad.indices.IndexFormula.Operand;
import dev.netgrad.indices.IndexFormula.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network of some formulas, each an output {@code y0, y1, …} that goes into the loss with weights {@code w0, w1, …}
 * of its own: its adjoint. Of two samples, so that the mean over them is exact.
 */
final class IndexNet {
  static final int SAMPLES = 2;

  private final List<IndexFormula> formulas;
  private final Map<String, double[]> inputs = new LinkedHashMap<>();
  private final Map<String, double[]> stored = new LinkedHashMap<>();
  private final Map<String, double[]> expected = new LinkedHashMap<>();

  /** @param formulas all in bounds */
  IndexNet(List<IndexFormula> formulas) {
    this.formulas = formulas;
    Random random = new Random(formulas.size());
    for (int f = 0; f < formulas.size(); f++) {
      enumerate(formulas.get(f), f, random);
    }
  }

  String text() {
    return text(formulas);
  }

  static String text(List<IndexFormula> formulas) {
    List<String> inputs = new ArrayList<>();
    List<String> losses = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    for (int f = 0; f < formulas.size(); f++) {
      IndexFormula formula = formulas.get(f);
      for (Operand operand : formula.operands()) {
        if (operand.perSample) {
          inputs.add(operand.declaration());
        } else {
          body.append("  parameter ").append(operand.declaration()).append(" = 1\n");
        }
      }
      inputs.add("w" + f + formula.outer().stream().map(Range::extent).toList());
      String at = formula.outer().stream().map(Range::name).collect(Collectors.joining(", ", "[", "]"));
      body.append("  ").append(formula.text("y" + f)).append('\n');
      body.append("  l").append(f).append(" = sum").append(formula.outer())
          .append(" y" + f + at + "*w" + f + at + "\n");
      losses.add("l" + f);
      outputs.add("y" + f);
    }
    return "network Indices(" + String.join(", ", inputs) + ") {\n" + body + "  output " + String.join(", ", outputs)
        + "\n  loss = " + String.join(" + ", losses) + "\n}\n";
  }

  private void enumerate(IndexFormula formula, int number, Random random) {
    Enumeration enumeration = new Enumeration(formula);
    Map<Operand, double[]> values = new LinkedHashMap<>();
    Map<Operand, double[]> adjoints = new LinkedHashMap<>();
    for (Operand operand : formula.operands()) {
      double[] array = enumeration.values(operand, random, operand.perSample ? SAMPLES : 1);
      (operand.perSample ? inputs : stored).put(operand.name, array);
      values.put(operand, array);
      adjoints.put(operand, new double[array.length]);
    }
    int size = formula.outer().stream().mapToInt(Range::extent).reduce(1, (a, b) -> a * b);
    double[] seed = random.ints((long) SAMPLES * size, -2, 4).asDoubleStream().toArray();
    double[] result = new double[seed.length];
    for (int n = 0; n < SAMPLES; n++) {
      Map<Operand, double[]> sample = ofSample(values, n);
      Map<Operand, double[]> adjoint = ofSample(adjoints, n);
      double[] y = enumeration.result(sample);
      System.arraycopy(y, 0, result, n * size, size);
      double[] weights = Arrays.copyOfRange(seed, n * size, (n + 1) * size);
      enumeration.scatter(Arrays.stream(weights).map(w -> w / SAMPLES).toArray(), sample, adjoint);
      int first = n;
      adjoint.forEach((operand, added) -> {
        double[] whole = adjoints.get(operand);
        System.arraycopy(added, 0, whole, operand.perSample ? first * added.length : 0, added.length);
      });
    }
    inputs.put("w" + number, seed);
    expected.put(Reference.INFERRED + number, result);
    expected.put(Reference.GRADIENT + "w" + number, Arrays.stream(result).map(y -> y / SAMPLES).toArray());
    adjoints.forEach((operand, adjoint) -> expected.put(Reference.GRADIENT + operand.name, adjoint));
  }

  private static Map<Operand, double[]> ofSample(Map<Operand, double[]> values, int sample) {
    Map<Operand, double[]> own = new LinkedHashMap<>();
    values.forEach((operand, array) -> own.put(operand, operand.perSample
        ? Arrays.copyOfRange(array, sample * operand.elements(), (sample + 1) * operand.elements()) : array));
    return own;
  }

  Point point() {
    return new Point(SAMPLES, inputs, stored);
  }

  /**
   * What disagrees with the enumeration, if something does.
   *
   * @param actual by the names of {@link Reference}
   */
  List<String> disagreements(Map<String, double[]> actual) {
    List<String> found = new ArrayList<>();
    expected.forEach((name, values) -> {
      double[] got = actual.get(name);
      // What turns out not to depend on a sample is there once.
      if (got == null || got.length == 0 || values.length % got.length > 0
          || !IntStream.range(0, values.length).allMatch(i -> values[i] == got[i % got.length])) {
        found.add(name + " is " + Arrays.toString(got) + ", not " + Arrays.toString(values));
      }
    });
    return found;
  }
}
