package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Condition;
import java.util.List;

/** A condition in a kernel. */
public sealed interface Test {

  record AtLeastZero(Affine affine) implements Test {}

  record Divisible(Affine affine, long modulus) implements Test {}

  record Compare(Condition.Relation relation, Value left, Value right) implements Test {}

  record All(List<Test> tests) implements Test {
    public All {
      tests = List.copyOf(tests);
    }
  }

  record Any(List<Test> tests) implements Test {
    public Any {
      tests = List.copyOf(tests);
    }
  }

  record Not(Test test) implements Test {}

  /** Holds for some lanes of a vector and not for the others, wherever the vector is. */
  record Lane(LaneMask mask) implements Test {}

  /** Whether the answer differs from lane to lane. */
  default boolean isLanes() {
    if (this instanceof Compare compare) {
      return compare.left().isLanes() || compare.right().isLanes();
    } else if (this instanceof All all) {
      return all.tests().stream().anyMatch(Test::isLanes);
    } else if (this instanceof Any any) {
      return any.tests().stream().anyMatch(Test::isLanes);
    }
    return this instanceof Lane || this instanceof Not not && not.test().isLanes();
  }
}
