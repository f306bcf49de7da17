package dev.netgrad.emit;

import dev.netgrad.emit.JavaExpression.Call;
import dev.netgrad.loop.Code;
import dev.netgrad.loop.Test;
import dev.netgrad.loop.Value;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.List;

/** Vectors in Java: chains of calls, where {@link Expressions} has operators. */
final class LaneExpressions {
  private static final JavaExpression VECTOR = new JavaExpression.Type(VectorApi.VECTOR);

  private LaneExpressions() {}

  static JavaExpression lanes(Expressions scalars, Value v) {
    return v.match(
        number -> number.value() == 0 ? VECTOR.call("zero", VectorApi.SPECIES) : broadcast(scalars, v),
        whole -> broadcast(scalars, v),
        load -> broadcast(scalars, v),
        argument -> broadcast(scalars, v),
        use -> v.isLanes() ? scalars.variable(use.local()) : broadcast(scalars, v),
        apply -> v.isLanes() ? apply(scalars, apply.operator(), apply.operands()) : broadcast(scalars, v),
        lanes -> load(scalars, lanes),
        choose -> v.isLanes() ? choose(scalars, choose) : broadcast(scalars, v));
  }

  /** One number for all lanes. */
  private static JavaExpression broadcast(Expressions scalars, Value v) {
    return VECTOR.call("broadcast", VectorApi.SPECIES, scalars.value(v));
  }

  /** A load of a whole vector. */
  static JavaExpression load(Expressions scalars, Code.Place place) {
    JavaExpression array = scalars.array(place.buffer());
    JavaExpression at = scalars.affine(place.offset());
    return place.buffer().integer() ? VectorApi.integers(array, at)
        : VECTOR.call("fromArray", VectorApi.SPECIES, array, at);
  }

  private static JavaExpression load(Expressions scalars, Value.Lanes lanes) {
    if (lanes.mask().isAll()) {
      return load(scalars, lanes.place());
    }
    if (lanes.place().buffer().integer()) {
      throw new IllegalStateException("some lanes of the integers " + lanes.place().buffer().name());
    }
    return VECTOR.call("fromArray", VectorApi.SPECIES, scalars.array(lanes.place().buffer()),
        scalars.affine(lanes.place().offset()), VectorApi.mask(lanes.mask()));
  }

  private static JavaExpression choose(Expressions scalars, Value.Choose choose) {
    JavaExpression yes = lanes(scalars, choose.yes());
    JavaExpression no = lanes(scalars, choose.no());
    return choose.test().isLanes() ? no.call("blend", yes, mask(scalars, choose.test()))
        : new JavaExpression.Conditional(scalars.test(choose.test()), yes, no);
  }

  private static JavaExpression apply(Expressions scalars, Operator operator, List<Value> operands) {
    List<JavaExpression> lanes = operands.stream().map(v -> lanes(scalars, v)).toList();
    String method = switch (operator) {
      case ADD -> "add";
      case SUBTRACT -> "sub";
      case MULTIPLY -> "mul";
      case DIVIDE -> "div";
      case MAX -> "max";
      case MIN -> "min";
      case NEGATE -> "neg";
      case ABS -> "abs";
      case SQRT -> "sqrt";
      case POWER, EXP, LOG, TANH, SIN, COS, ERF -> throw new IllegalStateException(operator + " of a vector");
    };
    return new Call(lanes.get(0), method, lanes.subList(1, lanes.size()));
  }

  /** A sum or a largest with one more value; where that is a product, the sum is rounded once. */
  static JavaExpression accumulated(Expressions scalars, JavaExpression before, Reduction.Kind kind, Value v) {
    if (kind == Reduction.Kind.SUM && v instanceof Value.Apply product && product.operator() == Operator.MULTIPLY) {
      return lanes(scalars, product.operands().get(0)).call("fma", lanes(scalars, product.operands().get(1)), before);
    }
    return switch (kind) {
      case SUM -> before.call("add", lanes(scalars, v));
      case PROD -> before.call("mul", lanes(scalars, v));
      case MIN -> before.call("min", lanes(scalars, v));
      case MAX -> before.call("max", lanes(scalars, v));
      case NONE, ARGMAX -> throw new IllegalStateException(kind + " combines no values");
    };
  }

  private static JavaExpression mask(Expressions scalars, Test t) {
    return t.match(
        bound -> ofIndices(bound),
        divisible -> ofIndices(divisible),
        compare -> compare(scalars, compare),
        all -> joined(scalars, all.tests(), "and"),
        any -> joined(scalars, any.tests(), "or"),
        not -> mask(scalars, not.test()).call("not"),
        lane -> VectorApi.mask(lane.mask()));
  }

  private static JavaExpression ofIndices(Test test) {
    throw new IllegalStateException(test + " does not differ from lane to lane");
  }

  private static JavaExpression compare(Expressions scalars, Test.Compare compare) {
    JavaExpression left = lanes(scalars, compare.left());
    JavaExpression right = lanes(scalars, compare.right());
    return switch (compare.relation()) {
      case EQUAL -> left.call("eq", right);
      case LESS -> left.call("lt", right);
      case LESS_EQUAL -> left.call("compare", operator("LE"), right);
    };
  }

  /** What the API calls an operator that has no method of its own. */
  static JavaExpression operator(String name) {
    return new JavaExpression.Type(VectorApi.OPERATORS).field(name);
  }

  private static JavaExpression joined(Expressions scalars, List<Test> tests, String method) {
    List<JavaExpression> masks = new ArrayList<>(tests.stream().map(t -> mask(scalars, t)).toList());
    JavaExpression first = masks.remove(0);
    return masks.stream().reduce(first, (a, b) -> a.call(method, b));
  }
}
