package dev.netgrad.plan.place;

import dev.netgrad.plan.block.Storage;
import dev.netgrad.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where tensors are, as it is settled for one after the other: in the order of their definitions. */
public final class StorageMap {
  private final Map<Tensor, Storage> storage;

  /** @param placed where tensors are so far */
  public StorageMap(Map<Tensor, Storage> placed) {
    this.storage = new LinkedHashMap<>(placed);
  }

  public Map<Tensor, Storage> all() {
    return storage;
  }

  public boolean isScratch(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Scratch;
  }

  public boolean isSaved(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Saved;
  }

  public boolean isPort(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Port;
  }

  public boolean isGradient(Tensor tensor) {
    return storage.get(tensor) instanceof Storage.Gradient;
  }

  /** Keeps beside a gradient which of its rows were written. */
  public void mark(Tensor marks, Tensor gradient) {
    putIfAbsent(marks, new Storage.Marks(((Storage.Gradient) storage.get(gradient)).parameter()));
  }

  void put(Tensor tensor, Storage place) {
    storage.put(tensor, place);
  }

  void putIfAbsent(Tensor tensor, Storage place) {
    storage.putIfAbsent(tensor, place);
  }

  public void remove(Tensor tensor) {
    storage.remove(tensor);
  }

  /** Gives a tensor that has none yet an array for a pass. */
  public void home(Tensor tensor, Storage.Phase phase) {
    putIfAbsent(tensor, tensor.isInteger() ? new Storage.Saved("integers, which the pool does not hold")
        : new Storage.Scratch(phase));
  }

  /** Keeps what would have an array only while a pass runs. */
  public void save(Tensor tensor, String reason) {
    if (isScratch(tensor)) {
      put(tensor, new Storage.Saved(reason));
    }
  }
}
