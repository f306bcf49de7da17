package dev.netgrad.emit;

import static dev.netgrad.emit.JavaExpression.Operator.AND;
import static dev.netgrad.emit.JavaExpression.Operator.EQUAL;
import static dev.netgrad.emit.JavaExpression.Operator.GREATER;
import static dev.netgrad.emit.JavaExpression.Operator.GREATER_EQUAL;
import static dev.netgrad.emit.JavaExpression.Operator.LESS;
import static dev.netgrad.emit.JavaExpression.Operator.LESS_EQUAL;
import static dev.netgrad.emit.JavaExpression.Operator.MINUS;
import static dev.netgrad.emit.JavaExpression.Operator.OR;
import static dev.netgrad.emit.JavaExpression.Operator.OVER;
import static dev.netgrad.emit.JavaExpression.Operator.PLUS;
import static dev.netgrad.emit.JavaExpression.Operator.REMAINDER;
import static dev.netgrad.emit.JavaExpression.Operator.TIMES;
import static dev.netgrad.emit.JavaExpression.infix;
import static dev.netgrad.emit.JavaExpression.number;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.netgrad.emit.JavaExpression.Call;
import dev.netgrad.emit.JavaExpression.Cast;
import dev.netgrad.emit.JavaExpression.Conditional;
import dev.netgrad.emit.JavaExpression.Literal;
import dev.netgrad.emit.JavaExpression.Own;
import dev.netgrad.emit.JavaExpression.Prefix;
import dev.netgrad.loop.code.Buffer;
import dev.netgrad.loop.code.Code;
import dev.netgrad.loop.code.Code.Type;
import dev.netgrad.loop.code.Test;
import dev.netgrad.loop.code.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Values, tests and integer expressions of loops whose variables have their names, in Java. */
final class Expressions {
  /** Whole numbers below have no exponent. */
  private static final float WRITTEN_OUT = 1e7f;

  private static final JavaExpression MATH = new JavaExpression.Type(ClassName.get(Math.class));

  private final TypeName element;
  private final boolean single;
  private final boolean textbook;

  /** @param textbook whether indices are written as formulas have them, dimension by dimension */
  Expressions(TypeName element, boolean textbook) {
    this.element = element;
    this.textbook = textbook;
    this.single = element.equals(TypeName.FLOAT);
  }

  static JavaExpression variable(Axis axis) {
    return JavaExpression.name(axis.name());
  }

  static JavaExpression variable(Code.Local local) {
    return JavaExpression.name(local.name());
  }

  static JavaExpression array(Buffer buffer) {
    return JavaExpression.name(buffer.name());
  }

  /** Large strides first. */
  static JavaExpression affine(Affine affine) {
    List<Map.Entry<Axis, Long>> terms = new ArrayList<>(affine.terms().entrySet());
    terms.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    long constant = affine.constant();
    boolean constantFirst = !terms.isEmpty() && terms.get(0).getValue() < 0 && constant > 0;
    JavaExpression sum = null;
    if (terms.isEmpty() || constantFirst) {
      sum = number(constant);
    }
    for (Map.Entry<Axis, Long> term : terms) {
      JavaExpression axis = variable(term.getKey());
      long k = term.getValue();
      if (sum == null) {
        sum = k == 1 ? axis : k == -1 ? new Prefix('-', axis) : infix(number(k), TIMES, axis);
      } else {
        sum = infix(sum, k < 0 ? MINUS : PLUS, Math.abs(k) == 1 ? axis : infix(number(Math.abs(k)), TIMES, axis));
      }
    }
    return terms.isEmpty() || constantFirst || constant == 0 ? sum
        : infix(sum, constant < 0 ? MINUS : PLUS, number(Math.abs(constant)));
  }

  JavaExpression place(Code.Place place) {
    return array(place.buffer()).at(textbook && place.steps().isEmpty() ? Dimensions.of(place) : address(place));
  }

  /** Where in its array a place is, what other arrays tell of it first. */
  JavaExpression address(Code.Place place) {
    JavaExpression sum = null;
    for (Code.Step step : place.steps()) {
      JavaExpression number = value(step.number());
      JavaExpression term = step.stride() == 1 ? number : infix(number(step.stride()), TIMES, number);
      sum = sum == null ? term : infix(sum, PLUS, term);
    }
    return sum == null ? affine(place.offset())
        : place.offset().equals(Affine.ZERO) ? sum : infix(sum, PLUS, affine(place.offset()));
  }

