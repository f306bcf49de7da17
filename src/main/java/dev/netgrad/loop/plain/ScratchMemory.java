package dev.netgrad.loop.plain;

import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.schedule.ArrayLayout;
import dev.netgrad.tensor.Affine;
import java.util.EnumMap;
import java.util.Map;

/**
 * Hands out scratch memory to those who need some at the same time, each element once: the thread's own, and that of
 * all threads together. Forms of a kernel of which one runs and not the other, and kernels, which run one after the
 * other, use the same arrays, and have a scratch memory each.
 */
public final class ScratchMemory {
  private final ArrayLayout layout;
  private final Map<Buffer.Scratch, Long> used = new EnumMap<>(Buffer.Scratch.class);

  public ScratchMemory(ArrayLayout layout) {
    this.layout = layout;
  }

  /**
   * Elements that follow each other.
   *
   * @param buffer the array, as far as the last of them
   * @param from the first of them
   */
  public record Region(Buffer buffer, long from) {
    /** One of the elements, from 0 on. */
    public Code.Place at(Scope scope, Affine element) {
      return scope.at(buffer, element.plus(from));
    }
  }

  public Region own(long elements) {
    return take(Buffer.Scratch.OWN, elements);
  }

  public Region shared(long elements) {
    return take(Buffer.Scratch.SHARED, elements);
  }

  private Region take(Buffer.Scratch of, long elements) {
    long from = used.getOrDefault(of, layout.aligned());
    long to = Math.addExact(from, elements);
    used.put(of, to);
    return new Region(Buffer.scratch(of, to), from);
  }
}
