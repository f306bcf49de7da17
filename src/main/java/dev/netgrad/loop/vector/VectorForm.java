package dev.netgrad.loop.vector;

import dev.netgrad.loop.plain.Scope;

/** The loops of a nest, as a schedule of one form says. */
public interface VectorForm {
  /** Writes the code of all samples. */
  void write(Scope scope);
}
