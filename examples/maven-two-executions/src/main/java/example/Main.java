package example;

import dev.netgrad.train.Batch;
import dev.netgrad.train.Model;
import dev.netgrad.train.data.Data;
import dev.netgrad.train.loop.EpochReport;
import dev.netgrad.train.loop.Recipe;
import dev.netgrad.train.loop.Training;
import example.classifier.RingsModel;
import example.energy.HenonHeiles;
import java.util.List;
import java.util.Random;

/** Trains the classifier, then prints a force. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    train().forEach(System.out::println);
    float[] force = force(0.1f, 0.2f);
    System.out.println("force at (0.1, 0.2): (" + force[0] + ", " + force[1] + ")");
  }

  static List<EpochReport> train() {
    Model model = new RingsModel(1);
    Recipe recipe = Recipe.defaults().withEpochs(20).withBatch(16).withRate(0.1f);
    return new Training(model, Data.of(model, rings(400, 1), rings(100, 2)), recipe).run();
  }

  /** Points about circles of radius 1 and 2, in turn. */
  private static Batch rings(int size, long seed) {
    Random random = new Random(seed);
    float[] points = new float[2 * size];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 2;
      double radius = 1 + labels[i] + 0.1 * random.nextGaussian();
      double angle = 2 * Math.PI * random.nextDouble();
      points[2 * i] = (float) (radius * Math.cos(angle));
      points[2 * i + 1] = (float) (radius * Math.sin(angle));
    }
    return new Batch(size).with("point", points).with("label", labels);
  }

  /** Minus the energy's gradient. */
  static float[] force(float x, float y) {
    HenonHeiles.Weights none = new HenonHeiles.Weights();
    HenonHeiles.Workspace workspace = new HenonHeiles.Workspace(1);
    float[] dX = new float[1];
    float[] dY = new float[1];
    float[] energy = new float[1];
    HenonHeiles.forward(none, workspace, 1, new float[] {x}, new float[] {y}, energy);
    HenonHeiles.backward(none, workspace, new HenonHeiles.Gradients(), 1, new float[] {x}, new float[] {y}, energy,
        new float[] {1}, dX, dY);
    return new float[] {-dX[0], -dY[0]};
  }
}
