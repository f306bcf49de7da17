package dev.netgrad.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of Java's trees, as a format for JavaPoet: with as few parentheses as Java's precedences allow, and lines that
 * may break in front of an operator of arithmetic and behind a comma, though not within an index.
 */
final class JavaText {
  private static final int CONDITIONAL = 1;
  private static final int PRODUCT = JavaExpression.Operator.TIMES.precedence();
  private static final int PREFIX = 7;
  private static final int PRIMARY = 8;

  private final StringBuilder format = new StringBuilder();
  private final List<Object> arguments = new ArrayList<>();
  /** How many indices this is in. */
  private int indices;

  private JavaText() {}

  /** Adds statements to code. */
  static void write(List<JavaStatement> statements, CodeBlock.Builder code) {
    statements.forEach(s -> s.act(new JavaStatement.Cases(
        declare -> new JavaText().declare(declare).statement(code),
        assign -> new JavaText().expression(assign.place(), 0).plain(" " + assign.operator() + " ")
            .expression(assign.value(), 0).statement(code),
        run -> statement(run.call(), code),
        loop -> loop(loop, code),
        when -> {
          new JavaText().plain("if (").expression(when.test(), 0).plain(")").open(code);
          write(when.body(), code);
          code.endControlFlow();
        },
        block -> {
          code.add("{\n").indent();
          write(block.body(), code);
          code.unindent().add("}\n");
        })));
  }

  /** Adds a call for what it does. */
  static void statement(JavaExpression call, CodeBlock.Builder code) {
    new JavaText().expression(call, 0).statement(code);
  }

  /** A call for what it does. */
  static CodeBlock statement(JavaExpression call) {
    CodeBlock.Builder code = CodeBlock.builder();
    statement(call, code);
    return code.build();
  }

  /** An expression as a piece of code written otherwise. */
  static CodeBlock of(JavaExpression expression) {
    JavaText text = new JavaText().expression(expression, 0);
    return CodeBlock.of(text.format.toString(), text.arguments.toArray());
  }

  private static void loop(JavaStatement.Loop loop, CodeBlock.Builder code) {
    String variable = loop.start().variables().get(0).name();
    if (loop.certain()) {
      new JavaText().declare(loop.start()).statement(code);
      code.beginControlFlow("do");
      write(loop.body(), code);
      code.endControlFlow("while ($L < $L)", loop.step() == 1 ? "++" + variable
          : "(" + variable + " += " + loop.step() + ")", of(loop.end()));
    } else {
      new JavaText().plain("for (").declare(loop.start()).plain("; ").plain(variable).plain(" < ")
          .expression(loop.end(), 0).plain("; ").plain(variable).plain(loop.step() == 1 ? "++" : " += " + loop.step())
          .plain(")").open(code);
      write(loop.body(), code);
      code.endControlFlow();
    }
  }

  private void statement(CodeBlock.Builder code) {
    code.addStatement(format.toString(), arguments.toArray());
  }

  private void open(CodeBlock.Builder code) {
    code.beginControlFlow(format.toString(), arguments.toArray());
  }

  private JavaText plain(String text) {
    format.append(text.replace("$", "$$"));
    return this;
  }

  private JavaText argument(Object argument) {
    format.append("$T");
    arguments.add(argument);
    return this;
  }

  /** A place where a line may break. */
  private JavaText space() {
    format.append(indices == 0 ? "$W" : " ");
    return this;
  }

  private JavaText declare(JavaStatement.Declare declare) {
    argument(declare.type());
    for (int i = 0; i < declare.variables().size(); i++) {
      JavaStatement.Variable variable = declare.variables().get(i);
      (i == 0 ? plain(" ") : plain(",").space()).plain(variable.name()).plain(" = ").expression(variable.value(), 0);
    }
    return this;
  }

  /** @param around how tight what is around binds: what binds less gets parentheses */
  private JavaText expression(JavaExpression e, int around) {
    return e.match(new JavaExpression.Cases<>(
        name -> plain(name.name()),
        literal -> enclosed(literal.negative() ? PRODUCT : PRIMARY, around,
            () -> plain(literal.negative() ? "-" : "").plain(literal.text())),
        type -> argument(type.type()),
        field -> expression(field.of(), PRIMARY).plain(".").plain(field.name()),
        element -> {
          expression(element.array(), PRIMARY).plain("[");
          indices++;
          expression(element.index(), 0);
          indices--;
          return plain("]");
        },
        call -> expression(call.on(), PRIMARY).plain(".").plain(call.method()).list("(", call.arguments(), ")"),
        own -> plain(own.method()).list("(", own.arguments(), ")"),
        prefix -> enclosed(PREFIX, around, () -> plain(String.valueOf(prefix.sign()))
            // Two signs in a row would be one that counts.
            .expression(prefix.operand(), prefix.operand() instanceof JavaExpression.Prefix ? PRIMARY : PREFIX)),
        cast -> enclosed(PREFIX, around, () -> plain("(").argument(cast.type()).plain(") ")
            .expression(cast.value(), PREFIX)),
        infix -> enclosed(infix.operator().precedence(), around, () -> infix(infix)),
        conditional -> enclosed(CONDITIONAL, around, () -> expression(conditional.test(), CONDITIONAL + 1)
            .space().plain("? ").expression(conditional.yes(), CONDITIONAL + 1)
            .space().plain(": ").expression(conditional.no(), CONDITIONAL)),
        arrays -> plain("new ").argument(arrays.type()).plain("[][] ").list("{", arrays.arrays(), "}")));
  }

  private JavaText infix(JavaExpression.Infix infix) {
    JavaExpression.Operator operator = infix.operator();
    // Java groups from the left, and floating point cares.
    expression(infix.left(), operator.precedence());
    (operator.isBreak() ? space() : plain(" ")).plain(operator.symbol()).plain(" ");
    return expression(infix.right(), operator.precedence() + 1);
  }

  private JavaText enclosed(int precedence, int around, Runnable inner) {
    if (precedence < around) {
      plain("(");
    }
    inner.run();
    return precedence < around ? plain(")") : this;
  }

  private JavaText list(String open, List<JavaExpression> expressions, String close) {
    plain(open);
    for (int i = 0; i < expressions.size(); i++) {
      (i == 0 ? this : plain(",").space()).expression(expressions.get(i), 0);
    }
    return plain(close);
  }
}
