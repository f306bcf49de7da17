package dev.netgrad.emit;

import com.palantir.javapoet.TypeName;
import dev.netgrad.loop.Code;
import dev.netgrad.loop.Test;
import dev.netgrad.loop.Value;
import dev.netgrad.tensor.Affine;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Operator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Java's text of values, tests and integer expressions, with as few parentheses as its precedences allow. */
final class Expressions {
  private static final int CONDITIONAL = 1;
  private static final int OR = 2;
  private static final int AND = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int PRODUCT = 6;
  private static final int UNARY = 7;

  private final boolean single;
  private final Map<Axis, String> axes;
  private final Map<String, String> variables;

  /**
   * @param axes what integer variables are called
   * @param variables what buffers and other local variables are called, by their names in the loops
   */
  Expressions(TypeName element, Map<Axis, String> axes, Map<String, String> variables) {
    this.single = element.equals(TypeName.FLOAT);
    this.axes = axes;
    this.variables = variables;
  }

  String variable(Code.Local local) {
    return variables.get(local.name());
  }

  /** Large strides first; among equal ones, what was declared first. */
  String affine(Affine affine) {
    List<String> declared = List.copyOf(axes.values());
    List<Map.Entry<Axis, Long>> terms = new ArrayList<>(affine.terms().entrySet());
    terms.sort(Comparator.comparingLong((Map.Entry<Axis, Long> e) -> -e.getValue())
        .thenComparingInt(e -> declared.indexOf(axes.get(e.getKey()))));
    StringBuilder out = new StringBuilder();
    boolean constantFirst = !terms.isEmpty() && terms.get(0).getValue() < 0 && affine.constant() > 0;
    if (terms.isEmpty() || constantFirst) {
      out.append(affine.constant());
    }
    for (Map.Entry<Axis, Long> term : terms) {
      long k = term.getValue();
      out.append(out.isEmpty() ? k < 0 ? "-" : "" : k < 0 ? " - " : " + ");
      out.append(Math.abs(k) == 1 ? "" : Math.abs(k) + " * ").append(axes.get(term.getKey()));
    }
    if (!terms.isEmpty() && !constantFirst && affine.constant() != 0) {
      out.append(affine.constant() < 0 ? " - " : " + ").append(Math.abs(affine.constant()));
    }
    return out.toString();
  }

  String place(Code.Place place) {
    return variables.get(place.buffer().name()) + "[" + affine(place.offset()) + "]";
  }

  String value(Value v) {
    return value(v, 0);
  }

  /** The value rounded to the element type. */
  String narrow(Value v) {
    return single && isWide(v) ? "(float) " + value(v, UNARY) : value(v);
  }

