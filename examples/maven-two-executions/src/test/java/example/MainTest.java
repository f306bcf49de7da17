package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.netgrad.train.loop.EpochReport;
import example.classifier.Rings;
import example.energy.HenonHeiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void ringsAreToldApart() {
    List<EpochReport> epochs = Main.train();
    assertTrue(epochs.get(epochs.size() - 1).test().metrics().get("accuracy") > 0.95, epochs::toString);
  }

  /** ∂/∂x = x + 2xy and ∂/∂y = y + x² − y². */
  @Test
  void theForceIsMinusTheGradient() {
    float x = 0.3f;
    float y = -0.2f;
    assertArrayEquals(new float[] {-(x + 2 * x * y), -(y + x * x - y * y)}, Main.force(x, y), 1e-6f);
  }

  @Test
  void eachExecutionHasItsSettings() {
    assertEquals("plain", HenonHeiles.kernels());
  }

  /** The descriptor does not mention their module. */
  @Test
  void vectorKernelsRunInANamedModule() {
    assertTrue(Rings.class.getModule().isNamed());
    assertEquals("vector, 128 bits", Rings.kernels());
  }
}
