package dev.netgrad.loop.code;

import dev.netgrad.schedule.LaneMask;
import dev.netgrad.source.Acting;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Condition;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A condition in a kernel. */
public sealed interface Test {

  /** An answer for each case of a test, so that none is forgotten: there is no default. */
  record Cases<R>(Function<AtLeastZero, R> atLeastZero, Function<Divisible, R> divisible,
      Function<Compare, R> compare, Function<All, R> all, Function<Any, R> any, Function<Not, R> not,
      Function<Lane, R> lane) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<AtLeastZero, R> atLeastZero, Function<Divisible, R> divisible,
      Function<Compare, R> compare, Function<All, R> all, Function<Any, R> any, Function<Not, R> not,
      Function<Lane, R> lane) {
    return match(new Cases<>(atLeastZero, divisible, compare, all, any, not, lane));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<AtLeastZero> atLeastZero, Consumer<Divisible> divisible, Consumer<Compare> compare,
      Consumer<All> all, Consumer<Any> any, Consumer<Not> not, Consumer<Lane> lane) {
    match(new Cases<Void>(Acting.of(atLeastZero), Acting.of(divisible), Acting.of(compare), Acting.of(all),
        Acting.of(any), Acting.of(not), Acting.of(lane)));
  }

  record AtLeastZero(Affine affine) implements Test {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.atLeastZero().apply(this);
    }
  }

  record Divisible(Affine affine, long modulus) implements Test {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.divisible().apply(this);
    }
  }

  record Compare(Condition.Relation relation, Value left, Value right) implements Test {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.compare().apply(this);
    }
  }

  record All(List<Test> tests) implements Test {
    public All {
      tests = List.copyOf(tests);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.all().apply(this);
    }
  }

  record Any(List<Test> tests) implements Test {
    public Any {
      tests = List.copyOf(tests);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.any().apply(this);
    }
  }

  record Not(Test test) implements Test {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.not().apply(this);
    }
  }

  /** Holds for some lanes of a vector and not for the others, wherever the vector is. */
  record Lane(LaneMask mask) implements Test {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.lane().apply(this);
    }
  }

  /** One answer, or one for each lane. */
  default Code.Type type() {
    return isLanes() ? Code.Type.MASK : Code.Type.BOOLEAN;
  }

  /** Whether the answer differs from lane to lane. */
  default boolean isLanes() {
    return match(
        bound -> false,
        divisible -> false,
        compare -> compare.left().isLanes() || compare.right().isLanes(),
        all -> all.tests().stream().anyMatch(Test::isLanes),
        any -> any.tests().stream().anyMatch(Test::isLanes),
        not -> not.test().isLanes(),
        lane -> true);
  }
}