  /** The value as what a number of double precision starts with. */
  String wide(Value v) {
    return v instanceof Value.Number number && number.value() == 0 ? "0" : value(v);
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
  String lanes(Value v) {
    return LaneExpressions.lanes(this, v);
  }

  /** A load of a whole vector. */
  String load(Code.Place place) {
    String from = variables.get(place.buffer().name()) + ", " + affine(place.offset()) + ")";
    return place.buffer().integer() ? LaneExpressions.integers(from)
        : "FloatVector.fromArray(" + VectorWriter.SPECIES + ", " + from;
  }

  private String value(Value v, int context) {
    return v.match(
        number -> number(number.value(), context),
        whole -> enclose((single ? "(float) " : "(double) ") + enclose(affine(whole.affine()), !isAtom(whole.affine())),
            context > UNARY),
        load -> load.place().buffer().isStream()
            ? "random(" + variables.get(load.place().buffer().name()) + ", " + affine(load.place().offset()) + ")"
            : place(load.place()),
        argument -> variables.get(argument.scalar().name()),
        use -> variable(use.local()),
        apply -> apply(apply.operator(), apply.operands(), context),
        lanes -> lanesAsOne(lanes.place()),
        choose -> enclose(test(choose.test(), CONDITIONAL + 1) + " ? " + value(choose.yes(), CONDITIONAL + 1) + " : "
            + value(choose.no(), CONDITIONAL), context > CONDITIONAL));
  }

  private static String lanesAsOne(Code.Place place) {
    throw new IllegalStateException("lanes of " + place.buffer().name() + " where one number is wanted");
  }

  private static boolean isAtom(Affine affine) {
    return affine.isAxis() || affine.isConstant() && affine.constant() >= 0;
  }

  private String apply(Operator operator, List<Value> operands, int context) {
    return switch (operator) {
      case ADD -> infix(operands, " + ", SUM, context);
      case SUBTRACT -> infix(operands, " - ", SUM, context);
      case MULTIPLY -> infix(operands, " * ", PRODUCT, context);
      case DIVIDE -> infix(operands, " / ", PRODUCT, context);
      case NEGATE -> {
        String operand = value(operands.get(0), UNARY);
        yield enclose(operand.startsWith("-") ? "-(" + operand + ")" : "-" + operand, context > UNARY);
      }
      case MAX -> function("Math.max", operands);
      case MIN -> function("Math.min", operands);
      case ABS -> function("Math.abs", operands);
      case POWER -> inDouble("Math.pow", operands, context);
      case EXP -> inDouble("Math.exp", operands, context);
      case LOG -> inDouble("Math.log", operands, context);
      case SQRT -> inDouble("Math.sqrt", operands, context);
      case TANH -> inDouble("Math.tanh", operands, context);
      case SIN -> inDouble("Math.sin", operands, context);
      case COS -> inDouble("Math.cos", operands, context);
      case ERF -> inDouble("erf", operands, context);
    };
  }

  private String infix(List<Value> operands, String symbol, int precedence, int context) {
    // Java groups a sum from the left, and floating point cares.
    return enclose(value(operands.get(0), precedence) + symbol + value(operands.get(1), precedence + 1),
        context > precedence);
  }

  private String function(String name, List<Value> operands) {
    return operands.stream().map(this::value).collect(Collectors.joining(", ", name + "(", ")"));
  }

  private String inDouble(String name, List<Value> operands, int context) {
    return single ? enclose("(float) " + function(name, operands), context > UNARY) : function(name, operands);
  }

  private String number(double value, int context) {
    String text = literal(value, single);
    return enclose(text, text.startsWith("-") && context >= UNARY);
  }

  /** A number in Java, as a float or as a double. */
  static String literal(double value, boolean single) {
    String type = single ? "Float" : "Double";
    if (Double.isNaN(value)) {
      return type + ".NaN";
    } else if (Double.isInfinite(single ? (float) value : value)) {
      return type + (value > 0 ? ".POSITIVE_INFINITY" : ".NEGATIVE_INFINITY");
    }
    String text = single ? Float.toString((float) value) + "f" : Double.toString(value);
    return text.replace(".0f", "f");
  }

  /** A value that is an integer in Java. */
  String whole(Value v) {
    if (v instanceof Value.Number number) {
      return Long.toString((long) number.value());
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

  String test(Test t, int context) {
    return t.match(
        bound -> enclose(atLeastZero(bound.affine()), context > COMPARISON),
        divisible -> enclose("(" + affine(divisible.affine()) + ") % " + divisible.modulus() + " == 0",
            context > COMPARISON),
        compare -> compare(compare, context),
        all -> all.tests().isEmpty() ? "true" : join(all.tests(), " && ", AND, context),
        any -> any.tests().isEmpty() ? "false" : join(any.tests(), " || ", OR, context),
        not -> "!(" + test(not.test(), 0) + ")",
        lane -> {
          throw new IllegalStateException("a mask of lanes where one number is asked");
        });
  }

  private String join(List<Test> tests, String symbol, int precedence, int context) {
    return enclose(tests.stream().map(t -> test(t, precedence + 1)).collect(Collectors.joining(symbol)),
        context > precedence && tests.size() > 1);
  }

  private String atLeastZero(Affine affine) {
    boolean countsDown = !affine.isConstant() && affine.terms().values().stream().allMatch(k -> k < 0);
    return countsDown ? affine(new Affine(affine.times(-1).terms(), 0)) + " <= " + affine.constant()
        : affine(new Affine(affine.terms(), 0)) + " >= " + -affine.constant();
  }

  private String compare(Test.Compare c, int context) {
    boolean integers = couldBeInteger(c.left()) && couldBeInteger(c.right())
        && (isInteger(c.left()) || isInteger(c.right()));
    String left = integers ? whole(c.left()) : value(c.left(), COMPARISON + 1);
    String right = integers ? whole(c.right()) : value(c.right(), COMPARISON + 1);
    Condition.Relation relation = c.relation();
    if (c.left() instanceof Value.Number && !(c.right() instanceof Value.Number)
        && relation != Condition.Relation.EQUAL) {
      return enclose(right + (relation == Condition.Relation.LESS ? " > " : " >= ") + left, context > COMPARISON);
    }
    return enclose(left + " " + relation.symbol() + " " + right, context > COMPARISON);
  }

  private static String enclose(String text, boolean needed) {
    return needed ? "(" + text + ")" : text;
  }
}
