package dev.netgrad.loop;

import java.util.List;
import java.util.Set;

/**
 * Kernels for vectors of one width. Each has the name and the parameters of the plain kernel that it does faster.
 *
 * @param bits the width, 128, 256 or 512
 * @param byToomCook the names of those that compute a convolution by {@link Convolutions#TOOM_COOK}
 */
public record VectorUnit(int bits, List<Kernel> kernels, Set<String> byToomCook) {
  /** Collectors put arrays of so many numbers where a cache line begins, and leave them there. */
  private static final long LARGE = 1 << 20;

  public VectorUnit {
    kernels = List.copyOf(kernels);
    byToomCook = Set.copyOf(byToomCook);
  }

  /** The length of the array that the kernels, one after the other, use as scratch memory; 0 if none does. */
  public long scratch(Buffer.Scratch of) {
    long most = Kernel.scratch(kernels, of);
    return most == 0 ? 0 : Math.max(most, LARGE);
  }
}
