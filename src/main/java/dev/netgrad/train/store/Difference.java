package dev.netgrad.train.store;

import dev.netgrad.train.NamedArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In which arrays a file and a network differ. */
final class Difference {
  private static final int MOST_SHOWN = 5;

  private Difference() {}

  /** One for each array that is only in one, or of another shape; in the order of the network. */
  static List<String> between(List<NamedArray> file, List<NamedArray> network) {
    Map<String, NamedArray> byName = new LinkedHashMap<>();
    file.forEach(a -> byName.put(a.name(), a));
    List<String> differences = new ArrayList<>();
    for (NamedArray wanted : network) {
      NamedArray found = byName.remove(wanted.name());
      if (found == null) {
        differences.add(wanted.name() + " is not in the file");
      } else if (!Arrays.equals(found.shape(), wanted.shape())) {
        differences.add(wanted.name() + " is " + shape(found) + " in the file and " + shape(wanted)
            + " in the network");
      }
    }
    byName.keySet().forEach(name -> differences.add(name + " is not in the network"));
    return differences;
  }

  static String shape(NamedArray array) {
    return array.shape().length == 0 ? "one number"
        : String.join("×", Arrays.stream(array.shape()).mapToObj(Integer::toString).toList());
  }

  static String text(List<String> differences) {
    int more = differences.size() - MOST_SHOWN;
    return String.join("; ", differences.subList(0, Math.min(differences.size(), MOST_SHOWN)))
        + (more > 0 ? "; and " + more + " more" : "");
  }
}
