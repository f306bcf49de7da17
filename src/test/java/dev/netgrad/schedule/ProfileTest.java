package dev.netgrad.schedule;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.checks.Nets;
import dev.netgrad.compiler.Compiler;
import dev.netgrad.compiler.Options;
import dev.netgrad.loop.Lowering;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.LoopPrinter;
import dev.netgrad.loop.code.Program;
import dev.netgrad.loop.code.VectorUnit;
import dev.netgrad.plan.Plan;
import dev.netgrad.tensor.ElementType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What code is made for. */
class ProfileTest {
  private static final String LAYERS = "network P(image[14, 14, 32], label: class[32]) { logits = image -> conv(32, 3)"
      + " -> batchNorm -> relu -> maxPool(3, stride = 2, pad = 1) -> conv(64, 1) -> flatten -> dense(32)\n"
      + " loss = crossEntropy(logits, label) }";

  private static Program program(Profile profile, ElementType element) {
    Plan plan = Compiler.plan(Nets.network(LAYERS), Options.of(""));
    return Lowering.lower(plan, element, profile.targets(profile.bits(), element), Convolutions.TOOM_COOK,
        Schedules.NONE);
  }

  @Test
  void profilesHaveNames() {
    for (Profile profile : Profile.ALL) {
      assertThat(Profile.parse(profile.name())).hasValue(profile);
    }
    assertThat(Profile.parse("sse")).isEmpty();
    assertThat(Profile.names()).isEqualTo("any, avx512, avx512-halves, avx2 and neon");
    assertThat(Profile.ANY.bits()).containsExactly(512, 256, 128).inOrder();
  }

  @Test
  void aWidthThatIsLackingIsRefused() {
    Profile avx2 = Profile.parse("avx2").orElseThrow();
    assertThrows(IllegalArgumentException.class, () -> avx2.targets(List.of(512), ElementType.FLOAT));
  }

  /** A profile of one width has, for that width, the kernels that all widths together have, where its units are. */
  @Test
  void oneWidthIsPartOfAll() {
    Program all = program(Profile.ANY, ElementType.FLOAT);
    for (String name : List.of("avx512", "avx2", "neon")) {
      VectorUnit one = program(Profile.parse(name).orElseThrow(), ElementType.FLOAT).vectors().get(0);
      VectorUnit same = all.vectors().stream().filter(u -> u.bits() == one.bits()).findFirst().orElseThrow();
      assertWithMessage(name).that(one.kernels().stream().map(LoopPrinter::print).toList())
          .isEqualTo(same.kernels().stream().map(LoopPrinter::print).toList());
    }
  }

  /** Half as many doubles fit a vector, and the loops, which are verified, are those of half as many lanes. */
  @Test
  void elementsMayHaveEightBytes() {
    VectorUnit floats = program(Profile.parse("avx512").orElseThrow(), ElementType.FLOAT).vectors().get(0);
    VectorUnit doubles = program(Profile.parse("avx512").orElseThrow(), ElementType.DOUBLE).vectors().get(0);
    assertThat(floats.target().lanes()).isEqualTo(16);
    assertThat(doubles.target().lanes()).isEqualTo(8);
    assertThat(doubles.kernels().stream().map(Kernel::name).toList())
        .containsAtLeastElementsIn(floats.kernels().stream().map(Kernel::name).toList());
  }
}
