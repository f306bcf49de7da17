package dev.netgrad.loop;

import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Operator;
import java.util.List;

/** A number that a kernel computes. */
public sealed interface Value {

  record Number(double value) implements Value {}

  /** The value of integer variables. */
  record Whole(Affine affine) implements Value {}

  record Load(Code.Place place) implements Value {}

  /** A number that is a kernel's argument. */
  record Argument(Buffer scalar) implements Value {}

  record Use(Code.Local local) implements Value {}

  record Apply(Operator operator, List<Value> operands) implements Value {
    public Apply {
      operands = List.copyOf(operands);
    }
  }

  /** Evaluates only the branch taken. */
  record Choose(Test test, Value yes, Value no) implements Value {}
}
