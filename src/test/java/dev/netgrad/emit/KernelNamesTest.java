package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Kernel;
import dev.netgrad.loop.code.LoopPrinter;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A tree with its names is a tree, which prints as others do. */
class KernelNamesTest {
  private static final Axis H = new Axis("h", 8);
  private static final Axis INT = new Axis("int", 1);

  private static String named(Code... body) {
    Kernel kernel = new Kernel("k", List.of(), List.of(body), Set.of());
    return LoopPrinter.print(KernelNames.of(kernel, "method",
        kernel.parameters().stream().map(Buffer::name).toList(), part -> part));
  }

  private static Code.Loop loop(Axis variable, Affine to, long step, Code.Kind kind, Code... body) {
    return new Code.Loop(variable, List.of(new Code.Bound(Affine.ZERO, 1, false)),
        List.of(new Code.Bound(to, 1, false)),
        step, Affine.of(step == 1 ? 0 : 1), kind, Optional.empty(), Optional.empty(), List.of(body));
  }

  @Test
  void aNameIsValidAndHidesNoOther() {
    Code offset = new Code.Offset(INT, Affine.of(H).times(2), 1, true);
    assertThat(named(loop(H, Affine.of(8), 1, Code.Kind.SERIAL, offset,
        loop(new Axis("h", 3), Affine.of(INT), 1, Code.Kind.SERIAL)), loop(H, Affine.of(8), 1, Code.Kind.SERIAL)))
        .isEqualTo("""
            kernel method()
              for h in 0 .. 8
                int int_ = 2*h
                for h2 in 0 .. int_
              for h in 0 .. 8
            """);
  }

  /** A bound that is computed has a variable, and so has a start that is found by a step. */
  @Test
  void whatIsComputedOnceHasAName() {
    Affine samples = Affine.of(Kernel.BATCH);
    assertThat(named(loop(H, samples.plus(1), 1, Code.Kind.SERIAL), loop(H, samples, 1, Code.Kind.SHARED),
        loop(H, Affine.of(8), 2, Code.Kind.SERIAL))).isEqualTo("""
            kernel method()
              for h in 0 .. N + 1 to hEnd
              share h in 0 .. N to hEnd
              for h in 0 .. 8 by 2 from 1 at firsth
            """);
  }

  /** The variable of a loop that certainly runs is declared in front of it. */
  @Test
  void aLoopThatRunsTakesItsNameForWhatFollows() {
    assertThat(named(loop(H, Affine.of(8), 1, Code.Kind.NONEMPTY), loop(H, Affine.of(8), 1, Code.Kind.SERIAL)))
        .isEqualTo("""
            kernel method()
              loop h in 0 .. 8
              for h2 in 0 .. 8
            """);
  }
}
