package dev.netgrad.compiler;

import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Span;
import dev.netgrad.syntax.Example;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Initialiser;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One example, run by the interpreter. */
final class ExampleRun {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-4;

  private final Example example;
  private final Derivative derivative;
  private final Block block;
  private final Map<String, double[]> inputs = new LinkedHashMap<>();
  private final Map<String, double[]> stored = new LinkedHashMap<>();
  private boolean isAtKink;

  /** @param network whose inputs are the example's tensors */
  ExampleRun(Example example, Network network) {
    this.example = example;
    this.derivative = Compiler.derive(new Network(network.name(), network.evaluation(), network.evaluation(),
        Optional.empty(), List.of()), Options.of("").withInputGradients(true));
    this.block = derivative.network().training();
    for (int i = 0; i < example.arguments().size(); i++) {
      inputs.put(Examples.input(i), example.arguments().get(i).value().values());
    }
  }

  /** Whether somewhere a difference is not that of a derivative; told after {@link #wrong}. */
  boolean isAtKink() {
    return isAtKink;
  }

  /** What is wrong with the example, if anything is. */
  Optional<Diagnostic> wrong() {
    return ofKept().or(this::ofValues).or(this::ofGradient);
  }

  private Optional<Diagnostic> said(Span place, String message) {
    return Optional.of(Diagnostic.of(Code.EXAMPLE, place, message));
  }

  /** Parameters and states have the values that are given, or those with which they always start. */
  private Optional<Diagnostic> ofKept() {
    String callee = example.callee().text();
    if (block.drawsRandomNumbers()) {
      return said(example.span(), "`" + callee + "` draws random numbers: an example can't say what it gives");
    }
    Map<String, Tensor> tensors = InitialValues.tensors(block);
    stored.putAll(InitialValues.of(block, 0));
    Map<String, String> names = new LinkedHashMap<>();
    tensors.keySet().forEach(name -> names.put(spelled(name), name));
    for (Example.Given given : example.parameters()) {
      String name = given.name().orElseThrow().text();
      Tensor tensor = tensors.get(names.getOrDefault(name, ""));
      if (tensor == null) {
        return said(given.name().get().span(), "`" + callee + "` has no parameter or state `" + name + "`").map(d ->
            names.isEmpty() ? d : d.advice("there is " + String.join(", ", names.keySet())));
      } else if (!given.value().shape().equals(extents(tensor))) {
        return said(given.value().span(), "`" + name + "` is " + tensor.shapeText() + ", and this is "
            + given.value().shape());
      }
      stored.put(names.remove(name), given.value().values());
    }
    for (Map.Entry<String, String> open : names.entrySet()) {
      if (tensors.get(open.getValue()).definition() instanceof Definition.Parameter parameter
          && !(parameter.initialiser() instanceof Initialiser.Fill)) {
        return said(example.span(), "`" + open.getKey() + "` starts with random numbers")
            .map(d -> d.advice("give it values, with " + open.getKey() + " = …"));
      }
    }
    return Optional.empty();
  }

  /** {@code dense.conv1.weight} as {@code conv1Weight}: without the call of the layer itself. */
  private static String spelled(String name) {
    String[] parts = name.substring(name.indexOf('.') + 1).split("\\.");
    StringBuilder spelled = new StringBuilder(parts[0]);
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      spelled.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
    }
    return spelled.toString();
  }

  private static List<Integer> extents(Tensor tensor) {
    return tensor.shape().stream().filter(e -> !e.isBatch()).map(e -> Math.toIntExact(e.size())).toList();
  }

  private Tensor output() {
    return block.outputs().get(0);
  }

  private Interpreter.Run run() {
    return new Interpreter(1, stored).run(block, inputs);
  }

  private Optional<Diagnostic> ofValues() {
    Example.Literal result = example.result();
    if (!result.shape().equals(extents(output()))) {
      return said(result.span(), "`" + example.callee().text() + "` gives " + output().shapeText()
          + ", and the example says " + result.shape());
    }
    double[] values = run().value(output());
    for (int i = 0; i < values.length; i++) {
      Example.Digits written = result.numbers().get(i);
      if (!written.isNear(values[i])) {
        return said(result.span(), "`" + example.callee().text() + "` gives " + shown(values[i])
            + (values.length == 1 ? "" : " as number " + (i + 1)) + ", and the example says " + shown(written.value()));
      }
    }
    return Optional.empty();
  }

  private static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }

  /** Of the sum of all that it gives, each times a weight: by each number of each input and parameter. */
  private Optional<Diagnostic> ofGradient() {
    if (output().isInteger()) {
      return Optional.empty();
    }
    double[] weights = new double[Math.toIntExact(output().elements(1))];
    Arrays.setAll(weights, i -> 1 + 0.25 * Math.sin(i + 1.0));
    Map<String, double[]> gradients = new Interpreter(1, stored).backward(derivative, run(), List.of(weights));
    for (Map.Entry<String, double[]> gradient : gradients.entrySet()) {
      double[] at = inputs.getOrDefault(gradient.getKey(), stored.get(gradient.getKey()));
      for (int i = 0; i < at.length; i++) {
        double here = sum(weights, at, i, 0);
        double right = (sum(weights, at, i, STEP) - here) / STEP;
        double left = (here - sum(weights, at, i, -STEP)) / STEP;
        double derived = gradient.getValue()[i];
        double tolerance = TOLERANCE * (1 + Math.abs(left) + Math.abs(right));
        if (!(Math.abs(right - left) <= tolerance)) {
          isAtKink = true;
        } else if (!(Math.abs(derived - (left + right) / 2) <= tolerance)) {
          return said(example.span(), "the gradient by number " + (i + 1) + " of " + called(gradient.getKey()) + " is "
              + derived + ", and differences say " + (left + right) / 2);
        }
      }
    }
    return Optional.empty();
  }

  private String called(String name) {
    return name.contains(".") ? "`" + spelled(name) + "`" : name.replace("argument", "argument ");
  }

  private double sum(double[] weights, double[] at, int i, double step) {
    double before = at[i];
    at[i] += step;
    double[] values = run().value(output());
    at[i] = before;
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      sum += weights[k] * values[k];
    }
    return sum;
  }
}
