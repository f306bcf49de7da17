package dev.netgrad.tensor;

import dev.netgrad.source.Acting;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a tensor is. */
public sealed interface Definition {

  /** An answer for each case of a definition, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Input, R> input, Function<RunTime, R> runTime, Function<Parameter, R> parameter,
      Function<State, R> state, Function<Random, R> random, Function<Previous, R> previous,
      Function<Formula, R> formula, Function<Result, R> result, Function<ArgumentAdjoint, R> argumentAdjoint,
      Function<Derived, R> derived) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Input, R> input, Function<RunTime, R> runTime, Function<Parameter, R> parameter,
      Function<State, R> state, Function<Random, R> random, Function<Previous, R> previous,
      Function<Formula, R> formula, Function<Result, R> result, Function<ArgumentAdjoint, R> argumentAdjoint,
      Function<Derived, R> derived) {
    return match(
        new Cases<>(input, runTime, parameter, state, random, previous, formula, result, argumentAdjoint, derived));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<Input> input, Consumer<RunTime> runTime, Consumer<Parameter> parameter,
      Consumer<State> state, Consumer<Random> random, Consumer<Previous> previous, Consumer<Formula> formula,
      Consumer<Result> result, Consumer<ArgumentAdjoint> argumentAdjoint, Consumer<Derived> derived) {
    match(new Cases<Void>(Acting.of(input), Acting.of(runTime), Acting.of(parameter), Acting.of(state),
        Acting.of(random), Acting.of(previous), Acting.of(formula), Acting.of(result), Acting.of(argumentAdjoint),
        Acting.of(derived)));
  }

  /** Whether the value is there before anything is computed: given from outside, or kept from step to step. */
  default boolean isGiven() {
    return match(input -> true, runTime -> true, parameter -> true, state -> true, random -> false, previous -> false,
        formula -> false, result -> false, adjoint -> false, derived -> false);
  }

  /**
   * Given from outside: an input of the network or block, class numbers, or the adjoint of an output.
   *
   * @param classes how many classes there are, if these are class numbers; else 0
   */
  record Input(long classes) implements Definition {
    public Input() {
      this(0);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.input().apply(this);
    }
  }

  /**
   * A number given at run time, such as the learning rate; rank 0.
   *
   * @param isStep whether it is the number of the training step, which is a whole one and counts from 1
   */
  record RunTime(boolean isStep) implements Definition {
    public RunTime() {
      this(false);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.runTime().apply(this);
    }
  }

  /** Trained. */
  record Parameter(Initialiser initialiser, Map<String, Double> attributes) implements Definition {
    public Parameter {
      attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.parameter().apply(this);
    }
  }

  /** Kept between steps; {@link Block#updates} says what it becomes. */
  record State(double initial) implements Definition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.state().apply(this);
    }
  }

  /**
   * Independent numbers, uniform between 0 and 1, as {@code RandomNumbers} says; the tensor's qualified name is the
   * site. Nothing depends on them smoothly: they have no adjoint.
   */
  record Random() implements Definition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.random().apply(this);
    }
  }

  /**
   * The values of a tensor that is defined further down, by so many points earlier along the first dimension of a
   * sample, {@code previous[t] = value[t - by]}; below 0, by so many points later. {@link Block#previous} says which
   * tensor that is. So formulas read each other in a circle, which is a scan: they are computed point by point. It is
   * read where the other tensor has a value only.
   */
  record Previous(long by) implements Definition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.previous().apply(this);
    }
  }

  /** {@code [axes] = reduction body}: the one kind of node that computes. */
  record Formula(List<Axis> axes, Reduction reduction, Scalar body) implements Definition {
    public Formula {
      axes = List.copyOf(axes);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.formula().apply(this);
    }
  }

  /** The result of a call of a block. */
  record Result(Call call) implements Definition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.result().apply(this);
    }
  }

  /**
   * The adjoint of a call's argument, given the adjoint of its result: the block's derivative, applied.
   *
   * @param argument the position of the argument
   */
  record ArgumentAdjoint(Call call, Tensor resultAdjoint, int argument) implements Definition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.argumentAdjoint().apply(this);
    }
  }

  /** The derivative of one tensor by another, until {@code grad} has derived it. */
  sealed interface Derived extends Definition {
    /** How it is written in a {@code .net} file. */
    String word();

    Tensor of();

    Tensor wrt();

    /** The tensors that it is said with. */
    List<Tensor> reads();

    /** The same of other tensors. */
    Derived with(UnaryOperator<Tensor> others);

    @Override
    default <R> R match(Cases<R> cases) {
      return cases.derived().apply(this);
    }
  }

  /** {@code grad(of, wrt)}: shaped as {@code wrt}. */
  record Gradient(Tensor of, Tensor wrt) implements Derived {
    @Override
    public String word() {
      return "grad";
    }

    @Override
    public List<Tensor> reads() {
      return List.of(of, wrt);
    }

    @Override
    public Gradient with(UnaryOperator<Tensor> others) {
      return new Gradient(others.apply(of), others.apply(wrt));
    }
  }

  /**
   * {@code tangent(of, wrt, direction)}: how {@code of} changes as {@code wrt} moves in a direction; shaped as {@code
   * of}.
   */
  record Tangent(Tensor of, Tensor wrt, Tensor direction) implements Derived {
    @Override
    public String word() {
      return "tangent";
    }

    @Override
    public List<Tensor> reads() {
      return List.of(of, wrt, direction);
    }

    @Override
    public Tangent with(UnaryOperator<Tensor> others) {
      return new Tangent(others.apply(of), others.apply(wrt), others.apply(direction));
    }
  }

  /**
   * {@code jacobian(of, wrt)}: the tangents in the direction of each element of {@code wrt}; its dimensions are those
   * of {@code of} and then those of one sample of {@code wrt}.
   */
  record Jacobian(Tensor of, Tensor wrt) implements Derived {
    @Override
    public String word() {
      return "jacobian";
    }

    @Override
    public List<Tensor> reads() {
      return List.of(of, wrt);
    }

    @Override
    public Jacobian with(UnaryOperator<Tensor> others) {
      return new Jacobian(others.apply(of), others.apply(wrt));
    }
  }
}
