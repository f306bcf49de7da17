package dev.netgrad.compiler;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Points at which a gradient is checked beside a random one: where formulas have kinks, branches and overflows. */
enum EdgePoint {
  /** Zeros of both signs and equal numbers, some in every tensor. */
  TIES("zeros and ties") {
    @Override
    double of(double value, Random random) {
      return switch (random.nextInt(8)) {
        case 0, 1 -> 0;
        case 2 -> -0.0;
        case 3, 4 -> 1;
        case 5 -> -1;
        default -> value;
      };
    }
  },
  /** So large that an exponential function of them overflows in single precision. */
  LARGE("large numbers") {
    @Override
    double of(double value, Random random) {
      return 128 * value;
    }
  };

  private final String text;

  EdgePoint(String text) {
    this.text = text;
  }

  abstract double of(double value, Random random);

  /** The numbers moved to the edge, in copies; of those that have a gradient. */
  Map<String, double[]> of(Map<String, double[]> values, Set<String> differentiated, long seed) {
    Map<String, double[]> moved = new LinkedHashMap<>();
    values.forEach((name, array) -> {
      Random random = new Random(31 * seed + name.hashCode());
      double[] copy = array.clone();
      if (differentiated.contains(name)) {
        Arrays.setAll(copy, i -> of(array[i], random));
      }
      moved.put(name, copy);
    });
    return moved;
  }

  @Override
  public String toString() {
    return text;
  }
}
