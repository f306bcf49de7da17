package dev.netgrad.benchmark;

import dev.netgrad.benchmark.networks.ResNet18;
import dev.netgrad.benchmark.networks.ResNet20;
import dev.netgrad.benchmark.networks.ResNet50;
import java.util.Map;

/** The Java that netgrad generates. Arguments: network, batch, threads. */
final class NetgradWorker {
  private final Subject subject;
  private final int threads;

  private NetgradWorker(Subject subject, int threads) {
    this.subject = subject;
    this.threads = threads;
  }

  public static void main(String[] args) throws Exception {
    NetgradWorker worker = new NetgradWorker(Subject.of(args[0]), Integer.parseInt(args[2]));
    int batch = Integer.parseInt(args[1]);
    Worker.serve(Map.of(
        "train", () -> worker.training(batch),
        "infer", () -> worker.inference(batch),
        "latency", () -> worker.inference(1)));
  }

  private Worker.Iteration training(int n) {
    float[] image = subject.images(n);
    int[] label = subject.labels(n);
    float lr = Subject.LEARNING_RATE;
    switch (subject) {
      case RESNET20 -> {
        var w = new ResNet20.Weights();
        w.initialise(1);
        var ws = new ResNet20.Workspace(n, threads);
        var g = new ResNet20.Gradients();
        var o = new ResNet20.OptimizerState();
        return () -> ResNet20.trainStep(w, ws, g, o, n, image, label, lr);
      }
      case RESNET18 -> {
        var w = new ResNet18.Weights();
        w.initialise(1);
        var ws = new ResNet18.Workspace(n, threads);
        var g = new ResNet18.Gradients();
        var o = new ResNet18.OptimizerState();
        return () -> ResNet18.trainStep(w, ws, g, o, n, image, label, lr);
      }
      case RESNET50 -> {
        var w = new ResNet50.Weights();
        w.initialise(1);
        var ws = new ResNet50.Workspace(n, threads);
        var g = new ResNet50.Gradients();
        var o = new ResNet50.OptimizerState();
        return () -> ResNet50.trainStep(w, ws, g, o, n, image, label, lr);
      }
    }
    throw new AssertionError(subject);
  }

  private Worker.Iteration inference(int n) {
    float[] image = subject.images(n);
    float[] logits = new float[n * subject.classes()];
    switch (subject) {
      case RESNET20 -> {
        var w = new ResNet20.Weights();
        w.initialise(1);
        var ws = new ResNet20.Workspace(n, threads);
        return () -> ResNet20.infer(w, ws, n, image, logits);
      }
      case RESNET18 -> {
        var w = new ResNet18.Weights();
        w.initialise(1);
        var ws = new ResNet18.Workspace(n, threads);
        return () -> ResNet18.infer(w, ws, n, image, logits);
      }
      case RESNET50 -> {
        var w = new ResNet50.Weights();
        w.initialise(1);
        var ws = new ResNet50.Workspace(n, threads);
        return () -> ResNet50.infer(w, ws, n, image, logits);
      }
    }
    throw new AssertionError(subject);
  }
}
