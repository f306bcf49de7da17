package dev.netgrad.api;

import dev.netgrad.compiler.Evaluation;
import dev.netgrad.source.Absent;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** A sample at which a network is evaluated: values that were checked, and those of all that was not given. */
final class SamplePoint {
  private static final long SEED = 1;

  private final Evaluation evaluation;
  private final Tensor differentiated;
  private final Map<String, double[]> inputs = new LinkedHashMap<>();
  private final Map<String, double[]> stored;

  SamplePoint(Network network, Map<String, double[]> values) {
    evaluation = new Evaluation(network);
    require(!evaluation.differentiable().isEmpty(),
        "class numbers have no gradient, and " + network.name() + " gives nothing else");
    differentiated = evaluation.differentiable().get(0);
    stored = evaluation.initial(SEED);
    values.forEach(this::take);
    List<String> missing = evaluation.inputs().stream().map(Tensor::name).filter(n -> !inputs.containsKey(n)).toList();
    require(missing.isEmpty(), "there is no value for " + String.join(", ", missing));
  }

  private void take(String name, double[] elements) {
    Tensor tensor = evaluation.inputs().stream().filter(t -> t.name().equals(name)).findFirst()
        .orElseGet(() -> evaluation.stored().get(name));
    require(tensor != null, Absent.of("input, parameter or state", name,
        evaluation.inputs().stream().map(Tensor::name).toList()));
    Objects.requireNonNull(elements, name);
    require(elements.length == tensor.elements(1),
        name + tensor.shapeText() + " has " + tensor.elements(1) + " elements, not " + elements.length);
    if (tensor.isInteger() && tensor.definition() instanceof Definition.Input input) {
      long classes = input.classes() > 0 ? input.classes() : Long.MAX_VALUE;
      require(Arrays.stream(elements).allMatch(v -> v == Math.rint(v) && v >= 0 && v < classes),
          name + ": a class is a whole number from 0" + (input.classes() > 0 ? " to " + (classes - 1) : ""));
    }
    (evaluation.stored().containsKey(name) ? stored : inputs).put(name, elements);
  }

  Gradient gradient() {
    double[] ones = new double[differentiated.arrayLength(1)];
    Arrays.fill(ones, 1);
    Evaluation.Result result = evaluation.at(inputs, stored, differentiated, ones);
    return new Gradient(flat(result.outputs()), flat(result.gradients()));
  }

  private static Map<String, double[]> flat(Map<String, Object> nested) {
    Map<String, double[]> flat = new LinkedHashMap<>();
    nested.forEach((name, value) -> flat.put(name, numbers(value).toArray()));
    return flat;
  }

  /** A number, or the numbers of lists as deep as a tensor's rank. */
  private static DoubleStream numbers(Object nested) {
    return nested instanceof List<?> list ? list.stream().flatMapToDouble(SamplePoint::numbers)
        : DoubleStream.of((Double) nested);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
