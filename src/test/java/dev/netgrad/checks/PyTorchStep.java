package dev.netgrad.checks;

import dev.netgrad.tensor.Network;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Safetensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What PyTorch answered to two training steps of ResNet-20, and the point where both sides start. */
public final class PyTorchStep {
  public static final int BATCH = 2;

  /** The script found it: with it no ReLU's argument is so near to 0 that rounding could change its sign. */
  private static final String SALT = "36";

  public static final double RATE = 0.1;
  private static final String FIXTURE = "/dev/netgrad/fixtures/resnet20_step.safetensors";

  private final Map<String, double[]> answers = new TreeMap<>();

  private PyTorchStep() {}

  public static PyTorchStep read() {
    PyTorchStep step = new PyTorchStep();
    try {
      Path file = Path.of(PyTorchStep.class.getResource(FIXTURE).toURI());
      for (NamedArray array : Safetensors.read(file).arrays()) {
        double[] values = new double[array.values().length];
        for (int i = 0; i < values.length; i++) {
          values[i] = array.values()[i];
        }
        step.answers.put(array.name(), values);
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return step;
  }

  /** The weights, running statistics, images and labels that the script makes, too. */
  public static Point point(Network network) {
    return Point.of(network, BATCH, SALT);
  }

  /** Such as {@code first.gradient.dense.bias}. */
  public double[] get(String name) {
    double[] values = answers.get(name);
    if (values == null) {
      throw new IllegalArgumentException("PyTorch was not asked for " + name);
    }
    return values;
  }

  /** What follows a prefix in the names of the answers. */
  public Set<String> names(String prefix) {
    Set<String> names = new TreeSet<>();
    answers.keySet().stream().filter(name -> name.startsWith(prefix))
        .forEach(name -> names.add(name.substring(prefix.length())));
    return names;
  }
}
