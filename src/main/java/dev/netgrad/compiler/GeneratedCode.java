package dev.netgrad.compiler;

import dev.netgrad.plan.Plan;
import dev.netgrad.plan.block.BlockPlan;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the generated code of a network: forward, then backward. */
final class GeneratedCode {
  private final Plan plan;
  private final Class<?> network;

  private GeneratedCode(Plan plan, Class<?> network) {
    this.plan = plan;
    this.network = network;
  }

  /** Compiles it and loads it. */
  static GeneratedCode load(Compilation compilation) {
    return new GeneratedCode(compilation.plan(), Loaded.of(compilation.sources()).network());
  }

  /**
   * The gradients that it gives, in single precision.
   *
   * @param inputs by name
   * @param stored parameters and states by qualified name
   * @param outputAdjoints those of the outputs, where there is no loss
   * @return by the name of the parameter or input
   */
  Map<String, double[]> gradients(int batch, Map<String, double[]> inputs, Map<String, double[]> stored,
      List<double[]> outputAdjoints) {
    try {
      return run(plan, batch, inputs, stored, outputAdjoints);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the generated code fails: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, double[]> run(Plan whole, int batch, Map<String, double[]> inputs, Map<String, double[]> stored,
      List<double[]> outputAdjoints) throws ReflectiveOperationException {
    BlockPlan plan = whole.wholeTraining();
    Object weights = create("Weights");
    List<Object> arrays = new ArrayList<>((List<?>) call(weights, "parameters"));
    arrays.addAll((List<?>) call(weights, "states"));
    for (Object array : arrays) {
      double[] from = stored.get((String) component(array, "name"));
      float[] to = (float[]) component(array, "values");
      for (int i = 0; i < to.length; i++) {
        to[i] = (float) from[i];
      }
    }
    Object workspace = create("Workspace", batch);
    Object gradients = create("Gradients");
    List<Object> given = new ArrayList<>(Arrays.asList(weights, workspace, batch));
    plan.block().inputs().forEach(input -> given.add(argument(input, inputs.get(input.name()))));
    if (whole.network().objective().isEmpty()) {
      plan.block().outputs().forEach(output -> given.add(array(output, new double[(int) output.elements(batch)])));
    }
    List<Object> forForward = new ArrayList<>(given);
    while (forForward.size() < method("forward").getParameterCount()) {
      // The step and the key of the random numbers that the interpreter draws where nothing else is said.
      forForward.add(0L);
    }
    call("forward", forForward);
    Map<String, float[]> adjoints = adjoints(plan, batch);
    given.add(2, gradients);
    outputAdjoints.forEach(adjoint -> given.add(floats(adjoint)));
    given.addAll(adjoints.values());
    call("backward", given);
    Map<String, double[]> result = new LinkedHashMap<>();
    adjoints.forEach((name, adjoint) -> result.put(name, toDouble(adjoint)));
    for (Object array : (List<?>) call(gradients, "parameters")) {
      result.put((String) component(array, "name"), toDouble((float[]) component(array, "values")));
    }
    return result;
  }

  /** Arrays for the adjoints of the inputs, in the order in which {@code backward} wants them. */
  private static Map<String, float[]> adjoints(BlockPlan plan, int batch) {
    Map<String, float[]> adjoints = new LinkedHashMap<>();
    for (int i = 0; i < plan.ports().adjoints().arrays().size(); i++) {
      Optional<Tensor> adjoint = plan.ports().adjoints().arrays().get(i);
      if (adjoint.isPresent()) {
        adjoints.put(plan.block().inputs().get(i).name(), new float[(int) adjoint.get().elements(batch)]);
      }
    }
    return adjoints;
  }

  private static Object argument(Tensor input, double[] values) {
    if (input.isStep()) {
      return (long) values[0];
    } else if (input.definition() instanceof Definition.RunTime) {
      return (float) values[0];
    }
    return array(input, values);
  }

  private static Object array(Tensor tensor, double[] values) {
    return tensor.isInteger() ? Arrays.stream(values).mapToInt(v -> (int) v).toArray() : floats(values);
  }

  private static float[] floats(double[] values) {
    float[] array = new float[values.length];
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) values[i];
    }
    return array;
  }

  private static double[] toDouble(float[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i]);
    return result;
  }

  private Object create(String nested, Object... arguments) throws ReflectiveOperationException {
    Class<?> type = network.getClassLoader().loadClass(network.getName() + "$" + nested);
    // A class may have several constructors, and Java promises no order of them.
    Constructor<?> constructor = Arrays.stream(type.getConstructors())
        .filter(c -> c.getParameterCount() == arguments.length).findFirst()
        .orElseThrow(() -> new NoSuchMethodException(nested));
    return constructor.newInstance(arguments);
  }

  private static Object call(Object on, String method) throws ReflectiveOperationException {
    return on.getClass().getMethod(method).invoke(on);
  }

  private void call(String name, List<Object> arguments) throws ReflectiveOperationException {
    method(name).invoke(null, arguments.toArray());
  }

  private Method method(String name) throws NoSuchMethodException {
    return Arrays.stream(network.getMethods()).filter(m -> m.getName().equals(name)).findFirst()
        .orElseThrow(() -> new NoSuchMethodException(name));
  }

  private static Object component(Object record, String name) throws ReflectiveOperationException {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      if (component.getName().equals(name)) {
        return component.getAccessor().invoke(record);
      }
    }
    throw new NoSuchMethodException(name);
  }
}
