package dev.netgrad.plan.memory;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.plan.block.Lifetimes;
import dev.netgrad.plan.block.Size;
import dev.netgrad.plan.block.Step;
import dev.netgrad.plan.fuse.Unfused;
import dev.netgrad.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Tensors take turns in arrays, and never two of them at once. */
class AllocationTest {
  private static final String CHAIN = """
      a[i < 8] = x[i] + 1
      b[i < 8] = a[7 - i] + 1
      c[i < 8] = b[7 - i] + 1
      d[i < 8] = c[7 - i] + 1
      """;

  private static Allocation.Pool allocate(List<Step> steps, Function<Step, List<Size>> ofCall) {
    return Allocation.allocate(steps, Tensor::isFormula, t -> t, ofCall);
  }

  private static Map<String, Integer> slots(Allocation.Pool pool) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    pool.slots().forEach((tensor, slot) -> slots.put(tensor.name(), slot));
    return slots;
  }

  private static List<String> texts(Allocation.Pool pool) {
    return pool.sizes().stream().map(Size::toString).toList();
  }

  @Test
  void anArrayIsFreeAfterTheLastReader() {
    Allocation.Pool pool = allocate(Unfused.steps("x[8]", CHAIN), step -> List.of());
    assertThat(slots(pool)).containsExactly("a", 0, "b", 1, "c", 0, "d", 1);
    assertThat(texts(pool)).containsExactly("8*N", "8*N");
  }

  @Test
  void theArrayThatGrowsLeastIsTaken() {
    Allocation.Pool pool = allocate(Unfused.steps("x[64]", """
        a[i < 64] = x[63 - i]
        b[i < 8] = a[8*i]
        c[i < 32] = x[i] + b[0]
        d[i < 6] = c[i]
        """), step -> List.of());
    assertThat(slots(pool)).containsExactly("a", 0, "b", 1, "c", 0, "d", 1);
    assertThat(texts(pool)).containsExactly("64*N", "8*N").inOrder();
  }

  @Test
  void whatDoesNotGrowWithTheBatchTakesTurnsWithWhatDoes() {
    Allocation.Pool pool = allocate(Unfused.steps("x[8]", """
        b[i < 8] = sum[n] x[7 - i]
        c[i < 8] = b[7 - i] + 1
        a[i < 8] = x[i] + c[7 - i]
        d[i < 8] = sum[n] a[7 - i]
        """), step -> List.of());
    assertThat(slots(pool)).containsExactly("a", 0, "b", 0, "c", 1, "d", 1);
    assertThat(texts(pool)).containsExactly("8*N + 8", "8").inOrder();
  }

  @Test
  void aCalledBlockHasItsArraysForTheCallAlone() {
    List<Step> steps = Unfused.steps("x[8]", CHAIN);
    Allocation.Pool pool = allocate(steps,
        step -> step == steps.get(1) ? List.of(new Size(8, 0), new Size(0, 3)) : List.of());
    assertThat(texts(pool)).containsExactly("8*N", "8*N", "8*N", "3");
  }

  /** Formulas that read others at random: in every step, what lives has an array of its own that is large enough. */
  @Test
  void whatLivesAtOnceIsApart() {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      StringBuilder text = new StringBuilder("t0[i < 3] = x[0]\n");
      for (int k = 1; k < 30; k++) {
        text.append("t").append(k).append("[i < ").append(1 + random.nextInt(40)).append("] = t")
            .append(random.nextInt(k)).append("[0] + t").append(random.nextInt(k)).append("[0]\n");
      }
      livesApart(Unfused.steps("x[1]", text.toString()));
    }
  }

  private static void livesApart(List<Step> steps) {
    Allocation.Pool pool = allocate(steps, step -> List.of());
    Map<Tensor, Integer> last = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (Tensor tensor : Lifetimes.touched(steps.get(i))) {
        last.put(tensor, i);
      }
    }
    Map<Integer, Tensor> holds = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      Tensor written = ((Step.Group) steps.get(i)).subject();
      int slot = pool.slots().get(written);
      assertThat(Size.of(written).fitsInto(pool.sizes().get(slot))).isTrue();
      if (holds.containsKey(slot)) {
        assertWithMessage("%s is overwritten by %s", holds.get(slot), written).that(last.get(holds.get(slot)))
            .isLessThan(i);
      }
      holds.put(slot, written);
    }
  }
}
