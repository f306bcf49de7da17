package dev.netgrad.checks;

import java.util.Map;
import java.util.TreeMap;

/** Something that trains a network. */
interface Stepping {

  /**
   * What a training step computed.
   *
   * @param loss before the step
   * @param output the first one, before the step
   * @param gradients of the parameters by qualified name
   * @param parameters after the step
   * @param states after the step
   */
  record Step(double loss, double[] output, Map<String, double[]> gradients, Map<String, double[]> parameters,
      Map<String, double[]> states) {

    /** All of it, by names that tell what is what. */
    Map<String, double[]> all() {
      Map<String, double[]> all = new TreeMap<>(Map.of("loss", new double[] {loss}, "output", output));
      gradients.forEach((name, values) -> all.put("gradient of " + name, values));
      parameters.forEach((name, values) -> all.put("parameter " + name, values));
      states.forEach((name, values) -> all.put("state " + name, values));
      return all;
    }
  }

  /** Takes a step on always the same inputs. */
  Step step();
}
