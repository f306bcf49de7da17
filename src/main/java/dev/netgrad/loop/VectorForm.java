package dev.netgrad.loop;

/** The loops of a nest, as a schedule of one form says. */
interface VectorForm {
  /** Writes the code of all samples. */
  void write(Scope scope);
}
