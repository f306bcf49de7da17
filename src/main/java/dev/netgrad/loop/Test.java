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
}
