package dev.netgrad.loop;

import java.util.List;

/**
 * Kernels for vectors of one width. Each has the name and the parameters of the plain kernel that it does faster.
 *
 * @param bits the width, 128, 256 or 512
 */
public record VectorUnit(int bits, List<Kernel> kernels) {
  public VectorUnit {
    kernels = List.copyOf(kernels);
  }
}
