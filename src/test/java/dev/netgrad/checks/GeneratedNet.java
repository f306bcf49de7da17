package dev.netgrad.checks;

import com.google.common.truth.Truth;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A network's generated code, compiled, loaded and called by its names. */
public final class GeneratedNet implements Stepping {
  private final Network network;
  private final Point point;
  private final double rate;
  private final ElementType element;
  private final boolean withInputAdjoints;
  private final Class<?> type;
  private final Object weights;
  private final Object workspace;
  private final Object gradients;
  private final List<Object> inputs = new ArrayList<>();
  private final Map<String, Object> inputAdjoints = new LinkedHashMap<>();
  private Object optimizerState;
  private long steps;

  /** For training: the adjoints of the network's inputs are not asked for. */
  public GeneratedNet(Network network, Point point, double rate, ElementType element) {
    this(network, point, rate, element, false);
  }

  public GeneratedNet(Network network, Point point, double rate, ElementType element, boolean withInputAdjoints) {
    this(network, point, rate, element, withInputAdjoints, KernelSet.PLAIN);
  }

  /** In single precision, with a set of kernels. */
  public GeneratedNet(Network network, Point point, double rate, KernelSet kernels, boolean withInputAdjoints) {
    this(network, point, rate, ElementType.FLOAT, withInputAdjoints, kernels);
  }

  private GeneratedNet(Network network, Point point, double rate, ElementType element, boolean withInputAdjoints,
      KernelSet kernels) {
    this(network, point, rate, element, withInputAdjoints, load(network, new EmitOptions("generated", element, false)
        .withVectorBits(kernels.vectorBits()), withInputAdjoints, kernels), 1);
  }

  private static Class<?> load(Network network, EmitOptions emit, boolean withInputAdjoints, KernelSet kernels) {
    Options options = Options.of("generated").withEmit(emit).withInputGradients(withInputAdjoints);
    Loaded loaded = Loaded.of(Compiler.compile(network, options).sources());
    Truth.assertThat(kernels.chosen(loaded::kernels)).isEqualTo(kernels.toString());
    return loaded.network();
  }

  /** The same code from the start, on so many threads. */
  public GeneratedNet on(int threads) {
    return new GeneratedNet(network, point, rate, element, withInputAdjoints, type, threads);
  }

  /** The same code at another point, on one thread. */
  public GeneratedNet at(Point other) {
    return new GeneratedNet(network, other, rate, element, withInputAdjoints, type, 1);
  }

  private GeneratedNet(Network network, Point point, double rate, ElementType element, boolean withInputAdjoints,
      Class<?> type, int threads) {
    this.network = network;
    this.point = point;
    this.rate = rate;
    this.element = element;
    this.withInputAdjoints = withInputAdjoints;
    this.type = type;
    this.weights = create("Weights");
    this.workspace = create("Workspace", (int) point.batch(), threads);
    this.gradients = create("Gradients");
    network.training().inputs().forEach(input -> {
      double[] values = point.inputs().get(input.name());
      inputs.add(input.isInteger() ? Arrays.stream(values).mapToInt(v -> (int) v).toArray() : array(values));
      if (withInputAdjoints && !input.isInteger()) {
        inputAdjoints.put(input.name(), array(new double[values.length]));
      }
    });
    for (String part : List.of("parameters", "states")) {
      named(weights, part).forEach((name, array) -> store(point.stored().get(name), array));
    }
  }

  /** The loss. */
  public double forward() {
    return forward(0, 0);
  }

  /** The loss, with the random numbers of a step and a key, if there are any. */
  public double forward(long step, long key) {
    List<Object> arguments = all(weights, workspace, (int) point.batch());
    if (network.training().drawsRandomNumbers()) {
      arguments.addAll(List.of(step, key));
    }
    return ((Number) call("forward", arguments)).doubleValue();
  }

  /** One of several outputs of a network with a loss, after {@link #forward}. */
  public double[] output(String name) {
    return doubles(field(call(workspace, "training"), name));
  }

  /** A derivative that the network names. */
  public double[] derivative(String name) {
    return derivative(name, name);
  }

