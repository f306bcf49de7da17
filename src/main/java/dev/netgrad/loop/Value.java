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

  /** As many elements, one after the other, as a vector has lanes; of a mask's other lanes, 0. */
  record Lanes(Code.Place place, LaneMask mask) implements Value {
    int first() {
      return mask.first();
    }

    int count() {
      return mask.count();
    }
  }

  /** Whether this is a vector; what is not counts as one number for all lanes. */
  default boolean isLanes() {
    if (this instanceof Use use) {
      return use.local().type() == Code.Type.LANES;
    } else if (this instanceof Apply apply) {
      return apply.operands().stream().anyMatch(Value::isLanes);
    } else if (this instanceof Choose choose) {
      return choose.test().isLanes() || choose.yes().isLanes() || choose.no().isLanes();
    }
    return this instanceof Lanes;
  }

  /** Evaluates only the branch taken; of lanes, each takes its own. */
  record Choose(Test test, Value yes, Value no) implements Value {}
}
