package dev.netgrad.plan;

import dev.netgrad.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where tensors are, as it is settled for one after the other: in the order of their definitions. */
final class StorageMap {
  private final Map<Tensor, Storage> storage;

  /** @param placed where tensors are so far */
  StorageMap(Map<Tensor, Storage> placed) {
    this.storage = new LinkedHashMap<>(placed);
  }

  Map<Tensor, Storage> all() {
    return storage;
  }

  boolean isScratch(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Scratch;
  }

  boolean isSaved(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Saved;
  }

  boolean isPort(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Port;
  }

  boolean isGradient(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Gradient;
  }

  /** Keeps beside a gradient which of its rows were written. */
  void mark(Tensor marks, Tensor gradient) {
    putIfAbsent(marks, new Storage.Marks(((Storage.Gradient) storage.get(gradient)).parameter()));
  }

  void put(Tensor tensor, Storage place) {
    storage.put(tensor, place);
  }

  void putIfAbsent(Tensor tensor, Storage place) {
    storage.putIfAbsent(tensor, place);
  }

  void remove(Tensor tensor) {
    storage.remove(tensor);
  }

  /** Gives a tensor that has none yet an array for a pass. */
  void home(Tensor tensor, Storage.Phase phase) {
    putIfAbsent(tensor, tensor.isInteger() ? new Storage.Saved("integers, which the pool does not hold")
        : new Storage.Scratch(phase));
  }

  /** Keeps what would have an array only while a pass runs. */
  void save(Tensor tensor, String reason) {
    if (isScratch(tensor)) {
      put(tensor, new Storage.Saved(reason));
    }
  }
}
