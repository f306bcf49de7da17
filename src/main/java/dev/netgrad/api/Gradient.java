package dev.netgrad.api;

import dev.netgrad.source.Absent;
import java.util.Map;

/**
 * A network's values and its gradient at one sample, in double precision.
 *
 * @param outputs by name the elements of each output, row by row, and of the loss as {@code loss}, one number, if the
 *     network has one
 * @param gradients by name the derivative of the loss, or without one of the sum of the first output's elements, with
 *     respect to each element of an input or a parameter, row by row. Inputs that are class numbers have none
 */
public record Gradient(Map<String, double[]> outputs, Map<String, double[]> gradients) {
  /**
   * Keeps copies of the maps, not of the arrays.
   *
   * @param outputs values by name
   * @param gradients derivatives by name
   * @throws NullPointerException if a map, a name or an array is null
   */
  public Gradient {
    outputs = Map.copyOf(outputs);
    gradients = Map.copyOf(gradients);
  }

  /**
   * The derivative with respect to one input or parameter.
   *
   * @param name such as {@code x} or {@code dense1.weight}
   * @return for each element, row by row
   * @throws IllegalArgumentException if there is no gradient of that name
   */
  public double[] of(String name) {
    double[] gradient = gradients.get(name);
    if (gradient == null) {
      throw new IllegalArgumentException(
          Absent.of("gradient of", name, gradients.keySet().stream().sorted().toList()));
    }
    return gradient;
  }
}
