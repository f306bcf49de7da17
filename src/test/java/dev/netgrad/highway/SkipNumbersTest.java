package dev.netgrad.highway;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.InitialValues;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.tensor.Block;
import dev.netgrad.tensor.Derivative;
import dev.netgrad.tensor.Network;
import dev.netgrad.tensor.Tensor;
import dev.netgrad.tensor.check.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * What the report says of the residual blocks of the examples, against differences. Beside each block stands what is
 * left of it where F (and a gate) is a number that is given: this is run a little above and below each pixel, with the
 * values that F has in the block.
 */
class SkipNumbersTest {
  private static final int BATCH = 2;
  private static final double STEP = 1e-5;

  @TempDir
  private Path directory;

  /** A block of an example at four by four pixels, and what is left of it where some of its tensors are inputs. */
  @ParameterizedTest
  @CsvFileSource(files = "src/test/resources/dev/netgrad/highway/skips.txt", delimiter = '|', numLinesToSkip = 1)
  void theAdjointWithoutFIsThatOfABlockWhoseFIsGiven(
      String example, String use, String rest, String given, String effects) throws IOException {
    List<Network> networks = networks("examples/" + example, use, rest, given);
    SkipPath skip = skip(networks.get(0));
    double[][] numbers = numbers(skip, networks.get(1));
    double[] adjoint = numbers[0];
    double[] difference = numbers[1];

    assertThat(HighwayText.effects(skip)).isEqualTo(effects);
    for (int i = 0; i < adjoint.length; i++) {
      assertWithMessage("dX at %s", i).that(adjoint[i]).isWithin(1e-6).of(difference[i]);
    }
    assertThat(Arrays.stream(adjoint).filter(a -> a != 0).count()).isAtLeast(8);
    bits(skip, adjoint, numbers[2]);
  }

  /** Where nothing but choices and numbers are on the way, the numbers that arrive are those that were given. */
  private static void bits(SkipPath skip, double[] adjoint, double[] given) {
    List<Effect> effects = skip.counted().map(c -> c.crossing().effect()).toList();
    if (skip.isIdentity()) {
      assertThat(adjoint).isEqualTo(given);
    } else if (List.of(Effect.MASKED, Effect.SCALED).containsAll(effects)) {
      for (int i = 0; i < adjoint.length; i++) {
        assertThat(adjoint[i]).isAnyOf(0.0, skip.factor() * given[i]);
      }
    } else if (List.of(Effect.MASKED, Effect.SELECTED, Effect.JOINED).containsAll(effects)) {
      assertThat(Arrays.stream(given).boxed().collect(Collectors.toSet()))
          .containsAtLeastElementsIn(Arrays.stream(adjoint).boxed().filter(a -> a != 0).toList());
    }
  }

  @Test
  void whatIsNoIdentityInTheFormulaIsFoundToBeOne() throws IOException {
    for (String body : List.of("x*1 + f", "2*x - x + f", "x - f", "x + 0*f", "2*(0.5*(x + f))", "(x + f + x) - x")) {
      Path file = Files.writeString(directory.resolve("disguised.net"), "block b(x[H, W, C]) {\n"
          + "  f = x -> conv(C, 3)\n  " + body + "\n}\nnetwork A(x[4, 4, 4]) { y = x -> b }\n");
      SkipPath skip = skip(NetFile.read(file).networks().get(0));
      assertWithMessage(body).that(HighwayText.effects(skip)).isEqualTo("the identity");
      assertWithMessage(body).that(skip.adjoint()).isSameInstanceAs(skip.backward().outputAdjoints().get(0));
    }
  }

  private List<Network> networks(String example, String use, String rest, String given) throws IOException {
    Path file = Files.writeString(directory.resolve("net.net"), "import \"" + copied(Path.of(example)) + "\"\n"
        + "network Used(x[4, 4, 4]) { y = x -> " + use + " }\n"
        + "network Rest(x[4, 4, 4], " + given + ") {\n  " + rest.replace("; ", "\n  ") + "\n}\n");
    return NetFile.read(file).networks();
  }

  /** An example beside the text that imports it. */
  private String copied(Path example) throws IOException {
    for (Path file : List.of(example, Path.of("examples/networks/blocks/cifar.net"),
        Path.of("examples/networks/blocks/imagenet.net"), Path.of("examples/networks/blocks/gate.net"),
        Path.of("examples/networks/blocks/bias.net"))) {
      String name = file == example ? "example.net" : "blocks/" + file.getFileName();
      Files.createDirectories(directory.resolve(name).getParent());
      Files.copy(file, directory.resolve(name));
    }
    return "example.net";
  }

  private static SkipPath skip(Network used) {
    Highway highway = Highway.of(Compiler.derive(used, Options.of("").withInputGradients(true)));
    Map<Tensor, SkipPath> skips = highway.blocks().values().iterator().next();
    return skips.values().iterator().next();
  }

  /** The adjoint of x without F, what differences say it is, and the adjoint of the result that is given. */
  private static double[][] numbers(SkipPath skip, Network rest) {
    Block block = skip.block();
    Random random = new Random(1);
    double[] x = random.doubles(BATCH * skip.input().elementsPerSample(), -1, 1).toArray();
    double[] given = random.doubles(BATCH * block.outputs().get(0).elementsPerSample(), 1, 2).toArray();
    Interpreter interpreter = new Interpreter(BATCH, InitialValues.of(block, 1));
    Interpreter.Run run = interpreter.run(block, Map.of("x", x));
    Network alone = new Network("alone", block, block, Optional.empty(), List.of());
    double[] adjoint = interpreter
        .backward(new Derivative(alone, Map.of(block, skip.backward())), run, List.of(given)).get("x");
    Map<String, double[]> inputs = new HashMap<>();
    for (Tensor input : rest.training().inputs()) {
      block.body().stream().filter(t -> t.name().equals(input.name())).filter(Tensor::isFormula)
          .forEach(t -> inputs.put(input.name(), run.value(t)));
    }
    double[] difference = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      difference[i] = (value(rest, inputs, x, i, STEP, given) - value(rest, inputs, x, i, -STEP, given)) / (2 * STEP);
    }
    return new double[][] {adjoint, difference, given};
  }

  /** The sum of all results, each times its adjoint. */
  private static double value(
      Network rest, Map<String, double[]> inputs, double[] x, int i, double step, double[] adjoint) {
    double[] moved = x.clone();
    moved[i] += step;
    Map<String, double[]> all = new HashMap<>(inputs);
    all.put("x", moved);
    Block block = rest.training();
    double[] result = new Interpreter(BATCH, InitialValues.of(block, 1)).run(block, all).value(block.outputs().get(0));
    double sum = 0;
    for (int k = 0; k < result.length; k++) {
      sum += adjoint[k] * result[k];
    }
    return sum;
  }
}
