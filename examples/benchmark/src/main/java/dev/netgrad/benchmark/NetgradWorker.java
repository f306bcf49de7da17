package dev.netgrad.benchmark;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Map;

/**
 * The Java that netgrad generates. Arguments: network, batch, threads. The property {@code networks} is the package of the
 * generated classes.
 */
final class NetgradWorker {
  private final Subject subject;
  private final int threads;
  private final Class<?> network;

  private NetgradWorker(Subject subject, int threads) throws ClassNotFoundException {
    this.subject = subject;
    this.threads = threads;
    this.network = Class.forName(System.getProperty("networks") + "." + subject.className());
  }

  public static void main(String[] args) throws Exception {
    NetgradWorker worker = new NetgradWorker(Subject.of(args[0]), Integer.parseInt(args[2]));
    int batch = Integer.parseInt(args[1]);
    Worker.serve(Map.of(
        "train", () -> worker.training(batch),
        "infer", () -> worker.inference(batch),
        "latency", () -> worker.inference(1)));
  }

  private Worker.Iteration training(int n) throws ReflectiveOperationException {
    return call("trainStep", weights(), create("Workspace", n, threads), create("Gradients"), create("OptimizerState"),
        n, subject.images(n), subject.labels(n), Subject.LEARNING_RATE);
  }

  private Worker.Iteration inference(int n) throws ReflectiveOperationException {
    return call("infer", weights(), create("Workspace", n, threads), n, subject.images(n),
        new float[n * subject.classes()]);
  }

  private Object weights() throws ReflectiveOperationException {
    Object weights = create("Weights");
    weights.getClass().getMethod("initialise", long.class).invoke(weights, 1L);
    return weights;
  }

  private Object create(String nested, Integer... numbers) throws ReflectiveOperationException {
    Class<?>[] types = new Class<?>[numbers.length];
    Arrays.fill(types, int.class);
    return Class.forName(network.getName() + "$" + nested).getConstructor(types).newInstance((Object[]) numbers);
  }

  private Worker.Iteration call(String method, Object... arguments) throws ReflectiveOperationException {
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
