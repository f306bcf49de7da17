package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GradientAssertTest {
  /** Kinks, a normalisation whose bias before it has no gradient, and random numbers. */
  private static final String NET = """
      network Small(image[6, 6, 2], label: class[3]) {
        body = image -> conv(4, 3) -> batchNorm -> relu -> maxPool -> dropout(0.3) -> globalAveragePool
        scores = body -> dense(8) -> tanh -> dense(3)
        loss = crossEntropy(scores, label)
        optimizer adam
      }
      """;

  private static Batch batch() {
    SplittableRandom random = new SplittableRandom(3);
    float[] pixels = new float[8 * 72];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble(-1, 1);
    }
    return new Batch(8).with("image", pixels).with("label", new int[] {0, 1, 2, 0, 1, 2, 0, 1});
  }

  private static Model small() {
    Model model = Loaded.of(Compiler.compile(NetFile.of("small.net", NET).networks().get(0),
        Options.of("").withEmit(EmitOptions.of("").withAdapter(true))).sources()).model(1);
    model.initialise(1);
    return model;
  }

  /** The same model, with gradients that something was done to. */
  private static Model spoiled(Model model, Consumer<List<NamedArray>> by) {
    return (Model) Proxy.newProxyInstance(Model.class.getClassLoader(), new Class<?>[] {Model.class},
        (proxy, method, arguments) -> {
          try {
            Object result = method.invoke(model, arguments);
            if (result instanceof BatchGradient gradient) {
              by.accept(gradient.gradients());
            }
            return result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static float[] of(List<NamedArray> gradients, String name) {
    return gradients.stream().filter(g -> g.name().equals(name)).findFirst().orElseThrow().values();
  }

  @Test
  void rightGradientsAreRightAndTheModelStaysAsItIs() {
    Model model = small();
    List<float[]> before = model.parameters().stream().map(p -> p.values().clone()).toList();
    for (int seed = 2; seed <= 30; seed++) {
      model.initialise(seed);
      GradientAssert.assertGradients(model, batch());
    }
    model.initialise(1);
    GradientAssert.assertGradients(model, batch());
    for (int i = 0; i < before.size(); i++) {
      assertThat(model.parameters().get(i).values()).isEqualTo(before.get(i));
    }
  }

  @Test
  void wrongGradientsAreNamed() {
    Model model = small();
    AssertionError scaled = assertThrows(AssertionError.class, () -> GradientAssert.assertGradients(
        spoiled(model, all -> times(of(all, "dense1.weight"), 1.2f)), batch()));
    assertThat(scaled).hasMessageThat().startsWith("1 of 7 gradients of Small are wrong:\n  dense1.weight: along");
    AssertionError missing = assertThrows(AssertionError.class, () -> GradientAssert.assertGradients(
        spoiled(model, all -> of(all, "dense2.bias")[1] = 0), batch()));
    assertThat(missing).hasMessageThat().contains("dense2.bias: along");
    AssertionError nothing = assertThrows(AssertionError.class, () -> GradientAssert.assertGradients(
        spoiled(model, all -> of(all, "dense1.weight")[3] = Float.NaN), batch()));
    assertThat(nothing).hasMessageThat().contains("dense1.weight: along a direction it is NaN");
  }

  private static void times(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
