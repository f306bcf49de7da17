package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MainTest {
  private static final float[] X = {0.5f, -1, 2, 0.25f, -3, 1};
  private static final float[] D_Y = {1, -2, 3, 0.1f, 1e-20f, 7};

  /** With zero weights only the shortcuts are left, and the gradient arrives as it left, bit for bit. */
  @Test
  void shortcutsPassTheGradientOn() {
    assertArrayEquals(D_Y, Main.gradient(new Shortcut.Weights(), X.clone(), D_Y.clone()));
  }

  @Test
  void theGradientIsThatOfTheOutput() {
    Shortcut.Weights weights = new Shortcut.Weights();
    weights.initialise(3);
    float[] dX = Main.gradient(weights, X.clone(), new float[] {1, 0, 0, 0, 0, 0});
    for (int i = 0; i < X.length; i++) {
      float step = 1e-2f;
      float[] right = X.clone();
      float[] left = X.clone();
      right[i] += step;
      left[i] -= step;
      assertEquals((first(weights, right) - first(weights, left)) / (2 * step), dX[i], 2e-3);
    }
  }

  private static float first(Shortcut.Weights weights, float[] x) {
    float[] y = new float[6];
    Shortcut.infer(weights, new Shortcut.Workspace(1), 1, x, y);
    return y[0];
  }
}
