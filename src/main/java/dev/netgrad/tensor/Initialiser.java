package dev.netgrad.tensor;

/** How a parameter starts. */
public sealed interface Initialiser {
  /** Every element the same. */
  record Fill(double value) implements Initialiser {}

  /** Normal with mean 0. */
  record Normal(double standardDeviation) implements Initialiser {}

  /** Uniform in [−bound, bound). */
  record Uniform(double bound) implements Initialiser {}
}
