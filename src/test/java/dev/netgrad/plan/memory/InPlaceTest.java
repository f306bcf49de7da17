package dev.netgrad.plan.memory;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.fuse.Unfused;
import dev.netgrad.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which steps write into the array that they are the last to read. */
class InPlaceTest {
  private static Map<String, String> aliases(String body, Predicate<Tensor> isScratch) {
    List<Step> steps = Unfused.steps("x[4, 16], z[4, 8]", body);
    Map<String, String> aliases = new LinkedHashMap<>();
    InPlace.aliases(steps, isScratch, Tensor::isFormula, t -> t)
        .forEach((tensor, of) -> aliases.put(tensor.name(), of.name()));
    return aliases;
  }

  private static Map<String, String> aliases(String body) {
    return aliases(body, Tensor::isFormula);
  }

  @Test
  void whatIsReadElementByElementIsOverwritten() {
    assertThat(aliases("""
        a[h < 4, c < 16] = sin(x[h, c])
        b[h < 4, c < 16] = sin(a[h, c])
        y[h < 4, c < 16] = sin(b[h, c]) + x[h, c]
        """)).containsExactly("b", "a", "y", "a");
  }

  @Test
  void whatIsReadElsewhereOrLaterIsNot() {
    assertThat(aliases("""
        a[h < 4, c < 16] = sin(x[h, c])
        y[h < 4, c < 16] = sin(a[h, 15 - c])
        """)).isEmpty();
    assertThat(aliases("""
        a[h < 4, c < 16] = sin(x[h, c])
        b[h < 4, c < 16] = sin(a[h, c])
        y[h < 4, c < 16] = b[h, 15 - c]*a[h, c]
        """)).containsExactly("y", "a");
  }

  @Test
  void rowsAreWholeVectors() {
    assertThat(aliases("""
        a[h < 4, c < 8] = sin(z[h, c])
        y[h < 4, c < 8] = sin(a[h, c])
        """)).isEmpty();
  }

  @Test
  void whatIsKeptForThisStepAloneIsOverwrittenFirst() {
    assertThat(aliases("""
        a[h < 4, c < 16] = sin(x[h, c])
        kept[h < 4, c < 16] = sin(x[h, c] + 1)
        y[h < 4, c < 16] = a[h, c]*kept[h, c]
        """, t -> t.isFormula() && !t.name().equals("kept"))).containsExactly("y", "kept");
  }
}
