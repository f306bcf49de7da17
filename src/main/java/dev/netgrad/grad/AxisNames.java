package dev.netgrad.grad;

import dev.netgrad.tensor.Axis;
import java.util.List;

/** Names that tell the axes of a derived formula apart. */
final class AxisNames {
  private AxisNames() {}

  /** The name, with a number if an axis of some lists has it already. */
  @SafeVarargs
  static String distinct(String name, List<Axis>... taken) {
    String distinct = name;
    for (int i = 2; isTaken(distinct, taken); i++) {
      distinct = name + i;
    }
    return distinct;
  }

  @SafeVarargs
  private static boolean isTaken(String name, List<Axis>... taken) {
    for (List<Axis> axes : taken) {
      if (axes.stream().anyMatch(axis -> axis.name().equals(name))) {
        return true;
      }
    }
    return false;
  }
}
