package dev.netgrad.emit;

import dev.netgrad.tensor.ElementType;
import java.util.List;

/**
 * What to generate.
 *
 * @param packageName the package of the generated classes; empty for the unnamed one
 * @param elementType what tensors consist of
 * @param adapter whether to generate the class that implements {@code train.Model} too, in single precision and where
 *     gradients of inputs are not asked for
 * @param vectorBits the widths of vectors for which kernels are written beside the plain ones: 512, 256 and 128 are
 *     possible, in single precision
 * @param timed whether kernels tell how long they took; slower, and for measurements alone
 */
public record EmitOptions(String packageName, ElementType elementType, boolean adapter, List<Integer> vectorBits,
    boolean timed) {
  /** All widths that vector kernels can have, the widest first. */
  public static final List<Integer> ALL_VECTOR_BITS = List.of(512, 256, 128);

  public EmitOptions {
    vectorBits = List.copyOf(vectorBits);
    if (!ALL_VECTOR_BITS.containsAll(vectorBits) || elementType != ElementType.FLOAT && !vectorBits.isEmpty()) {
      throw new IllegalArgumentException("no kernels of " + elementType + " for vectors of " + vectorBits + " bits");
    }
  }

  /** Plain kernels that are not timed. */
  public EmitOptions(String packageName, ElementType elementType, boolean adapter) {
    this(packageName, elementType, adapter, List.of(), false);
  }

  /** Single precision, no adapter, plain kernels. */
  public static EmitOptions of(String packageName) {
    return new EmitOptions(packageName, ElementType.FLOAT, false);
  }

  public EmitOptions withPackageName(String name) {
    return new EmitOptions(name, elementType, adapter, vectorBits, timed);
  }

  public EmitOptions withElementType(ElementType type) {
    return new EmitOptions(packageName, type, adapter, vectorBits, timed);
  }

  public EmitOptions withAdapter(boolean wanted) {
    return new EmitOptions(packageName, elementType, wanted, vectorBits, timed);
  }

  public EmitOptions withVectorBits(List<Integer> bits) {
    return new EmitOptions(packageName, elementType, adapter, bits, timed);
  }

  public EmitOptions withTimed(boolean wanted) {
    return new EmitOptions(packageName, elementType, adapter, vectorBits, wanted);
  }
}
