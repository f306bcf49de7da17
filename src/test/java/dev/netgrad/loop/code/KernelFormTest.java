package dev.netgrad.loop.code;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Kernels are one where they do the same. */
class KernelFormTest {

  /** {@code for (i < 3) to[i] = value}. */
  private static KernelForm filled(Buffer.Scratch array, String index, double value, long step) {
    Buffer to = Buffer.scratch(array, 3);
    Axis i = new Axis(index, 3);
    Code store = new Code.Store(new Code.Place(to, Affine.of(i).times(step)), new Value.Number(value));
    return KernelForm.of(new Kernel("filled", List.of(to), List.of(new Code.Loop(i, List.of(Code.Bound.of(Affine.ZERO)),
        List.of(Code.Bound.of(Affine.of(3))), 1, Affine.ZERO, Code.Kind.SERIAL, Optional.empty(), List.of(store)))));
  }

  @Test
  void namesOfLoopVariablesDoNotMatter() {
    assertThat(filled(Buffer.Scratch.OWN, "i", 1, 1)).isEqualTo(filled(Buffer.Scratch.OWN, "k", 1, 1));
  }

  @Test
  void numbersAndPlacesMatter() {
    assertThat(filled(Buffer.Scratch.OWN, "i", 1, 1)).isNotEqualTo(filled(Buffer.Scratch.OWN, "i", 2, 1));
    assertThat(filled(Buffer.Scratch.OWN, "i", 1, 1)).isNotEqualTo(filled(Buffer.Scratch.OWN, "i", 1, 2));
    assertThat(filled(Buffer.Scratch.OWN, "i", 0.0, 1)).isNotEqualTo(filled(Buffer.Scratch.OWN, "i", -0.0, 1));
  }

  /** A thread's own scratch memory is not that of all threads. */
  @Test
  void whoseScratchMemoryItIsMatters() {
    assertThat(filled(Buffer.Scratch.OWN, "i", 1, 1)).isNotEqualTo(filled(Buffer.Scratch.SHARED, "i", 1, 1));
  }

  @Test
  void noNumberIsANumberLikeOthers() {
    assertThat(filled(Buffer.Scratch.OWN, "i", Double.NaN, 1))
        .isEqualTo(filled(Buffer.Scratch.OWN, "k", Double.NaN, 1));
    assertThat(filled(Buffer.Scratch.OWN, "i", Double.POSITIVE_INFINITY, 1))
        .isNotEqualTo(filled(Buffer.Scratch.OWN, "i", Double.NEGATIVE_INFINITY, 1));
  }
}
