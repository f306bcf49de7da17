package dev.netgrad.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of Java's trees, as a format for JavaPoet: with as few parentheses as Java's precedences allow, and lines
 * that may break in front of an operator of arithmetic and behind a comma, though not within an index.
 */
final class JavaText {
  private static final int CONDITIONAL = JavaExpression.CONDITIONAL;
  private static final int PREFIX = JavaExpression.PREFIX;
  private static final int PRIMARY = JavaExpression.PRIMARY;

  /** Once for a text, since there are many expressions. */
  private final JavaExpression.Cases<JavaText> cases = new JavaExpression.Cases<>(
      name -> plain(name.name()),
      literal -> plain(literal.negative() ? "-" : "").plain(literal.text()),
      type -> type(type.type()),
      field -> expression(field.of(), PRIMARY).plain(".").plain(field.name()),
      this::element,
      call -> expression(call.on(), PRIMARY).plain(".").plain(call.method()).list("(", call.arguments(), ")"),
      own -> plain(own.method()).list("(", own.arguments(), ")"),
      // Two signs in a row would be one that counts.
      prefix -> plain(String.valueOf(prefix.sign()))
          .expression(prefix.operand(), prefix.operand() instanceof JavaExpression.Prefix ? PRIMARY : PREFIX),
      cast -> plain("(").type(cast.type()).plain(") ").expression(cast.value(), PREFIX),
      this::infix,
      conditional -> expression(conditional.test(), CONDITIONAL + 1)
          .space().plain("? ").expression(conditional.yes(), CONDITIONAL + 1)
          .space().plain(": ").expression(conditional.no(), CONDITIONAL),
      arrays -> plain("new ").type(arrays.type()).plain("[][] ").list("{", arrays.arrays(), "}"));

  private final StringBuilder format = new StringBuilder();
  private final List<Object> arguments = new ArrayList<>();
  /** How many indices this is in. */
  private int indices;

  private JavaText() {}

  /** Adds statements to code. */
  static void write(List<JavaStatement> statements, CodeBlock.Builder code) {
    JavaStatement.Cases cases = new JavaStatement.Cases(
        declare -> new JavaText().declare(declare).statement(code),
        assign -> new JavaText().expression(assign.place(), 0).plain(" " + assign.operator()).space()
            .expression(assign.value(), 0).statement(code),
        run -> statement(run.call(), code),
        loop -> loop(loop, code),
        when -> {
          new JavaText().plain("if (").expression(when.test(), 0).plain(")").around(when.body(), code);
        },
        block -> {
          code.add("{\n").indent();
          write(block.body(), code);
          code.unindent().add("}\n");
        });
    statements.forEach(s -> s.act(cases));
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
          .plain(")").around(loop.body(), code);
    }
  }

  private void statement(CodeBlock.Builder code) {
    code.addStatement(format.toString(), arguments.toArray());
  }

  /** Writes what this is the head of; a single statement needs no braces. */
  private void around(List<JavaStatement> body, CodeBlock.Builder code) {
    if (body.size() == 1 && body.get(0).standsAlone()) {
      code.add(format + "\n", arguments.toArray()).indent();
      write(body, code);
      code.unindent();
    } else {
      code.beginControlFlow(format.toString(), arguments.toArray());
      write(body, code);
      code.endControlFlow();
    }
  }

  private JavaText plain(String text) {
    format.append(text.indexOf('$') < 0 ? text : text.replace("$", "$$"));
    return this;
  }

  /** A type, which JavaPoet imports where it has to. */
  private JavaText type(TypeName type) {
    if (type.isPrimitive() || type instanceof ClassName name && isKnown(name)) {
      return plain(type instanceof ClassName name ? name.simpleName() : type.toString());
    }
    format.append("$T");
    arguments.add(type);
    return this;
  }

  /** Whether a class needs no import, or is imported wherever it is mentioned: as a type, it would cost time. */
  private static boolean isKnown(ClassName type) {
    return type.packageName().equals("java.lang") || type.equals(VectorApi.VECTOR);
  }

  /** A place where a line may break. */
  private JavaText space() {
    format.append(indices == 0 ? "$W" : " ");
    return this;
  }

  private JavaText declare(JavaStatement.Declare declare) {
    type(declare.type());
    for (int i = 0; i < declare.variables().size(); i++) {
      JavaStatement.Variable variable = declare.variables().get(i);
      (i == 0 ? plain(" ") : plain(",").space()).plain(variable.name()).plain(" = ").expression(variable.value(), 0);
    }
    return this;
  }

  /** @param around how tight what is around binds */
  private JavaText expression(JavaExpression e, int around) {
    if (e.precedence() >= around) {
      return e.match(cases);
    }
    plain("(");
    return e.match(cases).plain(")");
  }

  private JavaText element(JavaExpression.Element element) {
    expression(element.array(), PRIMARY).plain("[");
    indices++;
    expression(element.index(), 0);
    indices--;
    return plain("]");
  }

  private JavaText infix(JavaExpression.Infix infix) {
    JavaExpression.Operator operator = infix.operator();
    // Java groups from the left, and floating point cares.
    expression(infix.left(), operator.precedence());
    (operator.isBreak() ? space() : plain(" ")).plain(operator.symbol()).plain(" ");
    return expression(infix.right(), operator.precedence() + 1);
  }

  private JavaText list(String open, List<JavaExpression> expressions, String close) {
    plain(open);
    for (int i = 0; i < expressions.size(); i++) {
      (i == 0 ? this : plain(",").space()).expression(expressions.get(i), 0);
    }
    return plain(close);
  }
}
