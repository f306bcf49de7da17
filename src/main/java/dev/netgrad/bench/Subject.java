package dev.netgrad.bench;

import dev.netgrad.compiler.Loaded;
import dev.netgrad.plan.BlockPlan;
import dev.netgrad.plan.Plan;
import dev.netgrad.plan.Storage;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A network's generated code with weights and samples that are made up, always the same ones. */
final class Subject {
  private static final long SEED = 1;

  private final Plan plan;
  private final Class<?> network;
  private final int batch;
  private final Object weights;
  private final Object workspace;
  private final Map<String, Object> inputs = new LinkedHashMap<>();

  Subject(Plan plan, Loaded loaded, Settings settings) {
    this.plan = plan;
    this.network = loaded.network();
    this.batch = settings.batch();
    this.weights = create("Weights");
    this.workspace = create("Workspace", settings.batch(), settings.threads());
    invoke(weights, "initialise", SEED);
    Random random = new Random(SEED);
    plan.wholeTraining().block().inputs().forEach(t -> inputs.put(t.name(), input(t, random)));
  }

  private Object input(Tensor tensor, Random random) {
    int length = (int) tensor.elements(batch);
    if (tensor.isStep()) {
      return 1L;
    } else if (tensor.definition() instanceof Definition.RunTime) {
      return 1f;
    } else if (tensor.isInteger()) {
      int classes = (int) Math.max(1, ((Definition.Input) tensor.definition()).classes());
      return random.ints(length, 0, classes).toArray();
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * A training step on the batch, if the network trains. The learning rate, if the network does not say what it is, is
   * 0: weights stay as they are however long this runs, so that every step has the same numbers to compute with.
   */
  Optional<Runnable> trainStep() {
    return method("trainStep").map(method -> {
      List<Object> arguments = new ArrayList<>(
          List.of(weights, workspace, create("Gradients"), create("OptimizerState"), batch));
      arguments.addAll(inputs.values());
      return call(method, withNumbers(method, arguments));
    });
  }

  /** The inference of some of the batch's samples. */
  Runnable infer(int samples) {
    List<Object> arguments = new ArrayList<>(List.of(weights, workspace, samples));
    BlockPlan evaluation = plan.wholeEvaluation();
    evaluation.block().inputs().forEach(t -> arguments.add(inputs.get(t.name())));
    evaluation.storage().forEach((tensor, storage) -> {
      if (storage instanceof Storage.Port && !evaluation.block().inputs().contains(tensor)) {
        int length = (int) tensor.elements(batch);
        arguments.add(tensor.isInteger() ? new int[length] : new float[length]);
      }
    });
    Method method = method("infer").orElseThrow();
    return call(method, withNumbers(method, arguments));
  }

  /** The numbers of a step that are still missing: the first step, key 1, learning rate 0. */
  private static List<Object> withNumbers(Method method, List<Object> arguments) {
    while (arguments.size() < method.getParameterCount()) {
      arguments.add(method.getParameterTypes()[arguments.size()] == long.class ? (Object) 1L : (Object) 0f);
    }
    return arguments;
  }

  /** The lengths of the parameters by qualified name. */
  Map<String, Long> parameterLengths() {
    Map<String, Long> lengths = new LinkedHashMap<>();
    for (Object array : (List<?>) invoke(weights, "parameters")) {
      lengths.put((String) invoke(array, "name"), (long) ((float[]) invoke(array, "values")).length);
    }
    return lengths;
  }

  /** Nanoseconds and calls of each kernel since the last call, where the code tells. */
  Map<String, long[]> times() {
    Map<String, long[]> times = new LinkedHashMap<>();
    try {
      ((Map<?, ?>) method("times").orElseThrow().invoke(null)).forEach((k, v) -> times.put((String) k, (long[]) v));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return times;
  }

  private Optional<Method> method(String name) {
    return Arrays.stream(network.getMethods()).filter(m -> m.getName().equals(name)).findFirst();
  }

  private static Runnable call(Method method, List<Object> arguments) {
    try {
      MethodHandle bound = MethodHandles.insertArguments(
          MethodHandles.publicLookup().unreflect(method), 0, arguments.toArray());
      MethodHandle handle = bound.asType(MethodType.methodType(void.class));
      return () -> {
        try {
          handle.invokeExact();
        } catch (RuntimeException | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new IllegalStateException(e);
        }
      };
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object create(String nested, Object... arguments) {
    try {
      Class<?> type = network.getClassLoader().loadClass(network.getName() + "$" + nested);
      Class<?>[] types = new Class<?>[arguments.length];
      Arrays.fill(types, int.class);
      return type.getConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object invoke(Object on, String name, long... arguments) {
    try {
      return arguments.length == 0 ? on.getClass().getMethod(name).invoke(on)
          : on.getClass().getMethod(name, long.class).invoke(on, arguments[0]);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
