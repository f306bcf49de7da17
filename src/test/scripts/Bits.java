import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Prints, for each set of kernels and each number of threads, a digest of what training and inference give. */
public final class Bits {
  private static final int BATCH = 5;
  private static final int IMAGE = 8 * 8 * 3;
  private static final int CLASSES = 10;

  private Bits() {}

  /** @param arguments two folders of classes, then {@code plain} or the width of vectors in bits, for each set */
  public static void main(String[] arguments) throws Exception {
    URL[] classes = {Path.of(arguments[0]).toUri().toURL(), Path.of(arguments[1]).toUri().toURL()};
    for (String set : Arrays.asList(arguments).subList(2, arguments.length)) {
      // A network chooses its kernels once; each set has a network of its own.
      String kernels = set.equals("plain") ? set : "vector, " + set + " bits";
      System.setProperty("netgrad.kernels", kernels);
      Class<?> own = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader()).loadClass(Bits.class.getName());
      // Without fused multiply-add, say, it takes plain ones, whatever is wanted.
      boolean taken = own.getMethod("kernels").invoke(null).equals(kernels);
      for (int threads : taken ? new int[] {1, 2, 3, 5} : new int[0]) {
        String digest = (String) own.getMethod("digest", int.class).invoke(null, threads);
        System.out.println(kernels + "\t" + threads + "\t" + digest);
      }
    }
  }

  /** The kernels in use. */
  public static String kernels() {
    return BitsNet.kernels();
  }

  /** Two steps of training and an inference: a digest of weights, losses and outputs. */
  public static String digest(int threads) {
    BitsNet.Weights weights = new BitsNet.Weights();
    weights.initialise(7);
    Random random = new Random(3);
    float[] images = gaussian(random, BATCH * IMAGE);
    int[] labels = random.ints(BATCH, 0, CLASSES).toArray();
    float[] outputs = new float[BATCH * CLASSES];
    List<float[]> results = new ArrayList<>();
    try (BitsNet.Workspace workspace = new BitsNet.Workspace(BATCH, threads)) {
      BitsNet.Gradients gradients = new BitsNet.Gradients();
      BitsNet.OptimizerState state = new BitsNet.OptimizerState();
      for (int step = 0; step < 2; step++) {
        results.add(new float[] {
            BitsNet.trainStep(weights, workspace, gradients, state, BATCH, images, labels, 0.05f)});
      }
      BitsNet.infer(weights, workspace, BATCH, images, outputs);
    }
    results.add(outputs);
    weights.parameters().forEach(parameter -> results.add(parameter.values()));
    weights.states().forEach(array -> results.add(array.values()));
    int digest = 1;
    for (float[] result : results) {
      digest = 31 * digest + Arrays.hashCode(result);
    }
    return String.format("%08x", digest);
  }

  private static float[] gaussian(Random random, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
