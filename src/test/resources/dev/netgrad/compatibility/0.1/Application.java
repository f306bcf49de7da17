import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.store.Snapshot;
import java.nio.file.Path;
import java.util.Arrays;

/** Uses what is generated from classifier.net, as a user's program does: arguments are the weights to load. */
public final class Application {
  private static final int SAMPLES = 3;

  private Application() {}

  public static void main(String[] args) {
    float[] image = new float[SAMPLES * 64];
    for (int i = 0; i < image.length; i++) {
      image[i] = (i * 37 % 101) / 50f - 1;
    }
    int[] label = {0, 1, 3};

    Model model = new ClassifierModel(1);
    Snapshot.load(Path.of(args[0]), model);
    float[] logits = new float[SAMPLES * 4];
    model.infer(new Batch(SAMPLES).with("image", image), new Batch(SAMPLES).with("logits", logits));
    System.out.println(Arrays.toString(logits));

    Classifier.Weights weights = new Classifier.Weights();
    weights.initialise(1);
    try (Classifier.Workspace workspace = new Classifier.Workspace(SAMPLES, 1)) {
      Classifier.Gradients gradients = new Classifier.Gradients();
      Classifier.OptimizerState state = new Classifier.OptimizerState();
      float before = Classifier.forward(weights, workspace, SAMPLES, image, label, 1, 7);
      Classifier.backward(weights, workspace, gradients, SAMPLES, image, label);
      Classifier.update(weights, workspace, gradients, state, 1);
      Classifier.commit(weights, workspace);
      float after = Classifier.trainStep(weights, workspace, gradients, state, SAMPLES, image, label, 2, 7);
      Classifier.infer(weights, workspace, SAMPLES, image, logits);
      System.out.println(before != after && Classifier.kernels().startsWith("plain"));
    }
    for (var parameter : weights.parameters()) {
      System.out.println(parameter.name() + " " + Arrays.toString(parameter.shape()) + " " + parameter.values().length);
    }
  }
}
