package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.compiler.Statistics;
import dev.netgrad.loop.Compiled;
import dev.netgrad.loop.VectorApi;
import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the generated code holds is what the plan says, and how little that is changes no result. */
class MemoryTest {
  private static final int BATCH = 5;

  private static final String RESIDUAL = """
      block basic(x[H, W, C], K, stride = 1) {
        f    = x -> conv(K, 3, stride) -> batchNorm -> relu -> conv(K, 3) -> batchNorm
        skip = if stride == 1 and C == K then x else x -> conv(K, 1, stride) -> batchNorm
        relu(f + skip)
      }
      network Net(image[SIZE, SIZE, 3], label: class[10]) {
        logits = image -> conv(16, 3) -> batchNorm -> relu -> repeat(COUNT) basic(16) -> basic(32, stride = 2)
                       -> globalAveragePool -> dense(10)
        loss = crossEntropy(logits, label)
        optimizer sgd(momentum = 0.9, decay = 1e-4)
      }
      """;

  /** Blocks within a block, an activation that is no threshold, pooling, random numbers, and what two calls read. */
  private static final String NESTED = """
      block inner(x[H, W, C]) {
        x + (x -> conv(C, 3) -> batchNorm -> swish)
      }
      layer swish(x[I...]) {
        y[i...] = x[i...]/(1 + exp(-x[i...]))
      }
      block outer(x[H, W, C]) {
        a = x -> inner
        b = a -> inner -> dropout(0.25)
        a + (b -> inner)
      }
      network Net(image[8, 8, 3], label: class[10]) {
        stem = image -> conv(16, 3) -> batchNorm -> relu -> maxPool(2)
        logits = (stem -> repeat(2) outer) + stem -> globalAveragePool -> dense(10)
        loss = crossEntropy(logits, label)
        optimizer sgd(momentum = 0.9)
      }
      """;

  @TempDir private Path folder;

  private static Network residual(int count, int size) {
    return Nets.network(RESIDUAL.replace("COUNT", Integer.toString(count)).replace("SIZE", Integer.toString(size)));
  }

