package dev.netgrad.plan;

import dev.netgrad.tensor.Tensor;

/** Where a tensor's values are while a pass of its block runs. */
public sealed interface Storage {

  /** Handed in by the caller: an input, the output, or one of their adjoints. */
  record Port() implements Storage {}

  /** A parameter or a state, in the weights. */
  record Weight() implements Storage {}

  /** Random numbers: none is stored, as each can be computed from the start of their stream. */
  record Stream() implements Storage {}

  /** The adjoint of a parameter, in the gradients. */
  record Gradient(Tensor parameter) implements Storage {}

  /** An array of its own for each use of the block, because its values outlive the pass; the reason says why. */
  record Saved(String reason) implements Storage {}

  /** The pool's array with this number, counted from the block's first. */
  record Scratch(int slot) implements Storage {}

  /** Another tensor's array. */
  record Alias(Tensor of) implements Storage {}
}
