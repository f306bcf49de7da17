package dev.netgrad.plan;

import dev.netgrad.tensor.Tensor;
import java.util.OptionalInt;

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

  /**
   * Values that outlive the pass, with the reason. They are in an array of their own for each use of the block; what the
   * network itself keeps for its backward pass may take turns in the pool's array with this number.
   */
  record Saved(String reason, OptionalInt slot) implements Storage {
    Saved(String reason) {
      this(reason, OptionalInt.empty());
    }
  }

  /** The pool's array with this number, counted from the block's first. */
  record Scratch(int slot) implements Storage {}

  /** Another tensor's array. */
  record Alias(Tensor of) implements Storage {}
}
