package dev.netgrad.loop;

/** A nest in one form for vectors: what was chosen, and its code. Making one that does not fit is refused. */
interface VectorForm {
  Schedule.Chosen chosen();

  /** Writes the code of all samples. */
  void write(Scope scope);
}