  /** The same, where its method has another name. */
  double[] derivative(String name, String method) {
    Block block = network.derivatives().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, (int) point.batch()));
    block.inputs().forEach(input -> arguments.add(input.isInteger()
        ? Arrays.stream(point.inputs().get(input.name())).mapToInt(v -> (int) v).toArray()
        : array(point.inputs().get(input.name()))));
    Object values = array(new double[(int) block.outputs().get(0).elements(point.batch())]);
    arguments.add(values);
    call(method, arguments);
    return doubles(values);
  }

  /** The gradients of parameters by qualified name and of inputs by name, after {@link #forward}. */
  public Map<String, double[]> backward() {
    List<Object> arguments = all(weights, workspace, gradients, (int) point.batch());
    arguments.addAll(inputAdjoints.values());
    call("backward", arguments);
    Map<String, double[]> values = values(gradients, "parameters");
    inputAdjoints.forEach((name, array) -> values.put(name, doubles(array)));
    return values;
  }

  /** Puts other values into an input's array. */
  void give(String input, double[] values) {
    List<String> names = network.training().inputs().stream().map(Tensor::name).toList();
    Object array = inputs.get(names.indexOf(input));
    for (int i = 0; i < values.length; i++) {
      Array.set(array, i, array instanceof int[] ? (Object) (int) values[i] : (Object) (float) values[i]);
    }
  }

  /** The gradient of a parameter, after both passes, as a field: nobody is given the arrays. */
  double[] gradientField(String name) {
    forward();
    call("backward", all(weights, workspace, gradients, (int) point.batch()));
    return doubles(field(gradients, name));
  }

  /** Writes a number to a gradient. */
  void spoil(String name, int at) {
    Array.set(field(gradients, name), at, 7f);
  }

  /** Says that something was written to the gradients. */
  void changed() {
    call(gradients, "changed");
  }

  /** The loss, by the name {@code loss}, and all gradients. */
  public Map<String, double[]> gradients() {
    Map<String, double[]> all = new TreeMap<>(Map.of("loss", new double[] {forward()}));
    all.putAll(backward());
    return all;
  }

  @Override
  public Step step() {
    if (optimizerState == null) {
      optimizerState = create("OptimizerState");
    }
    double loss = forward();
    double[] output = output(network.training().outputs().get(0).name());
    Map<String, double[]> derived = backward();
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, gradients, optimizerState));
    steps++;
    for (Class<?> number : method("update").getParameterTypes()) {
      if (number.isPrimitive()) {
        arguments.add(number == long.class ? (Object) steps
            : element == ElementType.FLOAT ? (Object) (float) rate : (Object) rate);
      }
    }
    call("update", arguments);
    call("commit", List.of(weights, workspace));
    return new Step(loss, output, derived, values(weights, "parameters"), values(weights, "states"));
  }

  private List<Object> all(Object... first) {
    List<Object> arguments = new ArrayList<>(Arrays.asList(first));
    arguments.addAll(inputs);
    return arguments;
  }

  private Map<String, double[]> values(Object of, String part) {
    Map<String, double[]> values = new TreeMap<>();
    named(of, part).forEach((name, array) -> values.put(name, doubles(array)));
    return values;
  }

  private static Map<String, Object> named(Object of, String part) {
    Map<String, Object> arrays = new TreeMap<>();
    for (Object array : (List<?>) call(of, part)) {
      arrays.put((String) call(array, "name"), call(array, "values"));
    }
    return arrays;
  }

  private Object array(double[] values) {
    Object array = Array.newInstance(element == ElementType.FLOAT ? float.class : double.class, values.length);
    store(values, array);
    return array;
  }

  private static void store(double[] values, Object array) {
    boolean single = array instanceof float[];
    for (int i = 0; i < values.length; i++) {
      Array.set(array, i, single ? (Object) (float) values[i] : (Object) values[i]);
    }
  }

  private static double[] doubles(Object array) {
    double[] values = new double[Array.getLength(array)];
    Arrays.setAll(values, i -> Array.getDouble(array, i));
    return values;
  }

  private Object create(String nested, Object... arguments) {
    Class<?> found = Arrays.stream(type.getClasses()).filter(c -> c.getSimpleName().equals(nested)).findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + nested));
    try {
      return Arrays.stream(found.getConstructors()).filter(c -> c.getParameterCount() == arguments.length).findFirst()
          .orElseThrow().newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object call(String name, List<Object> arguments) {
    return invoke(method(name), null, arguments.toArray());
  }

  /** Of a network that draws random numbers there is a {@code forward} with the index of the first sample, too. */
  private Method method(String name) {
    return Arrays.stream(type.getMethods()).filter(m -> m.getName().equals(name))
        .min(Comparator.comparingInt(Method::getParameterCount))
        .orElseThrow(() -> new IllegalStateException("no " + name));
  }

  private static Object call(Object target, String name) {
    try {
      return invoke(target.getClass().getMethod(name), target);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object invoke(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method + ": " + e.getCause(), e);
    }
  }

  private static Object field(Object target, String name) {
    try {
      return target.getClass().getField(name).get(target);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
