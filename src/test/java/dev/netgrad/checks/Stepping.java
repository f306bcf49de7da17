package dev.netgrad.checks;

import java.util.Map;

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
      Map<String, double[]> states) {}

  /** Takes a step on always the same inputs. */
  Step step();
}