  JavaExpression value(Value v) {
    return v.match(
        number -> number.type() == Type.NUMBER ? literal(number.value(), single) : number((long) number.value()),
        whole -> affine(whole.affine()),
        load -> load.place().buffer().isStream()
            ? new Own("random", List.of(array(load.place().buffer()), address(load.place())))
            : place(load.place()),
        argument -> array(argument.scalar()),
        use -> variable(use.local()),
        apply -> {
          List<JavaExpression> operands = apply.operands().stream().map(this::value).toList();
          return apply.isLanes() ? LaneExpressions.apply(apply.operator(), operands)
              : apply(apply.operator(), operands);
        },
        lanes -> LaneExpressions.load(array(lanes.place().buffer()), address(lanes.place()), lanes),
        choose -> choose.test().isLanes()
            ? value(choose.no()).call("blend", value(choose.yes()), test(choose.test()))
            : new Conditional(test(choose.test()), value(choose.yes()), value(choose.no())),
        this::convert);
  }

  /** A value of another type; Java widens numbers by itself. */
  private JavaExpression convert(Value.Convert convert) {
    JavaExpression value = value(convert.value());
    return switch (convert.to()) {
      case NUMBER -> convert.value().type() == Type.WIDE && !single ? value : new Cast(element, value);
      case WIDE -> value;
      case LANES -> convert.value().type() == Type.INTEGERS ? LaneExpressions.toNumbers(value)
          : convert.value() instanceof Value.Number number && number.value() == 0 ? LaneExpressions.zero()
          : LaneExpressions.broadcast(value);
      case INTEGERS -> LaneExpressions.toIntegers(value);
      case BOOLEAN, INTEGER, LONG, MASK -> throw new IllegalStateException("nothing becomes " + convert.to());
    };
  }

  /** A sum or a largest with one more value; where that is a product of lanes, the sum is rounded once. */
  JavaExpression accumulated(JavaExpression before, Reduction.Kind kind, Value v) {
    return kind == Reduction.Kind.SUM && v instanceof Value.Apply product && product.operator() == Operator.MULTIPLY
        ? value(product.operands().get(0)).call("fma", value(product.operands().get(1)), before)
        : LaneExpressions.accumulated(before, kind, value(v));
  }

  private JavaExpression apply(Operator operator, List<JavaExpression> operands) {
    return switch (operator) {
      case ADD -> infix(operands.get(0), PLUS, operands.get(1));
      case SUBTRACT -> infix(operands.get(0), MINUS, operands.get(1));
      case MULTIPLY -> infix(operands.get(0), TIMES, operands.get(1));
      case DIVIDE -> infix(operands.get(0), OVER, operands.get(1));
      case NEGATE -> new Prefix('-', operands.get(0));
      case MAX -> math("max", operands);
      case MIN -> math("min", operands);
      case ABS -> math("abs", operands);
      case POWER -> rounded(math("pow", operands));
      case EXP -> rounded(math("exp", operands));
      case LOG -> rounded(math("log", operands));
      case SQRT -> rounded(math("sqrt", operands));
      case TANH -> rounded(math("tanh", operands));
      case SIN -> rounded(math("sin", operands));
      case COS -> rounded(math("cos", operands));
      case ERF -> rounded(new Own("erf", operands));
    };
  }

  /** A function of {@code java.lang.Math}. */
  static JavaExpression math(String function, List<JavaExpression> operands) {
    return new Call(MATH, function, operands);
  }

  private JavaExpression rounded(JavaExpression inDouble) {
    return single ? new Cast(element, inDouble) : inDouble;
  }

