package dev.netgrad.emit;

import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An expression of Java as a tree; {@link JavaText} knows where it needs parentheses and where its lines may break. */
sealed interface JavaExpression {

  /** An answer for each case of an expression, so that none is forgotten: there is no default. */
  record Cases<R>(Function<Name, R> name, Function<Literal, R> literal, Function<Type, R> type,
      Function<Field, R> field, Function<Element, R> element, Function<Call, R> call, Function<Own, R> own,
      Function<Prefix, R> prefix, Function<Cast, R> cast, Function<Infix, R> infix,
      Function<Conditional, R> conditional, Function<NewArrays, R> newArrays) {}

  /** The answer for the case that this is. */
  <R> R match(Cases<R> cases);

  /** How tight this binds: what stands around it and binds tighter needs parentheses. */
  default int precedence() {
    return PRIMARY;
  }

  int CONDITIONAL = 1;
  int PREFIX = 7;
  int PRIMARY = 8;

  /** A variable, or a constant of the class. */
  record Name(String name) implements JavaExpression {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.name().apply(this);
    }
  }

  /** A number or a truth value, without the sign that a number may have. */
  record Literal(String text, boolean negative) implements JavaExpression {
    @Override
    public int precedence() {
      return negative ? Operator.TIMES.precedence() : PRIMARY;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.literal().apply(this);
    }
  }

  /** A class, in front of its constants and methods. */
  record Type(TypeName type) implements JavaExpression {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.type().apply(this);
    }
  }

  /** {@code of.name}. */
  record Field(JavaExpression of, String name) implements JavaExpression {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.field().apply(this);
    }
  }

  /** {@code array[index]}. */
  record Element(JavaExpression array, JavaExpression index) implements JavaExpression {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.element().apply(this);
    }
  }

  /** {@code on.method(arguments)}. */
  record Call(JavaExpression on, String method, List<JavaExpression> arguments) implements JavaExpression {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.call().apply(this);
    }
  }

  /** A call of a method of the class itself, or of one that it inherits. */
  record Own(String method, List<JavaExpression> arguments) implements JavaExpression {
    public Own {
      arguments = List.copyOf(arguments);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.own().apply(this);
    }
  }

  /** {@code -operand} or {@code !operand}. */
  record Prefix(char sign, JavaExpression operand) implements JavaExpression {
    @Override
    public int precedence() {
      return PREFIX;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.prefix().apply(this);
    }
  }

  /** {@code (type) value}. */
  record Cast(TypeName type, JavaExpression value) implements JavaExpression {
    @Override
    public int precedence() {
      return PREFIX;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.cast().apply(this);
    }
  }

  /** {@code left operator right}. */
  record Infix(Operator operator, JavaExpression left, JavaExpression right) implements JavaExpression {
    @Override
    public int precedence() {
      return operator.precedence();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.infix().apply(this);
    }
  }

  /** {@code test ? yes : no}. */
  record Conditional(JavaExpression test, JavaExpression yes, JavaExpression no) implements JavaExpression {
    @Override
    public int precedence() {
      return CONDITIONAL;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.conditional().apply(this);
    }
  }

  /** {@code new type[][] {arrays}}. */
  record NewArrays(TypeName type, List<JavaExpression> arrays) implements JavaExpression {
    public NewArrays {
      arrays = List.copyOf(arrays);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.newArrays().apply(this);
    }
  }

  /** Java's operators between two operands; what binds tighter comes later. */
  enum Operator {
    OR("||", 2), AND("&&", 3), LESS("<", 4), LESS_EQUAL("<=", 4), GREATER(">", 4), GREATER_EQUAL(">=", 4),
    EQUAL("==", 4), PLUS("+", 5), MINUS("-", 5), TIMES("*", 6), OVER("/", 6), REMAINDER("%", 6);

    private final String symbol;
    private final int precedence;

    Operator(String symbol, int precedence) {
      this.symbol = symbol;
      this.precedence = precedence;
    }

    String symbol() {
      return symbol;
    }

    int precedence() {
      return precedence;
    }

    /** Whether lines break in front of it. */
    boolean isBreak() {
      return this == PLUS || this == MINUS || this == TIMES;
    }
  }

  /** A variable. */
  static JavaExpression name(String name) {
    return new Name(name);
  }

  /** An integer. */
  static JavaExpression number(long value) {
    return new Literal(Long.toString(Math.abs(value)), value < 0);
  }

  /** {@code left operator right}. */
  static JavaExpression infix(JavaExpression left, Operator operator, JavaExpression right) {
    return new Infix(operator, left, right);
  }

  /** A call of a method of this. */
  default JavaExpression call(String method, JavaExpression... arguments) {
    return call(method, List.of(arguments));
  }

  /** A call of a method of this. */
  default JavaExpression call(String method, List<JavaExpression> arguments) {
    return new Call(this, method, arguments);
  }

  /** A field of this. */
  default JavaExpression field(String name) {
    return new Field(this, name);
  }

  /** An element of this array. */
  default JavaExpression at(JavaExpression index) {
    return new Element(this, index);
  }

  /** One list of arguments after the other. */
  static List<JavaExpression> all(List<JavaExpression> first, List<JavaExpression> rest) {
    List<JavaExpression> all = new ArrayList<>(first);
    all.addAll(rest);
    return all;
  }
}
