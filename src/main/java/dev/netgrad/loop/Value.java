package dev.netgrad.loop;

import dev.netgrad.source.Acting;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Operator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A number that a kernel computes. */
public sealed interface Value {

  /** An answer for each case of a value, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Number, R> number, Function<Whole, R> whole, Function<Load, R> load,
      Function<Argument, R> argument, Function<Use, R> use, Function<Apply, R> apply, Function<Lanes, R> lanes,
      Function<Choose, R> choose) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Number, R> number, Function<Whole, R> whole, Function<Load, R> load,
      Function<Argument, R> argument, Function<Use, R> use, Function<Apply, R> apply, Function<Lanes, R> lanes,
      Function<Choose, R> choose) {
    return match(new Cases<>(number, whole, load, argument, use, apply, lanes, choose));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<Number> number, Consumer<Whole> whole, Consumer<Load> load, Consumer<Argument> argument,
      Consumer<Use> use, Consumer<Apply> apply, Consumer<Lanes> lanes, Consumer<Choose> choose) {
    match(new Cases<Void>(Acting.of(number), Acting.of(whole), Acting.of(load), Acting.of(argument), Acting.of(use),
        Acting.of(apply), Acting.of(lanes), Acting.of(choose)));
  }

  record Number(double value) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.number().apply(this);
    }
  }

  /** The value of integer variables. */
  record Whole(Affine affine) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.whole().apply(this);
    }
  }

  record Load(Code.Place place) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.load().apply(this);
    }
  }

  /** A number that is a kernel's argument. */
  record Argument(Buffer scalar) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.argument().apply(this);
    }
  }

  record Use(Code.Local local) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.use().apply(this);
    }
  }

  record Apply(Operator operator, List<Value> operands) implements Value {
    public Apply {
      operands = List.copyOf(operands);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.apply().apply(this);
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

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.lanes().apply(this);
    }
  }

  /** Whether this is a vector; what is not counts as one number for all lanes. */
  default boolean isLanes() {
    return match(
        number -> false,
        whole -> false,
        load -> false,
        argument -> false,
        use -> use.local().type() == Code.Type.LANES,
        apply -> apply.operands().stream().anyMatch(Value::isLanes),
        lanes -> true,
        choose -> choose.test().isLanes() || choose.yes().isLanes() || choose.no().isLanes());
  }

  /** Evaluates only the branch taken; of lanes, each takes its own. */
  record Choose(Test test, Value yes, Value no) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.choose().apply(this);
    }
  }
}
