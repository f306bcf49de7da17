package dev.netgrad.tensor;

import dev.netgrad.source.Acting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A scalar expression, the body of a formula. Equal objects are equal expressions; tensors and axes compare by
 * identity.
 */
public sealed interface Scalar {

  /** An answer for each case of an expression, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Constant, R> constant, Function<BatchSize, R> batchSize, Function<Position, R> position,
      Function<Read, R> read, Function<Apply, R> apply, Function<Select, R> select) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Constant, R> constant, Function<BatchSize, R> batchSize,
      Function<Position, R> position, Function<Read, R> read, Function<Apply, R> apply, Function<Select, R> select) {
    return match(new Cases<>(constant, batchSize, position, read, apply, select));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<Constant> constant, Consumer<BatchSize> batchSize, Consumer<Position> position,
      Consumer<Read> read, Consumer<Apply> apply, Consumer<Select> select) {
    match(new Cases<Void>(Acting.of(constant), Acting.of(batchSize), Acting.of(position), Acting.of(read),
        Acting.of(apply), Acting.of(select)));
  }

  /** A number. */
  record Constant(double value) implements Scalar {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.constant().apply(this);
    }
  }

  /** The batch size {@code N}. */
  record BatchSize() implements Scalar {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.batchSize().apply(this);
    }
  }

  /** The value of an affine expression of the axes. */
  record Position(Affine affine) implements Scalar {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.position().apply(this);
    }
  }

  /** {@code tensor[index, …]}; the first index of a per-sample tensor is the batch axis. */
  record Read(Tensor tensor, List<Index> indices) implements Scalar {
    public Read {
      indices = List.copyOf(indices);
    }

    /** Whether the axes alone tell where this is. */
    public boolean isByAxes() {
      return indices.stream().allMatch(Index::isQuotient);
    }

    /** The elements of integer tensors that tell where this is. */
    public List<Index.Element> elements() {
      List<Index.Element> elements = new ArrayList<>();
      indices.forEach(index -> index.match(quotient -> true, elements::add));
      return elements;
    }

    /**
     * Where in its tensor this is, row by row and within a sample; of an index with a division, the numerator counts,
     * and what {@link #elements} tell is not in it.
     */
    public Affine address() {
      Affine address = Affine.ZERO;
      long stride = 1;
      for (int d = indices.size() - 1; d >= 0; d--) {
        Affine index = indices.get(d).match(Index.Quotient::numerator, element -> Affine.ZERO);
        address = address.plus(index.times(stride));
        stride *= tensor.shape().get(d).isBatch() ? 1 : tensor.shape().get(d).size();
      }
      return address;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.read().apply(this);
    }
  }

  /** An operator and its operands. No record, as it knows its hash: deep expressions are looked up at every level. */
  final class Apply implements Scalar {
    private final Operator operator;
    private final List<Scalar> operands;
    private final int hash;

    public Apply(Operator operator, List<Scalar> operands) {
      this.operator = operator;
      this.operands = List.copyOf(operands);
      this.hash = 31 * operator.hashCode() + this.operands.hashCode();
    }

    public Operator operator() {
      return operator;
    }

    public List<Scalar> operands() {
      return operands;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || other instanceof Apply that && hash == that.hash && operator == that.operator
          && operands.equals(that.operands);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public String toString() {
      return operator + operands.toString();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.apply().apply(this);
    }
  }

  /**
   * {@code if condition then yes else no}; only the branch taken is evaluated, so a guard may bound a read. Knows its
   * hash, as {@link Apply} does.
   */
  final class Select implements Scalar {
    private final Condition condition;
    private final Scalar yes;
    private final Scalar no;
    private final int hash;

    public Select(Condition condition, Scalar yes, Scalar no) {
      this.condition = condition;
      this.yes = yes;
      this.no = no;
      this.hash = Objects.hash(condition, yes, no);
    }

    public Condition condition() {
      return condition;
    }

    public Scalar yes() {
      return yes;
    }

    public Scalar no() {
      return no;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || other instanceof Select that && hash == that.hash && condition.equals(that.condition)
          && yes.equals(that.yes) && no.equals(that.no);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public String toString() {
      return "if " + condition + " then " + yes + " else " + no;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.select().apply(this);
    }
  }

  @SuppressWarnings("ClassInitializationDeadlock") // DeepStack has them made by one thread.
  Scalar ZERO = new Constant(0);

  @SuppressWarnings("ClassInitializationDeadlock") // DeepStack has them made by one thread.
  Scalar ONE = new Constant(1);

  static Scalar constant(double value) {
    return new Constant(value);
  }

  static Scalar apply(Operator operator, Scalar... operands) {
    return new Apply(operator, List.of(operands));
  }

  default Scalar plus(Scalar other) {
    return apply(Operator.ADD, this, other);
  }

  default Scalar minus(Scalar other) {
    return apply(Operator.SUBTRACT, this, other);
  }

  default Scalar times(Scalar other) {
    return apply(Operator.MULTIPLY, this, other);
  }

  default Scalar over(Scalar other) {
    return apply(Operator.DIVIDE, this, other);
  }

  default Scalar negated() {
    return apply(Operator.NEGATE, this);
  }

  default boolean isConstant(double value) {
    return this instanceof Constant c && c.value() == value;
  }
}
