package dev.netgrad.tensor;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a tensor is. */
public sealed interface Definition {

  /**
   * Given from outside: an input of the network or block, class numbers, or the adjoint of an output.
   *
   * @param classes how many classes there are, if these are class numbers; else 0
   */
  record Input(long classes) implements Definition {
    public Input() {
      this(0);
    }
  }

  /** A number given at run time, such as the learning rate; rank 0. */
  record RunTime() implements Definition {}

  /** Trained. */
  record Parameter(Initialiser initialiser, Map<String, Double> attributes) implements Definition {
    public Parameter {
      attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
  }

  /** Kept between steps; {@link Block#updates} says what it becomes. */
  record State(double initial) implements Definition {}

  /**
   * Independent numbers, uniform between 0 and 1, as {@link RandomNumbers} says; the tensor's qualified name is the site.
   * Nothing depends on them smoothly: they have no adjoint.
   */
  record Random() implements Definition {}

  /** {@code [axes] = reduction body}: the one kind of node that computes. */
  record Formula(List<Axis> axes, Reduction reduction, Scalar body) implements Definition {
    public Formula {
      axes = List.copyOf(axes);
    }
  }

  /** The result of a call of a block. */
  record Result(Call call) implements Definition {}

  /**
   * The adjoint of a call's argument, given the adjoint of its result: the block's derivative, applied.
   *
   * @param argument the position of the argument
   */
  record ArgumentAdjoint(Call call, Tensor resultAdjoint, int argument) implements Definition {}

  /** {@code grad(of, wrt)}, until {@code grad} has derived it. */
  record Gradient(Tensor of, Tensor wrt) implements Definition {}
}