  /** A number in Java, as a float or as a double. */
  static JavaExpression literal(double value, boolean single) {
    JavaExpression type = new JavaExpression.Type((single ? TypeName.FLOAT : TypeName.DOUBLE).box());
    if (Double.isNaN(value)) {
      return type.field("NaN");
    } else if (Double.isInfinite(single ? (float) value : value)) {
      return type.field(value > 0 ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY");
    }
    boolean negative = Math.copySign(1, value) < 0;
    float size = Math.abs((float) value);
    return new Literal(!single ? Double.toString(Math.abs(value))
        : (size < WRITTEN_OUT && size == Math.rint(size) ? Long.toString((long) size) : Float.toString(size)) + "f",
        negative);
  }

  JavaExpression test(Test t) {
    return t.match(
        bound -> textbook ? within(List.of(bound)).get(0) : atLeastZero(bound.affine()),
        divisible -> infix(infix(affine(divisible.affine()), REMAINDER, number(divisible.modulus())), EQUAL, number(0)),
        this::compare,
        all -> textbook ? ranges(all.tests())
            : joined(all.tests(), (a, b) -> all.isLanes() ? a.call("and", b) : infix(a, AND, b), true),
        any -> joined(any.tests(), (a, b) -> any.isLanes() ? a.call("or", b) : infix(a, OR, b), false),
        not -> not.isLanes() ? test(not.test()).call("not") : new Prefix('!', test(not.test())),
        lane -> VectorApi.mask(lane.mask()));
  }

  private JavaExpression joined(List<Test> tests, BinaryOperator<JavaExpression> join, boolean none) {
    return tests.stream().map(this::test).reduce(join).orElse(new Literal(Boolean.toString(none), false));
  }

  /** Tests of which two that bound one index stand together, and name it as the index does. */
  private JavaExpression ranges(List<Test> tests) {
    List<JavaExpression> ranges = new ArrayList<>();
    List<Test> left = new ArrayList<>(tests);
    while (!left.isEmpty()) {
      Test first = left.remove(0);
      Optional<Test> other = first instanceof Test.AtLeastZero bound ? left.stream()
          .filter(t -> t instanceof Test.AtLeastZero b && b.affine().plus(bound.affine()).isConstant()).findFirst()
          : Optional.empty();
      other.ifPresent(left::remove);
      if (first instanceof Test.AtLeastZero bound) {
        ranges.addAll(within(other.map(o -> List.of(bound, (Test.AtLeastZero) o)).orElse(List.of(bound))));
      } else {
        ranges.add(test(first));
      }
    }
    return ranges.stream().reduce((a, b) -> infix(a, AND, b)).orElse(new Literal("true", false));
  }

  /** What is at least 0 and, if there is a second bound, below what that allows. */
  private static List<JavaExpression> within(List<Test.AtLeastZero> bounds) {
    Affine first = bounds.get(0).affine();
    boolean up = first.terms().values().stream().filter(k -> k > 0).count()
        > first.terms().values().stream().filter(k -> k < 0).count() || bounds.size() == 2;
    if (!up && !first.isConstant()) {
      return List.of(infix(affine(new Affine(first.times(-1).terms(), 0)), LESS, number(first.constant() + 1)));
    }
    JavaExpression lower = infix(affine(first), GREATER_EQUAL, number(0));
    return bounds.size() == 1 ? List.of(lower) : List.of(lower,
        infix(affine(first), LESS, number(first.plus(bounds.get(1).affine()).constant() + 1)));
  }

  private static JavaExpression atLeastZero(Affine affine) {
    boolean countsDown = !affine.isConstant() && affine.terms().values().stream().allMatch(k -> k < 0);
    return countsDown ? infix(affine(new Affine(affine.times(-1).terms(), 0)), LESS_EQUAL, number(affine.constant()))
        : infix(affine(new Affine(affine.terms(), 0)), GREATER_EQUAL, number(-affine.constant()));
  }

  private JavaExpression compare(Test.Compare c) {
    JavaExpression left = value(c.left());
    JavaExpression right = value(c.right());
    if (c.isLanes()) {
      return LaneExpressions.compare(c.relation(), left, right);
    }
    // What a number is compared with stands first.
    boolean turned = c.left() instanceof Value.Number && !(c.right() instanceof Value.Number);
    return switch (c.relation()) {
      case EQUAL -> infix(left, EQUAL, right);
      case LESS -> turned ? infix(right, GREATER, left) : infix(left, LESS, right);
      case LESS_EQUAL -> turned ? infix(right, GREATER_EQUAL, left) : infix(left, LESS_EQUAL, right);
    };
  }
}
