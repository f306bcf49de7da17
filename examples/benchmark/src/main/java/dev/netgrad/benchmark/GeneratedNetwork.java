package dev.netgrad.benchmark;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A class that netgrad generated, by its name, as there are many of one form. */
final class GeneratedNetwork {
  private final Class<?> network;

  GeneratedNetwork(String packageName, String name) throws ClassNotFoundException {
    this.network = Class.forName(packageName + "." + name);
  }

  /** Weights as they are before training. */
  Object weights() throws ReflectiveOperationException {
    Object weights = create("Weights");
    weights.getClass().getMethod("initialise", long.class).invoke(weights, 1L);
    return weights;
  }

  Object create(String nested, Integer... numbers) throws ReflectiveOperationException {
    Class<?>[] types = new Class<?>[numbers.length];
    Arrays.fill(types, int.class);
    return Class.forName(network.getName() + "$" + nested).getConstructor(types).newInstance((Object[]) numbers);
  }

  /** Evaluation, again and again with the same arrays. */
  Worker.Iteration inference(int batch, int threads, float[]... arrays) throws ReflectiveOperationException {
    List<Object> arguments = new ArrayList<>(List.of(weights(), create("Workspace", batch, threads), batch));
    arguments.addAll(List.of(arrays));
    return call("infer", arguments.toArray());
  }

  Worker.Iteration call(String method, Object... arguments) throws ReflectiveOperationException {
    MethodHandle bound = MethodHandles.insertArguments(MethodHandles.publicLookup().unreflect(
        Arrays.stream(network.getMethods()).filter(m -> m.getName().equals(method)).findFirst().orElseThrow()), 0,
        arguments);
    return () -> {
      try {
        bound.invoke();
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
