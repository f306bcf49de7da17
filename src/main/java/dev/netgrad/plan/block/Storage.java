package dev.netgrad.plan.block;

import dev.netgrad.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/** Where a tensor's values are while a pass of its block runs. */
public sealed interface Storage {

  /** An answer for each case of a storage, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Port, R> port, Function<Weight, R> weight, Function<Stream, R> stream,
      Function<Gradient, R> gradient, Function<Marks, R> marks, Function<Saved, R> saved,
      Function<Scratch, R> scratch, Function<Alias, R> alias) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Port, R> port, Function<Weight, R> weight, Function<Stream, R> stream,
      Function<Gradient, R> gradient, Function<Marks, R> marks, Function<Saved, R> saved,
      Function<Scratch, R> scratch, Function<Alias, R> alias) {
    return match(new Cases<>(port, weight, stream, gradient, marks, saved, scratch, alias));
  }

  /** Handed in by the caller: an input, the output, or one of their adjoints. */
  record Port() implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.port().apply(this);
    }
  }

  /** A parameter or a state, in the weights. */
  record Weight() implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.weight().apply(this);
    }
  }

  /** Random numbers: none is stored, as each can be computed from the start of their stream. */
  record Stream() implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.stream().apply(this);
    }
  }

  /** The adjoint of a parameter, in the gradients. */
  record Gradient(Tensor parameter) implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.gradient().apply(this);
    }
  }

  /** Which rows of a gradient were written, beside it. */
  record Marks(Tensor parameter) implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.marks().apply(this);
    }
  }

  /**
   * Values that outlive the pass, with the reason. They are in an array of their own for each use of the block, unless
   * {@link BlockPlan#slots} says otherwise: what the network itself keeps for its backward pass may take turns.
   */
  record Saved(String reason) implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.saved().apply(this);
    }
  }

  /** The passes of a block. */
  enum Phase { FORWARD, BACKWARD }

  /** An array of the pool while a pass runs; {@link BlockPlan#slots} says which. */
  record Scratch(Phase phase) implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.scratch().apply(this);
    }
  }

  /** Another tensor's array. */
  record Alias(Tensor of) implements Storage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.alias().apply(this);
    }
  }

  /** The tensor in whose array the values of a tensor are. */
  static Tensor array(Tensor tensor, Map<Tensor, Storage> storage) {
    Tensor at = tensor;
    while (storage.get(at) instanceof Alias alias) {
      at = alias.of();
    }
    return at;
  }
}
