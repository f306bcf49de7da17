package dev.netgrad.cli;

/** A command that gains from vector kernels, and runs in a Java that has them if it can. */
interface RunsGeneratedCode {
  boolean wantsVectors();
}
