package example.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void theGradientIsThatOfTheOutput() {
    Gated.Weights weights = new Gated.Weights();
    weights.initialise(1);
    float[] x = {0.5f, -1, 2};
    float step = 1e-2f;
    float[] dX = Main.evaluate(weights, x).dX();
    for (int i = 0; i < x.length; i++) {
      float[] right = x.clone();
      float[] left = x.clone();
      right[i] += step;
      left[i] -= step;
      assertEquals((Main.evaluate(weights, right).y() - Main.evaluate(weights, left).y()) / (2 * step), dX[i], 2e-3);
    }
  }
}
