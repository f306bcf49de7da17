package dev.netgrad.loop;

import dev.netgrad.checks.Point;
import dev.netgrad.checks.Reference;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Inference and a training step of a compiled network, at a point; what came out has the names of {@link Reference}.
 */
final class Execution {
  /** A workspace may be larger than the batch. */
  private static final int SPARE = 1;

  private final Class<?> type;
  private final Derivative derivative;
  private final Network network;
  private final Point point;
  private final boolean single;
  private final Object weights;
  private final Object workspace;
  private final Map<String, Object> given = new LinkedHashMap<>();
  private final Map<String, double[]> results = new LinkedHashMap<>();

  /**
   * @param type the network's class
   * @param single whether its arrays are of single precision
   */
  Execution(Class<?> type, Derivative derivative, Point point, int threads, boolean single) {
    this.type = type;
    this.derivative = derivative;
    this.network = derivative.network();
    this.point = point;
    this.single = single;
    this.weights = create(type, "Weights");
    this.workspace = create(type, "Workspace", (int) point.batch() + SPARE, threads);
    point.inputs().forEach((name, values) -> given.put(name,
        isInteger(name) ? Arrays.stream(values).mapToInt(v -> (int) v).toArray() : array(values)));
    for (String part : List.of("parameters", "states")) {
      named(weights, part).forEach((name, array) -> store(point.stored().get(name), array));
    }
  }

  private boolean isInteger(String input) {
    return network.training().inputs().stream().anyMatch(t -> t.name().equals(input) && t.isInteger());
  }

  Map<String, double[]> results() {
    infer();
    List<Object> outputs = new ArrayList<>();
    forward(outputs);
    Object gradients = create(type, "Gradients");
    backward(gradients, outputs);
    invoke(method(type, "commit"), null, weights, workspace);
    collect(weights, "states", Reference.STATE);
    if (!network.updates().isEmpty()) {
      update(gradients);
    }
    return results;
  }

  private void infer() {
    Block evaluation = network.evaluation();
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, (int) point.batch()));
    evaluation.inputs().forEach(t -> arguments.add(given.get(t.name())));
    List<Object> outputs = arrays(evaluation.outputs());
    arguments.addAll(outputs);
    addKey(evaluation, arguments);
    invoke(method(type, "infer"), null, arguments.toArray());
    for (int i = 0; i < outputs.size(); i++) {
      results.put(Reference.INFERRED + i, doubles(outputs.get(i)));
    }
  }

  /** @param outputs receives the arrays of the outputs of a network without a loss */
  private void forward(List<Object> outputs) {
    Block training = network.training();
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, (int) point.batch()));
    training.inputs().forEach(t -> arguments.add(given.get(t.name())));
    if (network.objective().isEmpty()) {
      outputs.addAll(arrays(training.outputs()));
    }
    arguments.addAll(outputs);
    addKey(training, arguments);
    Object loss = invoke(method(type, "forward"), null, arguments.toArray());
    if (network.objective().isPresent()) {
      results.put(Reference.LOSS, new double[] {((Number) loss).doubleValue()});
    }
    for (int i = 0; i < outputs.size(); i++) {
      results.put(Reference.OUTPUT + i, doubles(outputs.get(i)));
    }
  }

  private static void addKey(Block block, List<Object> arguments) {
    if (block.drawsRandomNumbers()) {
      arguments.addAll(List.of(0L, 0L));
    }
  }

  private void backward(Object gradients, List<Object> outputs) {
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, gradients, (int) point.batch()));
    network.training().inputs().forEach(t -> arguments.add(given.get(t.name())));
    Method backward = method(type, "backward");
    List<Tensor> wanted = network.training().inputs().stream()
        .filter(t -> derivative.whole().adjoints().containsKey(t)).toList();
    arguments.addAll(outputs);
    Reference.outputAdjoints(derivative, point).forEach(adjoint -> arguments.add(array(adjoint)));
    List<Object> filled = arrays(wanted);
    arguments.addAll(filled);
    invoke(backward, null, arguments.toArray());
    collect(gradients, "parameters", Reference.GRADIENT);
    for (int i = 0; i < filled.size(); i++) {
      results.put(Reference.GRADIENT + wanted.get(i).name(), doubles(filled.get(i)));
    }
  }

  private void update(Object gradients) {
    Method update = method(type, "update");
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, gradients, create(type, "OptimizerState")));
    for (Class<?> number : update.getParameterTypes()) {
      if (number == long.class) {
        arguments.add(Reference.STEP);
      } else if (number.isPrimitive()) {
        arguments.add(single ? (Object) (float) Reference.RATE : (Object) Reference.RATE);
      }
    }
    invoke(update, null, arguments.toArray());
    Map<String, Object> parameters = named(weights, "parameters");
    network.updates().stream().flatMap(u -> u.parameters().stream())
        .forEach(name -> results.put(Reference.UPDATED + name, doubles(parameters.get(name))));
  }

  private List<Object> arrays(List<Tensor> tensors) {
    return tensors.stream().map(t -> t.isInteger() ? new int[Math.toIntExact(t.elements(point.batch()))]
        : array(new double[Math.toIntExact(t.elements(point.batch()))])).toList();
  }

  private void collect(Object of, String part, String prefix) {
    named(of, part).forEach((name, array) -> results.put(prefix + name, doubles(array)));
  }

  private static Map<String, Object> named(Object of, String part) {
    Map<String, Object> arrays = new LinkedHashMap<>();
    for (Object array : (List<?>) invoke(method(of.getClass(), part), of)) {
      arrays.put((String) invoke(method(array.getClass(), "name"), array),
          invoke(method(array.getClass(), "values"), array));
    }
    return arrays;
  }

  private Object array(double[] values) {
    Object array = Array.newInstance(single ? float.class : double.class, values.length);
    store(values, array);
    return array;
  }

  private static void store(double[] values, Object array) {
    for (int i = 0; i < values.length; i++) {
      if (array instanceof float[] floats) {
        floats[i] = (float) values[i];
      } else {
        ((double[]) array)[i] = values[i];
      }
    }
  }

  private static double[] doubles(Object array) {
    double[] values = new double[Array.getLength(array)];
    Arrays.setAll(values, i -> Array.getDouble(array, i));
    return values;
  }

  static Object create(Class<?> type, String nested, Object... arguments) {
    Constructor<?> constructor = Arrays.stream(type.getClasses()).filter(c -> c.getSimpleName().equals(nested))
        .flatMap(c -> Arrays.stream(c.getConstructors())).filter(c -> c.getParameterCount() == arguments.length)
        .findFirst().orElseThrow(() -> new IllegalStateException("no " + nested));
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(nested, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a network that draws random numbers there is a {@code forward} with the index of the first sample, too. */
  private static Method method(Class<?> type, String name) {
    return Arrays.stream(type.getMethods()).filter(m -> m.getName().equals(name))
        .min(Comparator.comparingInt(Method::getParameterCount))
        .orElseThrow(() -> new IllegalStateException("no " + name));
  }

  static Object invoke(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(method.getName(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
