package dev.netgrad.train.loop;

import dev.netgrad.train.NamedArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How large gradients and changes are, for each block of a network: what its parameters' names have before the last
 * dot.
 */
final class ParameterBlocks {
  private final Map<String, List<Integer>> members = new LinkedHashMap<>();
  private final List<NamedArray> parameters;
  private final List<float[]> before = new ArrayList<>();

  ParameterBlocks(List<NamedArray> parameters) {
    this.parameters = parameters;
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      String block = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      members.computeIfAbsent(block.isEmpty() ? name : block, b -> new ArrayList<>()).add(i);
      before.add(new float[parameters.get(i).values().length]);
    }
  }

  List<String> names() {
    return List.copyOf(members.keySet());
  }

  /** Keeps the parameters as they are before a step. */
  void keep() {
    for (int i = 0; i < before.size(); i++) {
      System.arraycopy(parameters.get(i).values(), 0, before.get(i), 0, before.get(i).length);
    }
  }

  /** The norm of each block's gradient. */
  List<Double> gradients(List<NamedArray> gradients) {
    return members.values().stream().map(of -> Math.sqrt(of.stream().mapToDouble(i ->
        squares(gradients.get(i).values(), null)).sum())).toList();
  }

  /** By which share of its norm the step has changed each block's parameters. */
  List<Double> updates() {
    return members.values().stream().map(of -> {
      double change = of.stream().mapToDouble(i -> squares(parameters.get(i).values(), before.get(i))).sum();
      double size = of.stream().mapToDouble(i -> squares(before.get(i), null)).sum();
      return size == 0 ? 0 : Math.sqrt(change / size);
    }).toList();
  }

  private static double squares(float[] values, float[] from) {
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      double distance = from == null ? values[k] : (double) values[k] - from[k];
      sum += distance * distance;
    }
    return sum;
  }
}
