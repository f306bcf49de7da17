package dev.netgrad.train;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointTest {
  @TempDir private Path folder;

  @Test
  void aLoadedModelIsTheSavedOne() {
    LogisticRegression saved = model(2);
    saved.set("lr", 0.1f);
    saved.apply(saved.gradient(new Batch(1).with("x", new float[] {1, 2, 3}).with("label", new int[] {0}), 0));
    Path file = folder.resolve("model.safetensors");
    Checkpoint.save(file, saved, Map.of("input.mean", "0"));

    LogisticRegression loaded = model(3);
    assertThat(Checkpoint.load(file, loaded)).containsExactly("input.mean", "0");
    assertThat(loaded.parameters().get(0).values()).isEqualTo(saved.parameters().get(0).values());
    assertThat(loaded.parameters().get(1).values()).isEqualTo(saved.parameters().get(1).values());
    assertThat(loaded.state().get(0).values()).isEqualTo(new float[] {1});
  }

  @Test
  void arraysMustBeTheModels() {
    LogisticRegression model = model(2);
    List<NamedArray> arrays = new ArrayList<>(model.parameters());
    assertError("has no steps, which LogisticRegression needs", arrays);
    arrays.addAll(model.state());
    arrays.add(new NamedArray("extra", new int[0], new float[1]));
    assertError("has extra, which LogisticRegression does not know", arrays);
    arrays.set(0, new NamedArray("dense.weight", new int[] {2, 3}, new float[6]));
    assertError("dense.weight is 2×3, but 3×2 in LogisticRegression", arrays);
  }

  private void assertError(String message, List<NamedArray> arrays) {
    Path file = folder.resolve("broken");
    new Safetensors(arrays, Map.of()).write(file);
    LogisticRegression model = model(5);
    float[] before = model.parameters().get(0).values().clone();
    DataException e = assertThrows(DataException.class, () -> Checkpoint.load(file, model));
    assertThat(e).hasMessageThat().isEqualTo(file + ": " + message);
    assertThat(model.parameters().get(0).values()).isEqualTo(before);
  }

  private static LogisticRegression model(long seed) {
    LogisticRegression model = new LogisticRegression(new int[] {3}, 2);
    model.initialise(seed);
    return model;
  }
}
