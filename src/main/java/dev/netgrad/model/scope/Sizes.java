package dev.netgrad.model.scope;

import dev.netgrad.model.names.Functions;
import dev.netgrad.model.names.Predefined;
import dev.netgrad.model.names.Roles;
import dev.netgrad.model.names.Trees;
import dev.netgrad.source.Code;
import dev.netgrad.source.Diagnostic;
import dev.netgrad.syntax.Ast;
import dev.netgrad.syntax.Reducer;
import dev.netgrad.syntax.Relation;
import dev.netgrad.tensor.Operator;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known when compiling. Sizes are exact: {@code /} rounds down, {@code %} is the remainder that goes with it,
 * and what would overflow is an error. Where a number is no whole number, arithmetic is that of doubles, and what has
 * been rounded down is an error.
 */
public final class Sizes {
  private final Frame frame;
  private final Environment scope;

  public Sizes(Frame frame, Environment scope) {
    this.frame = frame;
    this.scope = scope;
  }

  /** Whether the expression is made of nothing but sizes, numbers and conditions on them. */
  public boolean isStatic(Ast.Expr e) {
    return e.match(
        number -> true,
        this::isStatic,
        pack -> false,
        access -> false,
        guarded -> false,
        application -> application.match(
            call -> Functions.NAMES.contains(call.callee().text())
                && call.arguments().stream().allMatch(a -> a.name().isEmpty() && isStatic(a.value())),
            stage -> false),
        this::areStatic,
        this::areStatic,
        this::areStatic,
        this::areStatic,
        this::isCount);
  }

  private boolean isStatic(Ast.Reference r) {
    Meaning value = scope.find(r.name());
    return value == null ? Predefined.isConstant(r.name()) : value.isStatic();
  }

  /** Whether all that an expression is made of is. */
  private boolean areStatic(Ast.Expr e) {
    return Trees.children(e).stream().allMatch(this::isStatic);
  }

  /** The branch of an {@code if} between sizes that is taken; anything else itself. */
  public Ast.Expr decided(Ast.Expr e) {
    Ast.Expr current = e;
    while (current instanceof Ast.If i && isStatic(i.condition())) {
      current = condition(i.condition()) ? i.yes() : i.no();
    }
    return current;
  }

  /** {@code sum[i...] 1}, the number of points of a domain. */
  private boolean isCount(Ast.Reduce r) {
    Extents domains = new Extents(frame, scope);
    return r.reducer() == Reducer.SUM && r.guards().isEmpty() && isStatic(r.body())
        && r.indices().stream().allMatch(i -> !i.name().text().equals("n") && !domains.isBatch(i)
            && (i.extent().isEmpty() || isStatic(i.extent().get())));
  }

  /** A size; an error if it is no whole number. */
  public long size(Ast.Expr e) {
    Meaning value = value(e);
    if (value instanceof Meaning.Size s) {
      return s.value();
    }
    throw frame.fail(Code.NO_SIZE, e.span(), value instanceof Meaning.Number
        ? "a size is a whole number, and this is " + value.text()
        : "a size is needed here, and this is " + value.kind());
  }

  public boolean condition(Ast.Expr e) {
    Meaning value = value(e);
    if (value instanceof Meaning.Flag f) {
      return f.value();
    }
    throw frame.fail(Code.KIND, e.span(), "a condition is needed here, and this is " + value.kind());
  }

  public double number(Ast.Expr e) {
    return number(value(e), e);
  }

  private double number(Meaning value, Ast.Expr e) {
    if (value instanceof Meaning.Size s) {
      if (s.rounded().isPresent()) {
        throw frame.fail(rounded(s.rounded().get()));
      }
      return s.value();
    } else if (value instanceof Meaning.Number n) {
      return n.value();
    }
    throw frame.fail(Code.KIND, e.span(), "a number is needed here, and this is " + value.kind());
  }

  /** The value that a name of a declaration is given. */
  public Meaning value(Ast.Expr e, Ast.Declaration declaration, Ast.Name name) {
    return named(value(e), declaration, name);
  }

  /** The same of a value; an error if it has been rounded and the name is that of a number. */
  public Meaning named(Meaning value, Ast.Declaration declaration, Ast.Name name) {
    if (!(value instanceof Meaning.Size s) || s.rounded().isEmpty()) {
      return value;
    }
    if (Roles.isNumber(declaration, name.text(), frame.run().declarations())) {
      throw frame.fail(rounded(s.rounded().get()).and(name.span(), "formulas compute with `" + name.text() + "`"));
    }
    return new Meaning.Size(s.value());
  }

