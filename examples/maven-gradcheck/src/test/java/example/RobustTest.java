package example;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.train.Batch;
import dev.netgrad.train.GradientAssert;
import dev.netgrad.train.Model;
import org.junit.jupiter.api.Test;

class RobustTest {
  /** With data of one's own, an outlier among them. */
  private static Batch batch() {
    return new Batch(2).with("point", new float[] {1, -2, 0.5f, 0, 3, -1}).with("height", new float[] {0, 1, -40, 2});
  }

  @Test
  void gradientsAreThoseOfTheLoss() {
    Model model = new RobustModel(1);
    model.initialise(1);
    GradientAssert.assertGradients(model, batch());
  }

  /** The gradient of a loss that is no number is none. */
  @Test
  void weightsThatAreNoNumbersFail() {
    Model model = new RobustModel(1);
    model.initialise(1);
    model.parameters().get(0).values()[0] = Float.NaN;
    assertThrows(AssertionError.class, () -> GradientAssert.assertGradients(model, batch()));
  }
}
