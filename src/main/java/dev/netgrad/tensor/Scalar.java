package dev.netgrad.tensor;

import java.util.List;

/**
 * A scalar expression, the body of a formula. Equal records are equal expressions; tensors and axes compare by identity.
 */
public sealed interface Scalar {

  /** A number. */
  record Constant(double value) implements Scalar {}

  /** The batch size {@code N}. */
  record BatchSize() implements Scalar {}

  /** The value of an affine expression of the axes. */
  record Position(Affine affine) implements Scalar {}

  /** {@code tensor[index, …]}; the first index of a per-sample tensor is the batch axis. */
  record Read(Tensor tensor, List<Index> indices) implements Scalar {
    public Read {
      indices = List.copyOf(indices);
    }
  }

  /** An operator and its operands. */
  record Apply(Operator operator, List<Scalar> operands) implements Scalar {
    public Apply {
      operands = List.copyOf(operands);
    }
  }

  /** {@code if condition then yes else no}; only the branch taken is evaluated, so a guard may bound a read. */
  record Select(Condition condition, Scalar yes, Scalar no) implements Scalar {}

  Scalar ZERO = new Constant(0);
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
