package dev.netgrad.tensor;

import java.util.List;

/** What a {@link Scalar.Select} asks or a reduction's guard demands. */
public sealed interface Condition {

  /** A condition on the axes alone, which is what a domain is made of. */
  sealed interface Constraint extends Condition {
    Affine affine();
  }

  /** {@code affine ≥ 0}. */
  record AtLeastZero(Affine affine) implements Constraint {
    /** {@code affine < 0}. */
    public AtLeastZero negated() {
      return new AtLeastZero(affine.times(-1).plus(-1));
    }
  }

  /** {@code affine ≡ 0 (mod modulus)}. */
  record Divisible(Affine affine, long modulus) implements Constraint {}

  /** The relations between scalars; the others swap the operands or negate. */
  enum Relation {
    EQUAL("=="), LESS("<"), LESS_EQUAL("<=");

    private final String symbol;

    Relation(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }

    /** Whether it holds between two doubles; false where one is NaN. */
    public boolean holds(double left, double right) {
      return switch (this) {
        case EQUAL -> left == right;
        case LESS -> left < right;
        case LESS_EQUAL -> left <= right;
      };
    }
  }

  /** {@code left relation right}; the only place where an integer tensor is read. */
  record Compare(Relation relation, Scalar left, Scalar right) implements Condition {}

  /** All hold; asked in order, up to the first that does not. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /** One holds; asked in order, up to the first that does. */
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }
  }

  record Not(Condition condition) implements Condition {}

  /** Always true. */
  Condition TRUE = new All(List.of());

  /** The conjunction; of one condition, itself. */
  static Condition all(List<? extends Condition> conditions) {
    return conditions.size() == 1 ? conditions.get(0) : new All(List.copyOf(conditions));
  }
}
