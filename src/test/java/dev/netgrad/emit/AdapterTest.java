package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Hashed;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Loaded;
import dev.netgrad.compiler.NetFile;
import dev.netgrad.compiler.Options;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Batch;
import dev.netgrad.train.BatchGradient;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Port;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The seam of all that trains: what a generated model promises of gradients, steps and inference. */
class AdapterTest {
  private static final int SAMPLES = 12;

  /** Inputs of numbers, one read by the loss alone, class numbers, two outputs, dropout, states, momentum. */
  private static final String TWO = """
      layer average(x[C]) {
        state mean[C] = 0
        next mean[c < C] = 0.75*mean[c] + 0.25*(sum[n] x[c])/N
        y[c < C] = if training then x[c] else x[c] - mean[c]
      }
      network Two(left[3], right[2, 2, 1], target[4], kind: class[4], temperature: scalar) {
        hidden = left -> dense(5) -> average -> tanh -> dropout(0.25)
        other  = right -> flatten -> dense(5)
        mixed[i < 5] = hidden[i]*temperature + other[i]
        scores = mixed -> dense(4)
        best = argmax[k < 4] scores[k]
        loss = crossEntropy(scores, kind) + (sum[k < 4] (scores[k] - target[k])^2)
        optimizer sgd(momentum = 0.9)
        output scores, best
      }
      """;

  private static Model model(String text, int threads) {
    Network network = NetFile.of("adapter.net", text).networks().get(0);
    EmitOptions emit = EmitOptions.of("").withAdapter(true);
    Model model = Loaded.of(Compiler.compile(network, Options.of("").withEmit(emit)).sources()).model(threads);
    model.initialise(3);
    return model;
  }

  private static Model two() {
    Model model = model(TWO, 1);
    model.set("temperature", 0.5f);
    model.set("lr", 0.1f);
    return model;
  }

  private static Batch samples(int from, int to) {
    return new Batch(to - from).with("left", numbers("left", 3, from, to)).with("right", numbers("right", 4, from, to))
        .with("target", numbers("target", 4, from, to))
        .with("kind", Arrays.copyOfRange(new int[] {0, 3, 2, 1, 1, 0, 3, 3, 2, 0, 1, 2}, from, to));
  }

  private static float[] numbers(String name, int size, int from, int to) {
    double[] all = Hashed.around(name, 0, 1, SAMPLES * size);
    float[] some = new float[(to - from) * size];
    for (int i = 0; i < some.length; i++) {
      some[i] = (float) all[from * size + i];
    }
    return some;
  }

  @Test
  void tellsWhatASampleHas() {
    Model model = two();
    assertThat(model.name()).isEqualTo("Two");
    assertThat(model.inputs()).containsExactly(Port.numbers("left", 3), Port.numbers("right", 2, 2, 1),
        Port.numbers("target", 4), Port.wholes("kind", 4)).inOrder();
    assertThat(model.inferenceInputs())
        .containsExactly(Port.numbers("left", 3), Port.numbers("right", 2, 2, 1)).inOrder();
    assertThat(model.outputs()).containsExactly(Port.numbers("scores", 4), Port.wholes("best", 4)).inOrder();
    assertThat(model.numbers()).containsExactly("temperature", "lr");
    assertThat(model.trains()).isTrue();
  }

  /** The parts of a batch draw the random numbers of the whole one, whatever the parts; their means add up to its. */
  @Test
  void gradientsOfPartsAddUpToThatOfTheBatch() {
    Model model = two();
    BatchGradient whole = model.gradient(samples(0, SAMPLES), 0).copy();
    BatchGradient parts = model.gradient(samples(0, 5), 0).copy();
    parts.add(model.gradient(samples(5, 6), 5));
    parts.add(model.gradient(samples(6, SAMPLES), 6));
    assertThat(parts.samples()).isEqualTo(SAMPLES);
    assertThat(parts.loss()).isWithin(1e-6).of(whole.loss());
    assertClose(parts.gradients(), whole.gradients());
    assertClose(parts.states(), whole.states());

    BatchGradient repeated = model.gradient(samples(6, SAMPLES), 0).copy();
    assertThat(repeated.loss()).isNotWithin(1e-4).of(model.gradient(samples(6, SAMPLES), 6).loss());
  }

