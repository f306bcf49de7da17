package dev.netgrad.tensor;

import dev.netgrad.source.Acting;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a {@link Scalar.Select} asks or a reduction's guard demands. */
public sealed interface Condition {

  /** An answer for each case of a condition, so that none is forgotten: there is no default. */
  record Cases<R>(Function<AtLeastZero, R> atLeastZero, Function<Divisible, R> divisible,
      Function<Compare, R> compare, Function<All, R> all, Function<Any, R> any, Function<Not, R> not) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<AtLeastZero, R> atLeastZero, Function<Divisible, R> divisible,
      Function<Compare, R> compare, Function<All, R> all, Function<Any, R> any, Function<Not, R> not) {
    return match(new Cases<>(atLeastZero, divisible, compare, all, any, not));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<AtLeastZero> atLeastZero, Consumer<Divisible> divisible, Consumer<Compare> compare,
      Consumer<All> all, Consumer<Any> any, Consumer<Not> not) {
    match(new Cases<Void>(Acting.of(atLeastZero), Acting.of(divisible), Acting.of(compare), Acting.of(all),
        Acting.of(any), Acting.of(not)));
  }

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

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.atLeastZero().apply(this);
    }
  }

  /** {@code affine ≡ 0 (mod modulus)}. */
  record Divisible(Affine affine, long modulus) implements Constraint {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.divisible().apply(this);
    }
  }

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
  record Compare(Relation relation, Scalar left, Scalar right) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.compare().apply(this);
    }
  }

  /** All hold; asked in order, up to the first that does not. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.all().apply(this);
    }
  }

  /** One holds; asked in order, up to the first that does. */
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.any().apply(this);
    }
  }

  record Not(Condition condition) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.not().apply(this);
    }
  }

  /** Whether it says something about indices, so that a read may need it. */
  default boolean isOnIndices() {
    return match(
        bound -> true,
        divisible -> true,
        compare -> compare.left() instanceof Scalar.Position && compare.right() instanceof Scalar.Position,
        all -> all.conditions().stream().anyMatch(Condition::isOnIndices),
        any -> any.conditions().stream().anyMatch(Condition::isOnIndices),
        not -> not.condition().isOnIndices());
  }

  /** Always true. */
  @SuppressWarnings("ClassInitializationDeadlock") // DeepStack has them made by one thread.
  Condition TRUE = new All(List.of());

  /** Never true. */
  @SuppressWarnings("ClassInitializationDeadlock") // DeepStack has them made by one thread.
  Condition FALSE = new Any(List.of());

  /** The conjunction; of one condition, itself. */
  static Condition all(List<? extends Condition> conditions) {
    return conditions.size() == 1 ? conditions.get(0) : new All(List.copyOf(conditions));
  }
}
