package dev.netgrad.loop;

import dev.netgrad.plan.Size;
import dev.netgrad.tensor.Definition;
import dev.netgrad.tensor.Tensor;
import java.util.Locale;

/**
 * A parameter of a kernel: an array of numbers, of integers, or one number given at run time. Equal buffers are one
 * parameter.
 *
 * @param tensor the tensor whose array is passed where the kernel was made; calls with other tensors of the same shapes
 *     share it; null for scratch memory
 */
public record Buffer(String name, Tensor tensor, Size size, boolean integer, boolean scalar) {

  /** Memory of a thread of its own, or of all threads together, for what a kernel needs while it runs. */
  public enum Scratch { OWN, SHARED }

  /**
   * Where scratch memory begins in its array: an array's elements begin 16 bytes after its address, and large arrays
   * are at addresses that are multiples of a cache line's 64 bytes. From here on, a vector of 512 bits is one line, not
   * two.
   */
  static final long ALIGNED = 12;

  static Buffer scratch(Scratch of, long elements) {
    return new Buffer(scratchName(of), null, new Size(0, ALIGNED + elements), false, false);
  }

  /** What kernels call it. */
  public static String scratchName(Scratch of) {
    return of.name().toLowerCase(Locale.ROOT);
  }

  /** Whether these are random numbers, each computed where it is read; what is passed is the start of their stream. */
  public boolean isStream() {
    return tensor != null && tensor.definition() instanceof Definition.Random;
  }

  /** What its elements are, or what the one number is. */
  public Code.Type element() {
    return integer ? Code.Type.INTEGER : Code.Type.NUMBER;
  }

  /** Whether this is scratch memory, which no caller passes. */
  public boolean isScratch() {
    return tensor == null;
  }
}
