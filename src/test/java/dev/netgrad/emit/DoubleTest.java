package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code whose arrays are of type double, as users get it, has derivatives that differences confirm to many digits. */
class DoubleTest {
  private static final int BATCH = 3;
  /** So small that, of the points here, none is on the other side of a kink. */
  private static final double STEP = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"mlp.net", "digits.net", "shapes.net"})
  void directionalDerivativesAreDifferences(String example) throws ReflectiveOperationException {
    Network network = NetFile.read(Path.of("examples").resolve(example)).networks().get(0);
    Subject subject = new Subject(network);
    subject.loss();
    List<double[]> gradients = subject.backward();
    Random random = new Random(7);
    double length = Math.sqrt(gradients.stream().mapToInt(g -> g.length).sum() / 3.0);
    List<double[]> direction = gradients.stream()
        .map(g -> random.doubles(g.length, -1 / length, 1 / length).toArray()).toList();
    double derivative = 0;
    for (int i = 0; i < direction.size(); i++) {
      for (int k = 0; k < direction.get(i).length; k++) {
        derivative += direction.get(i)[k] * gradients.get(i)[k];
      }
    }
    double differences = (8 * (subject.at(direction, STEP) - subject.at(direction, -STEP))
        - (subject.at(direction, 2 * STEP) - subject.at(direction, -2 * STEP))) / (12 * STEP);
    assertThat(differences).isWithin(1e-7 * Math.abs(derivative)).of(derivative);
  }

  /** A network with weights and samples that are made up. */
  private static final class Subject {
    private final Class<?> type;
    private final Object weights;
    private final Object workspace;
    private final Object gradients;
    private final List<Object> inputs = new ArrayList<>();

    Subject(Network network) throws ReflectiveOperationException {
      EmitOptions emit = EmitOptions.of("").withElementType(ElementType.DOUBLE);
      Loaded loaded = Loaded.of(Compiler.compile(network, Options.of("").withEmit(emit)).sources());
      type = loaded.network();
      weights = loaded.loadClass(type.getName() + "$Weights").getConstructor().newInstance();
      weights.getClass().getMethod("initialise", long.class).invoke(weights, 5L);
      workspace = loaded.loadClass(type.getName() + "$Workspace").getConstructor(int.class, int.class)
          .newInstance(BATCH, 1);
      gradients = loaded.loadClass(type.getName() + "$Gradients").getConstructor().newInstance();
      Random random = new Random(3);
      for (Tensor t : network.training().inputs()) {
        int length = (int) t.elements(BATCH);
        inputs.add(t.isInteger()
            ? random.ints(length, 0, (int) ((Definition.Input) t.definition()).classes()).toArray()
            : random.doubles(length, -1, 1).toArray());
      }
    }

    private Object call(String name, Object... first) throws ReflectiveOperationException {
      List<Object> arguments = new ArrayList<>(List.of(first));
      arguments.add(BATCH);
      arguments.addAll(inputs);
      Method method = Arrays.stream(type.getMethods()).filter(m -> m.getName().equals(name))
        .min(Comparator.comparingInt(Method::getParameterCount)).orElseThrow();
      return method.invoke(null, arguments.toArray());
    }

    double loss() throws ReflectiveOperationException {
      return (double) call("forward", weights, workspace);
    }

    List<double[]> backward() throws ReflectiveOperationException {
      call("backward", weights, workspace, gradients);
      return arrays(gradients);
    }

    private static List<double[]> arrays(Object struct) throws ReflectiveOperationException {
      List<double[]> arrays = new ArrayList<>();
      for (Object array : (List<?>) struct.getClass().getMethod("parameters").invoke(struct)) {
        arrays.add((double[]) array.getClass().getMethod("values").invoke(array));
      }
      return arrays;
    }

    /** The loss so far away. */
    double at(List<double[]> direction, double step) throws ReflectiveOperationException {
      move(direction, step);
      double loss = loss();
      move(direction, -step);
      return loss;
    }

    private void move(List<double[]> direction, double step) throws ReflectiveOperationException {
      List<double[]> arrays = arrays(weights);
      for (int i = 0; i < arrays.size(); i++) {
        for (int k = 0; k < arrays.get(i).length; k++) {
          arrays.get(i)[k] += step * direction.get(i)[k];
        }
      }
    }
  }
}
