package dev.netgrad.emit;

/**
 * What to generate.
 *
 * @param packageName the package of the generated classes; empty for the unnamed one
 * @param elementType what tensors consist of
 * @param adapter whether to generate the class that implements {@code train.Model} too, where the network is a
 *     classifier
 */
public record EmitOptions(String packageName, ElementType elementType, boolean adapter) {

  /** The type of an element. Users want {@code float}; tests against a reference in double precision want the other. */
  public enum ElementType {
    FLOAT, DOUBLE
  }

  /** Single precision, no adapter. */
  public static EmitOptions of(String packageName) {
    return new EmitOptions(packageName, ElementType.FLOAT, false);
  }
}
