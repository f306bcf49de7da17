package example.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GateTest {
  /** With zero weights the gate is half open, whatever comes in: y = (x₁ + 2x₂)/2. */
  @Test
  void aGateWithoutWeightsIsHalfOpen() {
    Gate.Weights weights = new Gate.Weights();
    for (Gate.NamedArray parameter : weights.parameters()) {
      if (parameter.name().equals("gatedLinear.value.weight")) {
        parameter.values()[0] = 1;
        parameter.values()[1] = 2;
      }
    }
    Gate.Workspace workspace = new Gate.Workspace(1);
    float[] x = {3, -5};
    float[] y = new float[1];
    float[] dX = new float[2];

    Gate.forward(weights, workspace, 1, x, y);
    Gate.backward(weights, workspace, new Gate.Gradients(), 1, x, y, new float[] {1}, dX);

    assertEquals(-3.5f, y[0], 1e-6f);
    assertArrayEquals(new float[] {0.5f, 1}, dX, 1e-6f);
  }
}
