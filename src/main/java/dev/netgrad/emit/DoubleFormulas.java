package dev.netgrad.emit;

import static dev.netgrad.emit.JavaExpression.Operator.AND;
import static dev.netgrad.emit.JavaExpression.Operator.EQUAL;
import static dev.netgrad.emit.JavaExpression.Operator.GREATER_EQUAL;
import static dev.netgrad.emit.JavaExpression.Operator.LESS;
import static dev.netgrad.emit.JavaExpression.Operator.LESS_EQUAL;
import static dev.netgrad.emit.JavaExpression.Operator.MINUS;
import static dev.netgrad.emit.JavaExpression.Operator.OR;
import static dev.netgrad.emit.JavaExpression.Operator.OVER;
import static dev.netgrad.emit.JavaExpression.Operator.PLUS;
import static dev.netgrad.emit.JavaExpression.Operator.TIMES;
import static dev.netgrad.emit.JavaExpression.infix;
import static dev.netgrad.emit.JavaExpression.name;
import static dev.netgrad.emit.JavaExpression.number;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.netgrad.emit.JavaExpression.Own;
import dev.netgrad.emit.JavaExpression.Prefix;
import dev.netgrad.emit.JavaStatement.Assign;
import dev.netgrad.emit.JavaStatement.Declare;
import dev.netgrad.emit.JavaStatement.If;
import dev.netgrad.tensor.Axis;
import dev.netgrad.tensor.Condition;
import dev.netgrad.tensor.Definition.Formula;
import dev.netgrad.tensor.Index;
import dev.netgrad.tensor.Operator;
import dev.netgrad.tensor.Reduction;
import dev.netgrad.tensor.Scalar;
import dev.netgrad.tensor.Substitution;
import dev.netgrad.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Writes formulas without a batch as they stand, in double precision: for what is computed once, where kernels would
 * only be in the reader's way. A tensor is a local variable, a number or an array row by row.
 */
final class DoubleFormulas {
  private final Identifiers locals;
  private final JavaExpression batchSize;
  private final Map<Tensor, JavaExpression> variables = new HashMap<>();

  /**
   * @param locals of the method
   * @param batchSize what {@code N} is
   */
  DoubleFormulas(Identifiers locals, JavaExpression batchSize) {
    this.locals = locals;
    this.batchSize = batchSize;
  }

  /** Tells what holds a tensor that is not computed here. */
  void give(Tensor tensor, JavaExpression variable) {
    variables.put(tensor, variable);
  }

  /** Writes a formula into a variable of its own. */
  void write(Tensor tensor, CodeBlock.Builder code) {
    String variable = locals.declare(tensor.name());
    Identifiers scope = locals.inner();
    Formula formula = named(tensor.formula(), scope);
    List<JavaStatement> statements = new ArrayList<>();
    if (tensor.rank() > 0) {
      code.addStatement("double[] $1L = new double[$2L]", variable, tensor.elementsPerSample());
      List<JavaStatement> body = new ArrayList<>();
      JavaExpression value = formula.reduction().isNone() ? value(formula.body())
          : reduced(formula, scope.declare(formula.reduction().kind().symbol()), scope, body);
      body.add(new Assign(name(variable).at(address(tensor, formula.axes().stream().map(Index::of).toList())), "=",
          value));
      statements.addAll(loops(formula.axes(), body));
    } else if (formula.reduction().isNone()) {
      statements.add(new Declare(TypeName.DOUBLE, variable, value(formula.body())));
    } else {
      reduced(formula, variable, scope, statements);
    }
    JavaText.write(statements, code);
    variables.put(tensor, name(variable));
  }

  /** Writes a formula of rank 0 as what a method gives. */
  void writeResult(Tensor tensor, CodeBlock.Builder code) {
    if (tensor.formula().reduction().isNone()) {
      code.addStatement("return $L", JavaText.of(value(tensor.formula().body())));
    } else {
      write(tensor, code);
      code.addStatement("return $L", JavaText.of(variables.get(tensor)));
    }
  }

  /** The formula with axes whose names no other variable has. */
  private static Formula named(Formula formula, Identifiers scope) {
    List<Axis> before = new ArrayList<>(formula.axes());
    before.addAll(formula.reduction().axes());
    List<Axis> after = before.stream().map(a -> new Axis(scope.declare(a.name()), a.extent())).toList();
    Substitution renaming = Substitution.renaming(before, after);
    int free = formula.axes().size();
    return new Formula(after.subList(0, free), new Reduction(formula.reduction().kind(),
        after.subList(free, after.size()), formula.reduction().guards().stream().map(renaming::apply).toList()),
        renaming.apply(formula.body()));
  }

  private static List<JavaStatement> loops(List<Axis> axes, List<JavaStatement> body) {
    List<JavaStatement> inner = body;
    for (int i = axes.size() - 1; i >= 0; i--) {
      inner = List.of(new JavaStatement.Loop(new Declare(TypeName.INT, axes.get(i).name(), number(0)),
          number(axes.get(i).extent().size()), 1, false, inner));
    }
    return inner;
  }

