package dev.netgrad.train.store;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Batch;
import dev.netgrad.train.DataException;
import dev.netgrad.train.LogisticRegression;
import dev.netgrad.train.NamedArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  @TempDir
  private Path folder;

  private static LogisticRegression model(long seed) {
    LogisticRegression model = new LogisticRegression(new int[] {3}, 2);
    model.initialise(seed);
    return model;
  }

  @Test
  void aLoadedModelIsTheSavedOne() {
    LogisticRegression saved = model(2);
    saved.set("lr", 0.1f);
    saved.apply(saved.gradient(new Batch(1).with("x", new float[] {1, 2, 3}).with("label", new int[] {0}), 0));
    Path file = folder.resolve("model.safetensors");
    Snapshot.of(saved).write(file);

    LogisticRegression loaded = model(3);
    assertThat(Snapshot.load(file, loaded).facts()).isEmpty();
    assertThat(loaded.parameters().get(0).values()).isEqualTo(saved.parameters().get(0).values());
    assertThat(loaded.parameters().get(1).values()).isEqualTo(saved.parameters().get(1).values());
    assertThat(loaded.state().get(0).values()).isEqualTo(new float[] {1});
  }

  @Test
  void theAverageIsTakenWhereThereIsOne() {
    LogisticRegression saved = model(2);
    Path file = folder.resolve("model.last.safetensors");
    new Snapshot(Snapshot.weights(saved), List.of(), Snapshot.weights(model(4)), Map.of()).write(file);

    LogisticRegression loaded = model(3);
    Snapshot.load(file, loaded);
    assertThat(loaded.parameters().get(0).values()).isEqualTo(model(4).parameters().get(0).values());
  }

  @Test
  void arraysMustBeTheModels() {
    LogisticRegression model = model(2);
    List<NamedArray> arrays = new ArrayList<>(model.parameters());
    assertError("steps is not in the file", arrays);
    arrays.addAll(model.state());
    arrays.add(new NamedArray("extra", new int[0], new float[1]));
    assertError("extra is not in the network", arrays);
    arrays.set(0, new NamedArray("dense.weight", new int[] {2, 3}, new float[6]));
    assertError("dense.weight is 2×3 in the file and 3×2 in the network; extra is not in the network", arrays);
  }

  private void assertError(String message, List<NamedArray> arrays) {
    Path file = folder.resolve("broken");
    new Snapshot(arrays, List.of(), List.of(), Map.of()).write(file);
    LogisticRegression model = model(5);
    float[] before = model.parameters().get(0).values().clone();
    assertThat(assertThrows(DataException.class, () -> Snapshot.load(file, model))).hasMessageThat()
        .isEqualTo(file + ": is of another network than LogisticRegression: " + message);
    assertThat(model.parameters().get(0).values()).isEqualTo(before);
  }
}