  private static EmitOptions options(boolean vectors) {
    return EmitOptions.of("generated").withVectorBits(vectors ? List.of(VectorApi.preferredBits()) : List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aWorkspaceHoldsWhatThePlanSays(int count) {
    for (Compiled compiled : List.of(
        Compiled.of(residual(count, 8), folder.resolve("all"), false, ElementType.FLOAT),
        Compiled.withLeastMemory(residual(count, 8), folder.resolve("least"), false, BATCH, options(false)))) {
      Training training = new Training(compiled, BATCH, 1, 8 * 8 * 3);
      training.infer();
      training.step();
      training.infer();
      Statistics statistics = Statistics.of(compiled.program(), BATCH);
      Statistics.Scratch scratch = statistics.scratch().get(0);
      assertThat(bytes(training))
          .isEqualTo(statistics.peakBytes() + scratch.threadBytes() + scratch.sharedBytes());
    }
  }

  /** Of few repetitions all arrays take turns; those of many are their own, or lists of arrays would fill the code. */
  @Test
  void whatIsKeptBetweenFewRepetitionsTakesTurns() {
    assertThat(between(3)).containsExactly(false, false);
    assertThat(between(12)).hasSize(11);
    assertThat(between(12)).doesNotContain(false);
  }

  /** Whether each array between repetitions is its own. */
  private List<Boolean> between(int count) {
    return Compiler.plan(residual(count, 8), Options.of("generated")).kept().stream()
        .filter(k -> k.tensor().name().contains("Between")).map(Plan.Kept::own).toList();
  }

  /** A sum of three terms that is large, beside sums of hundreds of terms; without being asked. */
  @Test
  void aSumThatFreesMuchForLittleIsComputedAgain() {
    Network network = Nets.network("""
        network Net(image[8, 8, 3], label: class[10]) {
          wide   = image -> conv(64, 1)
          narrow = wide -> batchNorm -> relu -> conv(64, 3) -> batchNorm -> relu -> conv(64, 3) -> batchNorm -> relu
          logits = narrow -> globalAveragePool -> dense(10)
          loss = crossEntropy(logits, label)
          optimizer sgd(momentum = 0.9)
        }
        """);
    Plan plan = Compiler.plan(network, Options.of("generated"));
    assertThat(plan.recomputed().stream().filter(r -> !r.reason().startsWith("nearly free"))
        .map(r -> r.tensor().name() + ": " + r.reason()).toList()).containsExactly("wide: 3 terms each, to hold less");
  }

  private static Stream<KernelSet> vectors() {
    return KernelSet.vectorsForCase(0);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vectorKernelsHoldNoMoreThanTheirScratchMemory(KernelSet kernels) {
    Compiled compiled = Compiled.with(kernels, residual(2, 8), folder, false);
    Statistics statistics = Statistics.of(compiled.program(), BATCH);
    Statistics.Scratch scratch = statistics.scratch().get(1);
    assertThat(scratch.threadBytes()).isGreaterThan(0L);
    assertThat(scratch.sharedBytes()).isGreaterThan(0L);
    for (int threads : KernelSet.THREADS) {
      Training training = new Training(compiled, BATCH, threads, 8 * 8 * 3);
      training.step();
      assertThat(bytes(training))
          .isEqualTo(statistics.peakBytes() + threads * scratch.threadBytes() + scratch.sharedBytes());
    }
  }

  /** Of all arrays that an object leads to, but for shapes: none of the caller's is among them after a call. */
  private static long bytes(Training training) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    training.held().forEach(held -> reach(held, seen));
    return seen.stream().filter(o -> o instanceof float[] || o instanceof int[])
        .mapToLong(array -> 4L * Array.getLength(array)).sum();
  }

  private static void reach(Object object, Set<Object> seen) {
    if (object == null || object instanceof Thread || object.getClass().getName().startsWith("java.")
        || !seen.add(object)) {
      return;
    }
    if (object instanceof Object[] array) {
      for (Object element : array) {
        reach(element, seen);
      }
    }
    for (Field field : object.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()
          && !field.getName().equals("shape")) {
        field.setAccessible(true);
        try {
          reach(field.get(object), seen);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBudgetChangesNoBit(boolean vectors) {
    for (Network network : List.of(residual(1, 7), residual(3, 8), Nets.network(NESTED))) {
      Compiled kept = vectors ? Compiled.withVectors(network, folder.resolve("kept"), false)
          : Compiled.of(network, folder.resolve("kept"), false, ElementType.FLOAT);
      Compiled again = Compiled.withLeastMemory(network, folder.resolve("again"), false, BATCH, options(vectors));
      assertThat(again.plan().peakElements(BATCH)).isLessThan(kept.plan().peakElements(BATCH));
      assertThat(again.plan().recomputed()).isNotEmpty();
      int imageSize = (int) network.training().inputs().get(0).elementsPerSample();
      Map<String, float[]> expected = trained(kept, imageSize);
      Map<String, float[]> actual = trained(again, imageSize);
      expected.forEach((name, values) ->
          assertWithMessage(name).that(Arrays.mismatch(actual.get(name), values)).isEqualTo(-1));
    }
  }

  private static Map<String, float[]> trained(Compiled compiled, int imageSize) {
    Training training = new Training(compiled, BATCH, 2, imageSize);
    training.step();
    training.step();
    return training.arrays();
  }

  @Test
  void aBudgetAgreesWithTheInterpreter() {
    for (Network network : List.of(residual(2, 4), Nets.network(NESTED))) {
      Compiled.withLeastMemory(network, folder, true, BATCH, new EmitOptions("generated", ElementType.DOUBLE, false))
          .agreesWithInterpreter(BATCH, 1e-9);
    }
  }
}
