package dev.netgrad.growth;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.GeneratedNet;
import dev.netgrad.checks.Nets;
import dev.netgrad.checks.Point;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.DeepStack;
import dev.netgrad.compiler.Javac;
import dev.netgrad.compiler.Options;
import dev.netgrad.emit.EmitOptions;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.check.Interpreter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks of shapes that grow: each is compiled in time, by javac too, and its numbers are right. */
@Timeout(300)
class GrowthTest {
  /** Where the square of a length would be noticed, and where what is generated is divided into methods and classes. */
  private static final int SIZE = 120;
  private static final long BATCH = 2;

  /** The loss and the gradients by the interpreter and by generated code, in double both. */
  private static void compare(String text, int scale) {
    DeepStack.call(() -> {
      Network network = Nets.network(text);
      Point point = Point.of(network, BATCH, "growth");
      Derivative derivative = Nets.derivative(network);
      Interpreter interpreter = point.interpreter();
      Interpreter.Run run = interpreter.run(derivative.network().training(), point.inputs());
      Map<String, double[]> expected = interpreter.backward(derivative, run, List.of());
      double loss = run.value(derivative.network().objective().orElseThrow())[0];
      GeneratedNet generated = new GeneratedNet(network, point, 0.1, ElementType.DOUBLE);
      assertThat(generated.forward()).isWithin(1e-12 * scale * Math.abs(loss)).of(loss);
      generated.backward().forEach((name, values) -> {
        for (int i = 0; i < values.length; i++) {
          double right = expected.get(name)[i];
          assertWithMessage("%s[%s]", name, i).that(values[i]).isWithin(1e-12 * scale * (1e-3 + Math.abs(right)))
              .of(right);
        }
      });
      return null;
    });
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void whatHasGrownIsRight(Shape shape) {
    compare(shape.text(Math.min(SIZE, shape.largest())), SIZE);
  }

  /** Weights and gradients on pages, and passes in parts. */
  @Test
  void moreFieldsThanAClassShouldHaveAreOnPages() {
    compare(Shape.PARAMETERS.text(1_010), 1_010);
  }

  @Test
  void vectorKernelsOfWhatHasGrownCompile() {
    Network network = DeepStack.call(() -> Nets.network(Shape.RESIDUAL.text(SIZE)));
    Options options = Options.of("grown").withEmit(
        EmitOptions.of("grown").withVectorBits(EmitOptions.ALL_VECTOR_BITS));
    assertThat(Javac.compile(Compiler.compile(network, options).sources())).containsKey("grown.Grown");
  }

  /** A formula that reads more tensors than a Java method can be given arrays. */
  @Test
  void aSumOfMoreTensorsThanAMethodHasParameters() {
    StringBuilder text = new StringBuilder("network Wide(x[4]) {\n");
    StringBuilder sum = new StringBuilder("x[i]");
    for (int k = 1; k <= 300; k++) {
      text.append("  parameter p").append(k).append("[4] = normal(1)\n");
      sum.append(" + p").append(k).append("[i]");
    }
    compare(text + "  y[i < 4] = " + sum + "\n  loss = sum[i < 4] y[i]^2\n}\n", SIZE);
  }

  @Test
  void moreInputsThanAMethodHasParametersAreAnErrorAtTheirPlace() {
    Network network = Nets.network(Shape.INPUTS.text(260));
    InvalidNetException e = assertThrows(InvalidNetException.class,
        () -> Compiler.compile(network, Options.of("grown")));
    assertThat(e).hasMessageThat().contains("E407 error: `Grown` has too many inputs");
    assertThat(e).hasMessageThat().contains("test.net:1:");
  }

  @Test
  void moreStatesThanAMethodHasParametersAreAnErrorAtTheOptimizer() {
    StringBuilder states = new StringBuilder();
    StringBuilder sum = new StringBuilder("p[i...] - lr*g[i...]");
    for (int k = 1; k <= 260; k++) {
      states.append("  state s%d[I...] = 0\n  next s%d[i...] = s%d[i...] + g[i...]\n".formatted(k, k, k));
      sum.append(" - s").append(k).append("[i...]");
    }
    Network network = Nets.network("""
        optimizer remember(p[I...], g[I...], lr: scalar) {
        %s  next p[i...] = %s
        }
        network Grown(x[4], label: class[2]) {
          logits = x -> dense(2)
          loss = crossEntropy(logits, label)
          optimizer remember()
        }
        """.formatted(states, sum));
    InvalidNetException e = assertThrows(InvalidNetException.class,
        () -> Compiler.compile(network, Options.of("grown")));
    assertThat(e).hasMessageThat().contains("E407 error: `remember");
    assertThat(e).hasMessageThat().contains("test.net:1:");
  }
}