  /** A quotient that has been rounded down, where a number is needed. */
  private Diagnostic rounded(Ast.Binary quotient) {
    String text = quotient.span().onOneLine();
    String exact = quotient.left().span().onOneLine().matches("\\d+") ? text.replaceFirst("\\d+", "$0.0")
        : text.matches("[\\w ]+/ *\\d+") ? text + ".0" : "1.0*" + text;
    return Diagnostic.of(Code.ROUNDED, quotient.span(), text + " rounds down to " + value(quotient).text()
        + ", as sizes do, and a number is needed here").saying(given(quotient))
        .fix("divide numbers, " + exact, quotient.span(), exact);
  }

  public Meaning value(Ast.Expr e) {
    return e.match(
        this::literal,
        this::reference,
        this::unknown,
        this::unknown,
        this::unknown,
        application -> application.match(
            call -> Functions.NAMES.contains(call.callee().text()) ? function(call) : unknown(call),
            this::unknown),
        arithmetic -> arithmetic.match(this::negative, this::binary),
        conditional -> value(condition(conditional.condition()) ? conditional.yes() : conditional.no()),
        logical -> new Meaning.Flag(logical.match(
            this::comparison,
            not -> !condition(not.operand()),
            and -> condition(and.left()) && condition(and.right()),
            or -> condition(or.left()) || condition(or.right()))),
        bracket -> new Meaning.Size(condition(bracket.condition()) ? 1 : 0),
        reduce -> isCount(reduce) ? count(reduce) : unknown(reduce));
  }

  private Meaning unknown(Ast.Expr e) {
    throw frame.fail(Code.NO_SIZE, e.span(), "a size is needed here, something known when compiling");
  }

  private Meaning negative(Ast.Negate n) {
    Meaning v = value(n.operand());
    return v instanceof Meaning.Size s ? exact(n, () -> Math.negateExact(s.value()), v)
        : new Meaning.Number(-number(v, n));
  }

  private Meaning literal(Ast.Number n) {
    BigDecimal value = n.value();
    if (Math.abs((long) value.scale()) > 400 || value.precision() > 400) {
      return new Meaning.Number(value.doubleValue());
    }
    if (value.scale() > 0) {
      return new Meaning.Number(value.doubleValue());
    }
    return exact(n, value::longValueExact);
  }

  private Meaning reference(Ast.Reference r) {
    if (scope.find(r.name()) == null) {
      switch (r.name()) {
        case "training":
          return new Meaning.Flag(frame.run().training());
        case "true":
          return new Meaning.Flag(true);
        case "false":
          return new Meaning.Flag(false);
        case "infinity":
          return new Meaning.Number(Double.POSITIVE_INFINITY);
        default:
      }
    }
    Meaning value = frame.find(r.name(), r.span(), scope);
    if (!value.isStatic()) {
      throw frame.fail(Code.NO_SIZE, r.span(), "a size is needed here, and `" + r.name() + "` is " + value.kind());
    }
    return value;
  }

