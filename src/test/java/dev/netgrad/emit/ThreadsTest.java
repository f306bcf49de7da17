package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.netgrad.checks.KernelSet;
import dev.netgrad.checks.Nets;
import dev.netgrad.loop.Compiled;
import dev.netgrad.tensor.Network;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A workspace's threads, with plain and with vector kernels: what they compute and how they fail. */
class ThreadsTest {
  private static final int IMAGE = 8 * 8 * 3;
  private static final Duration NEVER_SO_LONG = Duration.ofSeconds(60);

  @TempDir private static Path folder;

  private static List<Compiled> sets;

  @BeforeAll
  static void compile() {
    Network network = Nets.network("""
        block basic(x[H, W, C], K, stride = 1) {
          f    = x -> conv(K, 3, stride) -> batchNorm -> relu -> conv(K, 3) -> batchNorm -> dropout(0.2)
          skip = if stride == 1 and C == K then x else x -> padIdentity(K, stride)
          relu(f + skip)
        }
        network Small(image[8, 8, 3], label: class[10]) {
          logits = image -> conv(16, 3) -> batchNorm -> relu -> repeat(2) basic(16) -> basic(32, stride = 2)
                         -> globalAveragePool -> dense(10)
          loss = crossEntropy(logits, label)
          optimizer sgd(momentum = 0.9, decay = 1e-4)
        }
        """);
    sets = KernelSet.forOne().map(k -> Compiled.with(k, network, folder.resolve(k.name()), false)).toList();
  }

  static Stream<Compiled> kernelSets() {
    return sets.stream();
  }

  private static Map<String, float[]> trained(Compiled compiled, int batch, int threads) {
    return trained(new Training(compiled, batch, threads, IMAGE));
  }

  private static Map<String, float[]> trained(Training training) {
    float[] losses = new float[4];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = training.step();
    }
    assertThat(losses[3]).isLessThan(losses[0]);
    training.infer();
    Map<String, float[]> result = training.arrays();
    result.put("losses", losses);
    result.put("outputs", training.outputs());
    return result;
  }

  private static void same(String what, Map<String, float[]> expected, Map<String, float[]> actual) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) ->
        assertWithMessage("%s: %s", what, name).that(actual.get(name)).isEqualTo(values));
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void theSameBitsForAnyNumberOfThreads(Compiled compiled) {
    for (int batch : new int[] {5, 8}) {
      Map<String, float[]> one = trained(compiled, batch, 1);
      for (int threads : KernelSet.THREADS) {
        same("batch " + batch + ", " + threads + " threads", one, trained(compiled, batch, threads));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void callersDoNotDisturbEachOther(Compiled compiled) throws ExecutionException, InterruptedException {
    Training first = new Training(compiled, 5, 2, IMAGE);
    first.step();
    first.infer();
    ExecutorService callers = Executors.newFixedThreadPool(3);
    try {
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int threads = 1; threads <= 3; threads++) {
        Training other = first.sharing(5, threads, IMAGE);
        calls.add(() -> {
          for (int i = 0; i < 10; i++) {
            other.infer();
          }
          return other.outputs();
        });
      }
      for (Future<float[]> outputs : callers.invokeAll(calls)) {
        assertThat(outputs.get()).isEqualTo(first.outputs());
      }
    } finally {
      callers.shutdown();
    }
  }

  /**
   * An array of the workspace is cut short: to one element, where all threads fail, and where only the last one does.
   */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void aFailureIsTheCallersAndTheWorkspaceGoesOn(Compiled compiled) throws IllegalAccessException {
    Map<String, float[]> expected = trained(compiled, 5, 3);
    Training training = new Training(compiled, 5, 3, IMAGE);
    int failures = 0;
    List<Field> fields = training.bufferFields();
    for (int i = 0; i < fields.size(); i += 3) {
      Field field = fields.get(i);
      field.setAccessible(true);
      float[] whole = (float[]) field.get(training.buffers());
      for (int length : new int[] {1, whole.length - 1}) {
        field.set(training.buffers(), new float[length]);
        failures += fails(training) ? 1 : 0;
        field.set(training.buffers(), whole);
      }
    }
    assertThat(failures).isAtLeast(4);
    assertTimeoutPreemptively(NEVER_SO_LONG, () ->
        same("after failures", expected, trained(training)));
  }

  private static boolean fails(Training training) {
    try {
      assertTimeoutPreemptively(NEVER_SO_LONG, training::forwardAndBackward);
      return false;
    } catch (IndexOutOfBoundsException e) {
      return true;
    }
  }

  /** A few of what {@link AttackTest} does for long. */
  @ParameterizedTest
  @MethodSource("kernelSets")
  void callsThatDieOrMeetAreFollowedByRightOnes(Compiled compiled) {
    assertTimeoutPreemptively(NEVER_SO_LONG, () -> {
      Attack attack = new Attack(new Training(compiled, 5, 2, IMAGE));
      attack.stack(50, 1 << 18);
      attack.interrupts(10);
      attack.callers(20);
    });
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void labelsOutOfRangeAreNamedAndChangeNothing(Compiled compiled) {
    Training training = new Training(compiled, 5, 2, IMAGE);
    training.step();
    Map<String, float[]> before = training.arrays();
    for (int wrong : new int[] {-1, 10, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      int right = training.labels()[3];
      training.labels()[3] = wrong;
      for (Executable call : List.<Executable>of(training::step, training::forwardAndBackward)) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call);
        assertThat(refused).hasMessageThat()
            .isEqualTo("label of sample 3 is " + wrong + ", but there are the classes 0 to 9");
      }
      same("label " + wrong, before, training.arrays());
      training.labels()[3] = right;
    }
    training.step();
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void callsOutOfOrderThrow(Compiled compiled) throws IllegalAccessException {
    Training training = new Training(compiled, 5, 2, IMAGE);
    Map<String, float[]> before = training.arrays();
    assertThrows(IllegalStateException.class, training::commit);
    assertThrows(IllegalStateException.class, training::backward);
    Field field = training.bufferFields().get(0);
    field.setAccessible(true);
    Object whole = field.get(training.buffers());
    field.set(training.buffers(), new float[1]);
    training.infer();
    assertThrows(IndexOutOfBoundsException.class, training::forwardAndBackward);
    field.set(training.buffers(), whole);
    assertThrows(IllegalStateException.class, training::commit);
    assertThrows(IllegalStateException.class, training::backward);
    same("no step", before, training.arrays());
    training.forwardAndBackward();
    assertThrows(IllegalStateException.class, training::backward);
    training.commit();
    assertThrows(IllegalStateException.class, training::commit);
  }

  @ParameterizedTest
  @MethodSource("kernelSets")
  void aClosedWorkspaceRefuses(Compiled compiled) {
    Training training = new Training(compiled, 5, 2, IMAGE);
    training.step();
    training.close();
    training.close();
    assertThrows(IllegalStateException.class, training::infer);
    assertThrows(IllegalStateException.class, training::step);
    assertThrows(IllegalStateException.class, training::buffers);
  }
}
