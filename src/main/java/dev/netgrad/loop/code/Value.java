package dev.netgrad.loop.code;

import dev.netgrad.loop.code.Code.Type;
import dev.netgrad.schedule.LaneMask;
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
      Function<Choose, R> choose, Function<Convert, R> convert) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** The answer for the case that this is. */
  default <R> R match(Function<Number, R> number, Function<Whole, R> whole, Function<Load, R> load,
      Function<Argument, R> argument, Function<Use, R> use, Function<Apply, R> apply, Function<Lanes, R> lanes,
      Function<Choose, R> choose, Function<Convert, R> convert) {
    return match(new Cases<>(number, whole, load, argument, use, apply, lanes, choose, convert));
  }

  /** What is to be done in each case, for whoever asks many values. */
  static Cases<Void> actions(Consumer<Number> number, Consumer<Whole> whole, Consumer<Load> load,
      Consumer<Argument> argument, Consumer<Use> use, Consumer<Apply> apply, Consumer<Lanes> lanes,
      Consumer<Choose> choose, Consumer<Convert> convert) {
    return new Cases<>(Acting.of(number), Acting.of(whole), Acting.of(load), Acting.of(argument), Acting.of(use),
        Acting.of(apply), Acting.of(lanes), Acting.of(choose), Acting.of(convert));
  }

  /** Does what is to be done in the case that this is. */
  default void act(Consumer<Number> number, Consumer<Whole> whole, Consumer<Load> load, Consumer<Argument> argument,
      Consumer<Use> use, Consumer<Apply> apply, Consumer<Lanes> lanes, Consumer<Choose> choose,
      Consumer<Convert> convert) {
    match(actions(number, whole, load, argument, use, apply, lanes, choose, convert));
  }

  /**
   * What this is. Of operands that differ, it is the type to which they are converted, the one with most digits; one
   * number among lanes counts for all of them.
   */
  Type type();

  /** @param type of the element type, of double precision, or an integer */
  record Number(double value, Type type) implements Value {
    /** A number of the element type. */
    public Number(double value) {
      this(value, Type.NUMBER);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.number().apply(this);
    }
  }

  /** The value of integer variables. */
  record Whole(Affine affine) implements Value {
    @Override
    public Type type() {
      return Type.INTEGER;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.whole().apply(this);
    }
  }

  record Load(Code.Place place) implements Value {
    @Override
    public Type type() {
      return place.buffer().element();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.load().apply(this);
    }
  }

  /** A number that is a kernel's argument. */
  record Argument(Buffer scalar) implements Value {
    @Override
    public Type type() {
      return scalar.element();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.argument().apply(this);
    }
  }

  record Use(Code.Local local) implements Value {
    @Override
    public Type type() {
      return local.type();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.use().apply(this);
    }
  }

  record Apply(Operator operator, List<Value> operands) implements Value {
    public Apply {
      operands = List.copyOf(operands);
    }

    /** What the operands are, or are converted to: integers count as numbers. */
    Type operandType() {
      Type common = common(operands);
      return common == Type.INTEGER ? Type.NUMBER : common;
    }

    /** Of a function of a library, the result is rounded to the element type. */
    @Override
    public Type type() {
      Type operands = operandType();
      return operands == Type.WIDE && isRounded() ? Type.NUMBER : operands;
    }

    private boolean isRounded() {
      return switch (operator) {
        case POWER, EXP, LOG, SQRT, TANH, SIN, COS, ERF -> true;
        case ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, MAX, MIN, ABS -> false;
      };
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
    public Type type() {
      return place.buffer().element() == Type.INTEGER ? Type.INTEGERS : Type.LANES;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.lanes().apply(this);
    }
  }

  /** The type that values have or get where they meet. */
  static Type common(List<Value> values) {
    Type common = values.get(0).type();
    for (Value v : values.subList(1, values.size())) {
      common = common(common, v.type());
    }
    return common == Type.INTEGERS ? Type.LANES : common;
  }

  private static Type common(Type a, Type b) {
    return a == b ? a
        : a == Type.LANES || b == Type.LANES || a == Type.INTEGERS || b == Type.INTEGERS ? Type.LANES
        : a == Type.WIDE || b == Type.WIDE ? Type.WIDE : Type.NUMBER;
  }

  /** An operation, with operands of the type that they have in common. */
  static Value apply(Operator operator, Value a, Value b) {
    Type type = new Apply(operator, List.of(a, b)).operandType();
    return new Apply(operator, List.of(a.as(type), b.as(type)));
  }

  /** The same value, of a type. */
  default Value as(Type type) {
    return type() == type ? this : new Convert(type, this);
  }

  /** Whether this is a vector; what is not counts as one number for all lanes. */
  default boolean isLanes() {
    Type type = type();
    return type == Type.LANES || type == Type.INTEGERS;
  }

  /** A value as one of another type: the same number, or the nearest one, or one for all lanes. */
  record Convert(Type to, Value value) implements Value {
    /** Whether there is such a conversion. */
    boolean isPossible() {
      return switch (value.type()) {
        case INTEGER, WIDE, INTEGERS -> to == (value.type() == Type.INTEGERS ? Type.LANES : Type.NUMBER);
        case NUMBER -> to == Type.WIDE || to == Type.LANES;
        case LANES -> to == Type.INTEGERS;
        case BOOLEAN, LONG, MASK -> false;
      };
    }

    @Override
    public Type type() {
      return to;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.convert().apply(this);
    }
  }

  /** Evaluates only the branch taken; of lanes, each takes its own. */
  record Choose(Test test, Value yes, Value no) implements Value {
    @Override
    public Type type() {
      return test.isLanes() ? Type.LANES : common(List.of(yes, no));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.choose().apply(this);
    }
  }
}
