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

import com.palantir.javapoet.TypeName;
import dev.netgrad.emit.JavaExpression.Call;
import dev.netgrad.emit.JavaExpression.Cast;
import dev.netgrad.emit.JavaExpression.Conditional;
import dev.netgrad.emit.JavaExpression.Literal;
import dev.netgrad.emit.JavaExpression.Own;
import dev.netgrad.emit.JavaExpression.Prefix;
import dev.netgrad.loop.Buffer;
import dev.netgrad.loop.Code;
import dev.netgrad.loop.Test;
import dev.netgrad.loop.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Operator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Values, tests and integer expressions of the loops in Java. */
final class Expressions {
  /** Whole numbers below have no exponent. */
  private static final float WRITTEN_OUT = 1e7f;

  private final TypeName element;
  private final boolean single;
  private final Map<Axis, String> axes;
  private final Map<String, String> variables;

  /**
   * @param axes what integer variables are called
   * @param variables what buffers and other local variables are called, by their names in the loops
   */
  Expressions(TypeName element, Map<Axis, String> axes, Map<String, String> variables) {
    this.element = element;
    this.single = element.equals(TypeName.FLOAT);
    this.axes = axes;
    this.variables = variables;
  }

  JavaExpression variable(Code.Local local) {
    return JavaExpression.name(variables.get(local.name()));
  }

  JavaExpression array(Buffer buffer) {
    return JavaExpression.name(variables.get(buffer.name()));
  }

  /** Large strides first; among equal ones, what was declared first. */
  JavaExpression affine(Affine affine) {
    List<String> declared = List.copyOf(axes.values());
    List<Map.Entry<Axis, Long>> terms = new ArrayList<>(affine.terms().entrySet());
    terms.sort(Comparator.comparingLong((Map.Entry<Axis, Long> e) -> -e.getValue())
        .thenComparingInt(e -> declared.indexOf(axes.get(e.getKey()))));
    long constant = affine.constant();
    boolean constantFirst = !terms.isEmpty() && terms.get(0).getValue() < 0 && constant > 0;
    JavaExpression sum = null;
    if (terms.isEmpty() || constantFirst) {
      sum = number(constant);
    }
    for (Map.Entry<Axis, Long> term : terms) {
      JavaExpression axis = JavaExpression.name(axes.get(term.getKey()));
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
    return array(place.buffer()).at(affine(place.offset()));
  }

  /** The value rounded to the element type. */
  JavaExpression narrow(Value v) {
    return single && isWide(v) ? new Cast(element, value(v)) : value(v);
  }

  /** The value as what a number of double precision starts with. */
  JavaExpression wide(Value v) {
    return v instanceof Value.Number number && number.value() == 0 ? number(0) : value(v);
  }

  /** Whether Java computes it in double precision although the elements are single. */
  private static boolean isWide(Value v) {
    return v.match(
        number -> false,
        whole -> false,
        load -> false,
        argument -> false,
        use -> use.local().type() == Code.Type.WIDE,
        apply -> !isRounded(apply.operator()) && apply.operands().stream().anyMatch(Expressions::isWide),
        lanes -> false,
        choose -> isWide(choose.yes()) || isWide(choose.no()));
  }

  /** Whether the operator is a function of the library, of which the result is rounded to the element type. */
  private static boolean isRounded(Operator operator) {
    return switch (operator) {
      case POWER, EXP, LOG, SQRT, TANH, SIN, COS, ERF -> true;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, MAX, MIN, ABS -> false;
    };
  }

  /** The same as a vector. */
  JavaExpression lanes(Value v) {
    return LaneExpressions.lanes(this, v);
  }

  JavaExpression value(Value v) {
    return v.match(
        number -> literal(number.value(), single),
        whole -> new Cast(element, affine(whole.affine())),
        load -> load.place().buffer().isStream()
            ? new Own("random", List.of(array(load.place().buffer()), affine(load.place().offset())))
            : place(load.place()),
        argument -> array(argument.scalar()),
        use -> variable(use.local()),
        apply -> apply(apply.operator(), apply.operands().stream().map(this::value).toList()),
        lanes -> lanesAsOne(lanes.place()),
        choose -> new Conditional(test(choose.test()), value(choose.yes()), value(choose.no())));
  }

  private static JavaExpression lanesAsOne(Code.Place place) {
    throw new IllegalStateException("lanes of " + place.buffer().name() + " where one number is wanted");
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
    return new Call(JavaExpression.name("Math"), function, operands);
  }

  private JavaExpression rounded(JavaExpression inDouble) {
    return single ? new Cast(element, inDouble) : inDouble;
  }

  /** A number in Java, as a float or as a double. */
  static JavaExpression literal(double value, boolean single) {
    JavaExpression type = JavaExpression.name(single ? "Float" : "Double");
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

  /** A value that is an integer in Java. */
  JavaExpression whole(Value v) {
    if (v instanceof Value.Number number) {
      return number((long) number.value());
    }
    return v instanceof Value.Whole whole ? affine(whole.affine()) : value(v);
  }

  private static boolean isInteger(Value v) {
    return v instanceof Value.Whole || v instanceof Value.Load load && load.place().buffer().integer();
  }

  private static boolean couldBeInteger(Value v) {
    return isInteger(v)
        || v instanceof Value.Number n && n.value() == Math.rint(n.value()) && Math.abs(n.value()) < 1e9;
  }

  JavaExpression test(Test t) {
    return t.match(
        bound -> atLeastZero(bound.affine()),
        divisible -> infix(infix(affine(divisible.affine()), REMAINDER, number(divisible.modulus())), EQUAL, number(0)),
        this::compare,
        all -> joined(all.tests(), AND, "true"),
        any -> joined(any.tests(), OR, "false"),
        not -> new Prefix('!', test(not.test())),
        lane -> {
          throw new IllegalStateException("a mask of lanes where one number is asked");
        });
  }

  private JavaExpression joined(List<Test> tests, JavaExpression.Operator operator, String none) {
    return tests.stream().map(this::test).reduce((a, b) -> infix(a, operator, b)).orElse(new Literal(none, false));
  }

  private JavaExpression atLeastZero(Affine affine) {
    boolean countsDown = !affine.isConstant() && affine.terms().values().stream().allMatch(k -> k < 0);
    return countsDown ? infix(affine(new Affine(affine.times(-1).terms(), 0)), LESS_EQUAL, number(affine.constant()))
        : infix(affine(new Affine(affine.terms(), 0)), GREATER_EQUAL, number(-affine.constant()));
  }

  private JavaExpression compare(Test.Compare c) {
    boolean integers = couldBeInteger(c.left()) && couldBeInteger(c.right())
        && (isInteger(c.left()) || isInteger(c.right()));
    JavaExpression left = integers ? whole(c.left()) : value(c.left());
    JavaExpression right = integers ? whole(c.right()) : value(c.right());
    // What a number is compared with stands first.
    boolean turned = c.left() instanceof Value.Number && !(c.right() instanceof Value.Number);
    return switch (c.relation()) {
      case EQUAL -> infix(left, EQUAL, right);
      case LESS -> turned ? infix(right, GREATER, left) : infix(left, LESS, right);
      case LESS_EQUAL -> turned ? infix(right, GREATER_EQUAL, left) : infix(left, LESS_EQUAL, right);
    };
  }
}
