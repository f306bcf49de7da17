package dev.netgrad.train.store;

import dev.netgrad.train.DataException;
import dev.netgrad.train.Model;
import dev.netgrad.train.NamedArray;
import dev.netgrad.train.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model at one moment: its weights, and if it is to be trained further, what the optimizer remembers and the moving
 * average of the weights. The file is in the safetensors format, weights under their own names, the others under
 * {@code optimizer/…} and {@code average/…}.
 *
 * @param weights parameters and states
 * @param optimizer what the optimizer remembers; may be empty
 * @param average of each of the weights; may be empty
 * @param facts what else is known, as texts
 */
public record Snapshot(List<NamedArray> weights, List<NamedArray> optimizer, List<NamedArray> average,
    Map<String, String> facts) {
  private static final String OPTIMIZER = "optimizer/";
  private static final String AVERAGE = "average/";

  /**
   * Keeps copies of the lists and the map, not of the arrays.
   *
   * @param weights parameters and states
   * @param optimizer what the optimizer remembers
   * @param average of the weights
   * @param facts what else is known
   */
  public Snapshot {
    weights = List.copyOf(weights);
    optimizer = List.copyOf(optimizer);
    average = List.copyOf(average);
    facts = Map.copyOf(facts);
  }

  /**
   * The weights of a model alone.
   *
   * @param model any
   * @return its arrays themselves, without facts
   */
  public static Snapshot of(Model model) {
    return new Snapshot(weights(model), List.of(), List.of(), Map.of());
  }

  /**
   * Gives a model the weights of a file, all or none; where there is a moving average of them, that.
   *
   * @param file as {@code train} or {@link #write} saved it
   * @param model of the same network
   * @return what is in the file
   * @throws DataException if the file can't be read or is of another network; the model is then as it was
   */
  public static Snapshot load(Path file, Model model) {
    Snapshot snapshot = read(file);
    snapshot.copyTo(model, file);
    return snapshot;
  }

  /**
   * Gives a model the weights, all or none; where there is a moving average of them, that.
   *
   * @param model of the same network
   * @param file where they are from, for the message
   * @throws DataException if they are of another network; the model is then as it was
   */
  public void copyTo(Model model, Path file) {
    copy(average.isEmpty() ? weights : average, weights(model), file, model.name());
  }

  /**
   * The arrays of a model that hold what it has learned.
   *
   * @param model any
   * @return parameters, then states; the arrays are the model's own
   */
  public static List<NamedArray> weights(Model model) {
    List<NamedArray> all = new ArrayList<>(model.parameters());
    all.addAll(model.state());
    return all;
  }

  /**
   * How many bytes the file of a snapshot of this model takes, about.
   *
   * @param model that trains
   * @param averages whether there is an average of the weights
   * @return bytes
   */
  public static long bytes(Model model, boolean averages) {
    long weights = weights(model).stream().mapToLong(a -> a.values().length).sum();
    long optimizer = model.optimizerState().stream().mapToLong(a -> a.values().length).sum();
    return Float.BYTES * (weights * (averages ? 2 : 1) + optimizer) + (1 << 16);
  }

  /**
   * Writes the file: aside, and when all of it is on the disk, in place of a former one.
   *
   * @param file where to; its folder is there already
   * @throws DataException if it can't be written; a former file is then as it was
   */
  public void write(Path file) {
    List<NamedArray> all = new ArrayList<>(weights);
    optimizer.forEach(a -> all.add(renamed(OPTIMIZER, a)));
    average.forEach(a -> all.add(renamed(AVERAGE, a)));
    new Safetensors(all, facts).write(file);
  }

  private static NamedArray renamed(String prefix, NamedArray array) {
    return new NamedArray(prefix + array.name(), array.shape(), array.values());
  }

  /**
   * Reads a file.
   *
   * @param file one that {@link #write} wrote, or another in the safetensors format
   * @return what is in it
   * @throws DataException if it can't be read
   */
  public static Snapshot read(Path file) {
    Safetensors all = Safetensors.read(file);
    List<NamedArray> weights = new ArrayList<>();
    List<NamedArray> optimizer = new ArrayList<>();
    List<NamedArray> average = new ArrayList<>();
    for (NamedArray array : all.arrays()) {
      if (array.name().startsWith(OPTIMIZER)) {
        optimizer.add(stripped(OPTIMIZER, array));
      } else if (array.name().startsWith(AVERAGE)) {
        average.add(stripped(AVERAGE, array));
      } else {
        weights.add(array);
      }
    }
    return new Snapshot(weights, optimizer, average, all.metadata());
  }

  private static NamedArray stripped(String prefix, NamedArray array) {
    return new NamedArray(array.name().substring(prefix.length()), array.shape(), array.values());
  }

  /**
   * A fact that must be there.
   *
   * @param name its name
   * @param file where it was read from, for the message
   * @return its text
   * @throws DataException if it is not there
   */
  public String fact(String name, Path file) {
    String text = facts.get(name);
    if (text == null) {
      throw DataException.in(file, "does not say " + name + ", so nothing can go on from it: these are weights alone");
    }
    return text;
  }

  /**
   * Copies arrays into others of the same names, all or none.
   *
   * @param from what is copied
   * @param into what is overwritten
   * @param file where the former are from, for the message
   * @param network what the latter belong to, for the message
   * @throws DataException with what differs, if one is missing, of another shape, or too many
   */
  public static void copy(List<NamedArray> from, List<NamedArray> into, Path file, String network) {
    List<String> differences = Difference.between(from, into);
    if (!differences.isEmpty()) {
      throw DataException.in(file, "is of another network than " + network + ": " + Difference.text(differences));
    }
    Map<String, NamedArray> byName = new HashMap<>();
    from.forEach(a -> byName.put(a.name(), a));
    for (NamedArray array : into) {
      System.arraycopy(byName.get(array.name()).values(), 0, array.values(), 0, array.values().length);
    }
  }
}