  /**
   * What a formula reduces to at a point.
   *
   * @param result the variable that it is to be in
   */
  private JavaExpression reduced(Formula formula, String result, Identifiers scope, List<JavaStatement> code) {
    Reduction reduction = formula.reduction();
    JavaExpression identity = Expressions.literal(reduction.kind().identity(), false);
    boolean isPosition = reduction.kind().isPosition();
    code.add(new Declare(TypeName.DOUBLE, result, isPosition ? number(-1) : identity));
    JavaExpression value = value(formula.body());
    List<JavaStatement> body = switch (reduction.kind()) {
      case SUM -> List.of(new Assign(name(result), "+=", value));
      case PROD -> List.of(new Assign(name(result), "*=", value));
      case MIN, MAX -> List.of(new Assign(name(result), "=",
          Expressions.math(reduction.kind().symbol(), List.of(name(result), value))));
      case ARGMAX -> {
        String best = locals.declare("best");
        code.add(new Declare(TypeName.DOUBLE, best, identity));
        yield winner(name(best), name(result), scope.declare("value"), formula);
      }
      case NONE -> throw new IllegalStateException("nothing is reduced");
    };
    code.addAll(loops(reduction.axes(), reduction.guards().isEmpty() ? body
        : List.of(new If(test(Condition.all(reduction.guards())), body))));
    return name(result);
  }

  /** The first NaN wins, else the first of the largest. */
  private List<JavaStatement> winner(JavaExpression best, JavaExpression winner, String value, Formula formula) {
    JavaExpression wins = infix(infix(winner, LESS, number(0)), OR, infix(new Prefix('!', infix(name(value), LESS_EQUAL,
        best)), AND, infix(best, EQUAL, best)));
    return List.of(new Declare(TypeName.DOUBLE, value, value(formula.body())), new If(wins, List.of(
        new Assign(best, "=", name(value)),
        new Assign(winner, "=", Expressions.affine(formula.reduction().position())))));
  }

  private JavaExpression value(Scalar scalar) {
    return scalar.match(
        constant -> Expressions.literal(constant.value(), false),
        count -> batchSize,
        position -> Expressions.affine(position.affine()),
        read -> read.tensor().rank() == 0 ? variables.get(read.tensor())
            : variables.get(read.tensor()).at(address(read.tensor(), read.indices())),
        apply -> apply(apply.operator(), apply.operands().stream().map(this::value).toList()),
        select -> new JavaExpression.Conditional(test(select.condition()), value(select.yes()), value(select.no())));
  }

  private JavaExpression address(Tensor tensor, List<Index> indices) {
    JavaExpression sum = null;
    long stride = 1;
    for (int d = indices.size() - 1; d >= 0; d--) {
      JavaExpression index = indices.get(d).match(
          quotient -> quotient.divisor() == 1 ? Expressions.affine(quotient.numerator())
              : Expressions.math("floorDiv",
                  List.of(Expressions.affine(quotient.numerator()), number(quotient.divisor()))),
          element -> new JavaExpression.Cast(TypeName.INT, value(element.read())));
      JavaExpression term = stride == 1 ? index : infix(index, TIMES, number(stride));
      sum = sum == null ? term : infix(term, PLUS, sum);
      stride *= tensor.shape().get(d).size();
    }
    return sum;
  }

  private static JavaExpression apply(Operator operator, List<JavaExpression> operands) {
    return switch (operator) {
      case ADD -> infix(operands.get(0), PLUS, operands.get(1));
      case SUBTRACT -> infix(operands.get(0), MINUS, operands.get(1));
      case MULTIPLY -> infix(operands.get(0), TIMES, operands.get(1));
      case DIVIDE -> infix(operands.get(0), OVER, operands.get(1));
      case NEGATE -> new Prefix('-', operands.get(0));
      case POWER -> Expressions.math("pow", operands);
      case ERF -> new Own("erf", operands);
      case MAX, MIN, ABS, EXP, LOG, SQRT, TANH, SIN, COS -> Expressions.math(operator.symbol(), operands);
    };
  }

  private JavaExpression test(Condition condition) {
    return condition.match(
        bound -> infix(Expressions.affine(bound.affine()), GREATER_EQUAL, number(0)),
        divisible -> infix(Expressions.math("floorMod",
            List.of(Expressions.affine(divisible.affine()), number(divisible.modulus()))), EQUAL, number(0)),
        compare -> infix(value(compare.left()), switch (compare.relation()) {
          case EQUAL -> EQUAL;
          case LESS -> LESS;
          case LESS_EQUAL -> LESS_EQUAL;
        }, value(compare.right())),
        all -> joined(all.conditions(), (a, b) -> infix(a, AND, b), true),
        any -> joined(any.conditions(), (a, b) -> infix(a, OR, b), false),
        not -> new Prefix('!', test(not.condition())));
  }

  private JavaExpression joined(List<Condition> parts, BinaryOperator<JavaExpression> join, boolean none) {
    return parts.stream().map(this::test).reduce(join)
        .orElse(new JavaExpression.Literal(Boolean.toString(none), false));
  }
}