  private Meaning binary(Ast.Binary b) {
    Meaning left = value(b.left());
    Meaning right = value(b.right());
    if (left instanceof Meaning.Size l && right instanceof Meaning.Size r) {
      return whole(b, l, r);
    }
    double x = number(left, b.left());
    double y = number(right, b.right());
    return new Meaning.Number(switch (b.operator()) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case MULTIPLY -> x * y;
      case DIVIDE -> x / y;
      case POWER -> Math.pow(x, y);
      case REMAINDER -> throw frame.fail(Code.NO_SIZE, b.span(), "% is the remainder of whole numbers");
    });
  }

  private Meaning whole(Ast.Binary b, Meaning.Size left, Meaning.Size right) {
    long x = left.value();
    long y = right.value();
    boolean divides = b.operator() == Ast.BinaryOperator.DIVIDE || b.operator() == Ast.BinaryOperator.REMAINDER;
    if (divides && y == 0) {
      throw frame.fail(Diagnostic.of(Code.SIZE_ARITHMETIC, b.span(), "division by zero").saying(given(b)));
    }
    return switch (b.operator()) {
      case ADD -> exact(b, () -> Math.addExact(x, y), left, right);
      case SUBTRACT -> exact(b, () -> Math.subtractExact(x, y), left, right);
      case MULTIPLY -> exact(b, () -> Math.multiplyExact(x, y), left, right);
      case DIVIDE -> x % y == 0 ? exact(b, () -> y == -1 ? Math.negateExact(x) : x / y, left, right)
          : new Meaning.Size(Math.floorDiv(x, y), Optional.of(b));
      case REMAINDER -> new Meaning.Size(Math.floorMod(x, y));
      case POWER -> y < 0 ? new Meaning.Number(Math.pow(number(left, b), number(right, b)))
          : exact(b, () -> power(x, y), left, right);
    };
  }

  private static long power(long base, long exponent) {
    long result = 1;
    if (base == 0 || base == 1 || base == -1) {
      return exponent == 0 ? 1 : base == -1 && exponent % 2 == 0 ? 1 : base;
    }
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private interface Exact {
    long get();
  }

  private Meaning exact(Ast.Expr e, Exact arithmetic, Meaning... operands) {
    try {
      return new Meaning.Size(arithmetic.get(), Stream.of(operands)
          .flatMap(o -> o instanceof Meaning.Size s ? s.rounded().stream() : Stream.empty()).findFirst());
    } catch (ArithmeticException tooLarge) {
      throw frame.fail(Code.SIZE_ARITHMETIC, e.span(), "this size does not fit into 64 bits");
    }
  }

  private boolean comparison(Ast.Comparison c) {
    boolean all = true;
    Meaning left = value(c.operands().get(0));
    for (int i = 0; i < c.relations().size(); i++) {
      Meaning right = value(c.operands().get(i + 1));
      all &= holds(c, c.relations().get(i), left, right, i);
      left = right;
    }
    return all;
  }

  private boolean holds(Ast.Comparison c, Relation relation, Meaning left, Meaning right, int i) {
    int order;
    if (left instanceof Meaning.Flag a && right instanceof Meaning.Flag b) {
      order = Boolean.compare(a.value(), b.value());
    } else if (left instanceof Meaning.Size a && right instanceof Meaning.Size b) {
      order = Long.compare(a.value(), b.value());
    } else {
      order = Double.compare(number(left, c.operands().get(i)), number(right, c.operands().get(i + 1)));
    }
    return switch (relation) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_EQUAL -> order >= 0;
    };
  }

  private Meaning function(Ast.Call c) {
    Operator operator = Functions.operator(c);
    Meaning a = value(c.arguments().get(0).value());
    Meaning b = operator.arity() == 2 ? value(c.arguments().get(1).value()) : a;
    if (a instanceof Meaning.Size x && b instanceof Meaning.Size y) {
      if (operator == Operator.MAX || operator == Operator.MIN) {
        boolean first = operator == Operator.MAX ? x.value() >= y.value() : x.value() <= y.value();
        return first ? a : b;
      } else if (operator == Operator.ABS) {
        return exact(c, () -> x.value() < 0 ? Math.negateExact(x.value()) : x.value(), a);
      }
    }
    return new Meaning.Number(operator.apply(number(a, c), number(b, c)));
  }

  private Meaning count(Ast.Reduce r) {
    Meaning body = value(r.body());
    List<Long> extents = new ArrayList<>();
    for (Ast.OutputIndex index : r.indices()) {
      new Extents(frame, scope).extents(index).forEach(extents::add);
    }
    if (body instanceof Meaning.Size s) {
      return exact(r, () -> extents.stream().reduce(s.value(), Math::multiplyExact), s);
    }
    return new Meaning.Number(extents.stream().mapToDouble(x -> x).reduce(number(body, r), (x, y) -> x * y));
  }

  /** How the value of an expression comes about that a name is given; of a number as such there is nothing to say. */
  public Optional<Diagnostic.Label> source(String name, Ast.Expr e) {
    if (e instanceof Ast.Reference r) {
      return scope.source(r.name());
    } else if (e instanceof Ast.Number) {
      return Optional.empty();
    }
    String given = given(e);
    return Optional.of(new Diagnostic.Label(e.span(),
        "`" + name + "` is " + e.span().onOneLine() + (given.isEmpty() ? "" : ", " + given)));
  }

  /** {@code with H = 2, pad = 0}, the values of the names in an expression; empty if there are none. */
  public String given(Ast.Expr expression) {
    return given(values(expression));
  }

  public static String given(Set<String> values) {
    return values.isEmpty() ? "" : "with " + String.join(", ", values);
  }

  /** {@code H = 2} and {@code pad = 0}, the values of the names in an expression. */
  public Set<String> values(Ast.Expr expression) {
    Set<String> out = new LinkedHashSet<>();
    Deque<Ast.Expr> open = new ArrayDeque<>(List.of(expression));
    while (!open.isEmpty()) {
      Ast.Expr e = open.pop();
      if (e instanceof Ast.Reference r) {
        Meaning value = scope.find(r.name());
        if (value != null && value.isStatic()) {
          out.add(r.name() + " = " + value.text());
        }
      }
      List<Ast.Expr> children = Trees.children(e);
      for (int i = children.size() - 1; i >= 0; i--) {
        open.push(children.get(i));
      }
    }
    return out;
  }
}