  private static void assertClose(List<NamedArray> found, List<NamedArray> expected) {
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).name()).isEqualTo(expected.get(i).name());
      assertThat(found.get(i).values()).usingTolerance(1e-6).containsExactly(expected.get(i).values()).inOrder();
    }
  }

  @Test
  void onlyAStepChangesTheModel() {
    Model model = two();
    List<float[]> before = values(model);
    BatchGradient gradient = model.gradient(samples(0, SAMPLES), 0);
    assertEqual(values(model), before);
    float[] next = gradient.states().get(0).values().clone();
    assertThat(next).isNotEqualTo(model.state().get(0).values());
    model.apply(gradient);
    assertThat(model.state().get(0).values()).isEqualTo(next);
    assertThat(model.parameters().get(0).values()).isNotEqualTo(before.get(0));
    assertThat(model.steps()).isEqualTo(1);
  }

  private static List<float[]> values(Model model) {
    List<NamedArray> arrays = new ArrayList<>(model.parameters());
    arrays.addAll(model.state());
    arrays.addAll(model.optimizerState());
    return arrays.stream().map(array -> array.values().clone()).toList();
  }

  private static void assertEqual(List<float[]> found, List<float[]> expected) {
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isEqualTo(expected.get(i));
    }
  }

  /** What another model of the same network found moves this one as its own would. */
  @Test
  void aGradientMayComeFromAnotherModel() {
    Model own = two();
    Model other = two();
    own.apply(own.gradient(samples(0, SAMPLES), 0));
    Model moved = two();
    moved.apply(other.gradient(samples(0, SAMPLES), 0).copy());
    assertEqual(values(moved), values(own));
  }

  @Test
  void goesOnAsIfNeverStopped() {
    Model whole = two();
    for (int i = 0; i < 4; i++) {
      whole.apply(whole.gradient(samples(0, SAMPLES), 0));
    }
    Model first = two();
    first.apply(first.gradient(samples(0, SAMPLES), 0));
    first.apply(first.gradient(samples(0, SAMPLES), 0));
    Model second = two();
    second.resumeAfter(first.steps());
    copy(first.parameters(), second.parameters());
    copy(first.state(), second.state());
    copy(first.optimizerState(), second.optimizerState());
    assertThat(second.optimizerState().get(0).name()).isEqualTo("v." + second.parameters().get(0).name());
    second.apply(second.gradient(samples(0, SAMPLES), 0));
    second.apply(second.gradient(samples(0, SAMPLES), 0));
    assertEqual(values(second), values(whole));
  }

  private static void copy(List<NamedArray> from, List<NamedArray> to) {
    for (int i = 0; i < from.size(); i++) {
      System.arraycopy(from.get(i).values(), 0, to.get(i).values(), 0, to.get(i).values().length);
    }
  }

  @Test
  void clips() {
    Model model = two();
    BatchGradient gradient = model.gradient(samples(0, SAMPLES), 0);
    double squares = gradient.gradients().stream().mapToDouble(array -> {
      double sum = 0;
      for (float value : array.values()) {
        sum += (double) value * value;
      }
      return sum;
    }).sum();
    assertThat(gradient.norm()).isWithin(1e-12).of(Math.sqrt(squares));
    double loss = gradient.loss();
    gradient.scale(0.5 / gradient.norm());
    assertThat(gradient.norm()).isWithin(1e-6).of(0.5);
    assertThat(gradient.loss()).isEqualTo(loss);
  }

  @Test
  void infersNumbersAndWholeNumbers() {
    Model model = two();
    Batch outputs = Batch.of(SAMPLES, model.outputs());
    model.infer(samples(0, SAMPLES), outputs);
    for (int n = 0; n < SAMPLES; n++) {
      float[] scores = Arrays.copyOfRange(outputs.numbers("scores"), n * 4, n * 4 + 4);
      for (float score : scores) {
        assertThat(scores[outputs.wholes("best")[n]]).isAtLeast(score);
      }
    }
  }

  @Test
  void saysWhatIsMissing() {
    Model model = model(TWO, 1);
    BatchGradient gradient = two().gradient(samples(0, SAMPLES), 0);
    List<float[]> before = values(model);
    assertThat(message(IllegalStateException.class, () -> model.apply(gradient)))
        .isEqualTo("the number lr has no value yet: set it");
    assertThat(message(IllegalArgumentException.class, () -> model.set("rate", 1)))
        .isEqualTo("there is no number rate, but lr, temperature");
    model.set("temperature", 1);
    model.set("lr", 1);
    assertThat(message(IllegalArgumentException.class, () ->
        model.gradient(new Batch(2).with("left", new float[6]), 0)))
        .isEqualTo("there is no right in the batch, but left");
    assertThat(message(IllegalArgumentException.class, () ->
        model.gradient(samples(0, 2).with("kind", new float[2]), 0)))
        .isEqualTo("kind has whole numbers, an int[], but is given numbers, a float[]");
    assertThat(message(IllegalArgumentException.class, () ->
        model.gradient(samples(0, 2).with("target", new int[8]), 0)))
        .isEqualTo("target has numbers, a float[], but is given whole numbers, an int[]");
    assertThat(message(IllegalArgumentException.class, () ->
        model.gradient(samples(0, 2).with("kind", new int[] {0, 4}), 0)))
        .isEqualTo("kind of sample 1 is 4, but there are the classes 0 to 3");
    assertThat(message(IllegalArgumentException.class, () ->
        model.apply(new BatchGradient(1, 0, List.of(), gradient.states()))))
        .startsWith("a gradient of another model: it has nothing in place of dense");
    assertThat(message(IllegalArgumentException.class, () -> samples(0, 2).first(3)))
        .isEqualTo("the first 3 of 2 samples");
    assertEqual(values(model), before);
  }

  private static String message(Class<? extends RuntimeException> type, Executable call) {
    return assertThrows(type, call).getMessage();
  }

  @Test
  void aNetworkWithoutALossInfersOnly() {
    Model model = model("""
        network Twice(x[2]) {
          y[i < 2] = 2*x[i]
        }
        """, 1);
    assertThat(model.trains()).isFalse();
    assertThat(message(UnsupportedOperationException.class, () -> model.gradient(new Batch(1), 0)))
        .isEqualTo("Twice has no loss");
    Batch outputs = Batch.of(1, model.outputs());
    model.infer(new Batch(1).with("x", new float[] {1, -3}), outputs);
    assertThat(outputs.numbers("y")).isEqualTo(new float[] {2, -6});
    assertThat(model.numbers()).isEmpty();
    assertThat(Map.of(model.parameters().size(), model.state().size())).containsExactly(0, 0);
  }
}
