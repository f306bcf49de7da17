package dev.netgrad.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's parameters and state in a {@link Safetensors} file, under their qualified names. */
public final class Checkpoint {
  private Checkpoint() {}

  /**
   * Writes the model's present arrays.
   *
   * @param file where to; its folder is there already
   * @param model whose arrays
   * @param metadata what to note beside them, such as {@link Scaling#metadata()}
   * @throws DataException if the file can't be written; a former one is then as it was
   */
  public static void save(Path file, Model model, Map<String, String> metadata) {
    new Safetensors(arrays(model), metadata).write(file);
  }

  /**
   * Sets the model's arrays to those of the file, all or none.
   *
   * @param file one that {@link #save} wrote, by this version or an earlier one
   * @param model whose arrays, with the names and shapes of the file's
   * @return the metadata
   * @throws DataException if the file is broken, lacks one of the model's arrays, has one of another shape or one that
   *     the model does not know; the model is then as it was
   */
  public static Map<String, String> load(Path file, Model model) {
    Safetensors saved = Safetensors.read(file);
    Map<String, NamedArray> byName = new HashMap<>();
    saved.arrays().forEach(array -> byName.put(array.name(), array));
    List<NamedArray> wanted = arrays(model);
    List<NamedArray> found = new ArrayList<>();
    for (NamedArray array : wanted) {
      NamedArray source = byName.remove(array.name());
      if (source == null) {
        throw DataException.in(file, "has no " + array.name() + ", which " + model.name() + " needs");
      }
      if (!Arrays.equals(source.shape(), array.shape())) {
        throw DataException.in(
            file,
            "%s is %s, but %s in %s"
                .formatted(
                    array.name(), Shapes.format(source.shape()), Shapes.format(array.shape()), model.name()));
      }
      found.add(source);
    }
    if (!byName.isEmpty()) {
      throw DataException.in(file, "has " + byName.keySet().stream().sorted().toList().get(0)
          + ", which " + model.name() + " does not know");
    }
    for (int i = 0; i < wanted.size(); i++) {
      float[] values = wanted.get(i).values();
      System.arraycopy(found.get(i).values(), 0, values, 0, values.length);
    }
    return saved.metadata();
  }

  private static List<NamedArray> arrays(Model model) {
    List<NamedArray> arrays = new ArrayList<>(model.parameters());
    arrays.addAll(model.state());
    return arrays;
  }
}
