package dev.netgrad.benchmark;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoopTranslator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * DJL with libtorch, on TorchScript graphs. Arguments: network, batch, threads, the directory with the exported models.
 * The number of threads is libtorch's, which a system property sets.
 */
final class DjlWorker {
  private final Subject subject;
  private final Path models;

  private DjlWorker(Subject subject, Path models) {
    this.subject = subject;
    this.models = models;
  }

  public static void main(String[] args) throws Exception {
    System.setProperty("ai.djl.pytorch.num_threads", args[2]);
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    DjlWorker worker = new DjlWorker(Subject.of(args[0]), Path.of(args[3]));
    int batch = Integer.parseInt(args[1]);
    Worker.serve(Map.of(
        "train", () -> worker.training(batch),
        "infer", () -> worker.inference(batch),
        "latency", () -> worker.inference(1)));
  }

  private Worker.Iteration training(int batch) throws IOException, MalformedModelException {
    Model model = load(subject + "-train", Map.of("trainParam", "true"));
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(Subject.LEARNING_RATE))
        .optMomentum(Subject.MOMENTUM).optWeightDecays(Subject.DECAY).build();
    Loss loss = Loss.softmaxCrossEntropyLoss();
    Trainer trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(sgd));
    NDArray image = image(trainer.getManager(), batch);
    NDArray label = trainer.getManager().create(subject.labels(batch));
    trainer.initialize(image.getShape());
    return () -> {
      try (NDManager step = trainer.getManager().newSubManager();
          GradientCollector gradients = trainer.newGradientCollector()) {
        image.tempAttach(step);
        label.tempAttach(step);
        NDArray value = loss.evaluate(new NDList(label), trainer.forward(new NDList(image)));
        gradients.backward(value);
        value.getFloat();
      }
      trainer.step();
    };
  }

  private Worker.Iteration inference(int batch) throws IOException, MalformedModelException {
    Model model = load(subject.toString(), Map.of());
    Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
    NDList image = new NDList(image(model.getNDManager(), batch));
    return () -> {
      try (NDList logits = predictor.predict(image)) {
        logits.singletonOrThrow().toFloatArray();
      }
    };
  }

  private Model load(String name, Map<String, String> options) throws IOException, MalformedModelException {
    Model model = Model.newInstance(name, Device.cpu(), "PyTorch");
    model.load(models, name, options);
    return model;
  }

  private NDArray image(NDManager manager, int batch) {
    return manager.create(subject.images(batch), new Shape(batch, 3, subject.size(), subject.size()));
  }
}
