package dev.netgrad.train.loop;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.store.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights of another training to begin with. */
final class Beginning {
  private Beginning() {}

  /** Copies what fits; what does not, and so begins anew. */
  static List<String> copy(Snapshot from, Model model, Path file) {
    Map<String, NamedArray> byName = new LinkedHashMap<>();
    (from.average().isEmpty() ? from.weights() : from.average()).forEach(a -> byName.put(a.name(), a));
    List<String> anew = new ArrayList<>();
    List<NamedArray> weights = Snapshot.weights(model);
    for (NamedArray array : weights) {
      NamedArray found = byName.get(array.name());
      if (found != null && Arrays.equals(found.shape(), array.shape())) {
        System.arraycopy(found.values(), 0, array.values(), 0, found.values().length);
      } else {
        anew.add(array.name() + " " + Arrays.toString(array.shape()) + (found == null ? ", not in the file"
            : ", in the file " + Arrays.toString(found.shape())));
      }
    }
    if (anew.size() == weights.size()) {
      throw DataException.in(file, "has nothing that fits " + model.name() + ": " + anew.get(0));
    }
    return anew;
  }
}
