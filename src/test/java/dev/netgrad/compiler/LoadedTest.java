package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.Nets;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Scaling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadedTest {
  @Test
  void ownClassesComeBeforeThoseOfTheApplication() {
    List<GeneratedSource> sources = Compiler.compile(Nets.network("""
        network Scaling(x) {
          y = 2*x
        }
        """), Options.of(Scaling.class.getPackageName())).sources();

    Class<?> network = Loaded.of(sources).network();

    assertThat(network.getName()).isEqualTo(Scaling.class.getName());
    assertThat(network).isNotEqualTo(Scaling.class);
  }

  /** What {@code grad} and {@code gradcheck} start from is what training starts from, before it is rounded. */
  @Test
  void initialValuesAreThoseOfTheInterpreter() throws ReflectiveOperationException {
    Network network = Nets.network("""
        block twice(x[K]) { x -> dense(K) -> tanh }
        network Initial(x[5], label: class[3]) {
          parameter scale[5] = uniform(0.5)
          y[i < 5] = x[i]*scale[i]
          logits = y -> repeat(2) twice -> batchNorm -> dense(3)
          loss = crossEntropy(logits, label)
        }
        """);
    Object weights = Loaded.of(Compiler.compile(network, Options.of("")).sources()).loadClass("Initial$Weights")
        .getConstructor().newInstance();
    weights.getClass().getMethod("initialise", long.class).invoke(weights, 7);
    Map<String, double[]> generated = new LinkedHashMap<>();
    for (String kind : List.of("parameters", "states")) {
      for (Object named : (List<?>) weights.getClass().getMethod(kind).invoke(weights)) {
        float[] values = (float[]) named.getClass().getMethod("values").invoke(named);
        generated.put((String) named.getClass().getMethod("name").invoke(named),
            IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
      }
    }

    Map<String, double[]> interpreted = InitialValues.of(network.training(), 7);

    assertThat(interpreted.keySet()).isEqualTo(generated.keySet());
    assertThat(generated.keySet()).contains("twice.1.dense.weight");
    interpreted.forEach((name, values) -> assertWithMessage(name).that(generated.get(name))
        .isEqualTo(Arrays.stream(values).map(value -> (float) value).toArray()));
  }
}
