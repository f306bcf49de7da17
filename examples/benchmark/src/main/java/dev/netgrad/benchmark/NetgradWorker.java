package dev.netgrad.benchmark;

import java.util.Map;

/**
 * The Java that netgrad generates. Arguments: network, batch, threads. The property {@code networks} is the package of
 * the generated classes.
 */
final class NetgradWorker {
  private final Subject subject;
  private final int threads;
  private final GeneratedNetwork network;

  private NetgradWorker(Subject subject, int threads) throws ClassNotFoundException {
    this.subject = subject;
    this.threads = threads;
    this.network = new GeneratedNetwork(System.getProperty("networks"), subject.className());
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
    return network.call("trainStep", network.weights(), network.create("Workspace", n, threads),
        network.create("Gradients"), network.create("OptimizerState"), n, subject.images(n), subject.labels(n),
        Subject.LEARNING_RATE);
  }

  private Worker.Iteration inference(int n) throws ReflectiveOperationException {
    return network.inference(n, threads, subject.images(n), new float[n * subject.classes()]);
  }
}
