package dev.netgrad.loop.code;

import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Extent;
import dev.netgrad.tensor.Law;
import java.util.List;
import java.util.Set;

/**
 * A loop nest as a method: its parameters are the batch size and the buffers.
 *
 * @param name what it computes; unique within its unit
 * @param laws what was applied to the statements that it computes
 */
public record Kernel(String name, List<Buffer> parameters, List<Code> body, Set<Law<?, ?>> laws) {
  /** The batch size as an integer variable. */
  public static final Axis BATCH = new Axis("N", Extent.BATCH);

  /** The length of the array that kernels, one after the other, use as scratch memory; 0 if none does. */
  public static long scratch(List<Kernel> kernels, Buffer.Scratch of) {
    return kernels.stream().flatMap(k -> Uses.of(k.body()).buffers().stream())
        .filter(b -> b.isScratch(of))
        .mapToLong(b -> b.size().fixed()).max().orElse(0);
  }

  /** A kernel of statements as they are. */
  Kernel(String name, List<Buffer> parameters, List<Code> body) {
    this(name, parameters, body, Set.of());
  }

  public Kernel {
    parameters = List.copyOf(parameters);
    body = List.copyOf(body);
    laws = Set.copyOf(laws);
  }
}
