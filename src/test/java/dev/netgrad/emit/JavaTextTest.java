package dev.netgrad.emit;

import static com.google.common.truth.Truth.assertThat;
import static dev.netgrad.emit.JavaExpression.infix;
import static dev.netgrad.emit.JavaExpression.name;
import static dev.netgrad.emit.JavaExpression.number;

import com.palantir.javapoet.TypeName;
import dev.netgrad.emit.JavaExpression.Operator;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaTextTest {
  private static final JavaExpression A = name("a");
  private static final JavaExpression B = name("b");
  private static final JavaExpression C = name("c");

  private static String text(JavaExpression expression) {
    String statement = JavaText.statement(expression).toString();
    assertThat(statement).endsWith(";\n");
    return statement.substring(0, statement.length() - 2);
  }

  /** Java groups a sum from the left. */
  @Test
  void parenthesesStandWhereTheyCount() {
    assertThat(text(infix(infix(A, Operator.PLUS, B), Operator.MINUS, C))).isEqualTo("a + b - c");
    assertThat(text(infix(A, Operator.MINUS, infix(B, Operator.MINUS, C)))).isEqualTo("a - (b - c)");
    assertThat(text(infix(infix(A, Operator.PLUS, B), Operator.TIMES, C))).isEqualTo("(a + b) * c");
    assertThat(text(infix(A, Operator.OVER, infix(B, Operator.TIMES, C)))).isEqualTo("a / (b * c)");
    assertThat(text(new JavaExpression.Conditional(A, B, C).call("m"))).isEqualTo("(a ? b : c).m()");
    assertThat(text(new JavaExpression.Prefix('!', infix(A, Operator.LESS, B)))).isEqualTo("!(a < b)");
    assertThat(text(new JavaExpression.Cast(TypeName.FLOAT, infix(A, Operator.PLUS, B)))).isEqualTo("(float) (a + b)");
  }

  /** Two of them in a row would be one that counts down. */
  @Test
  void signsStandApart() {
    JavaExpression minus = new JavaExpression.Prefix('-', A);
    assertThat(text(new JavaExpression.Prefix('-', minus))).isEqualTo("-(-a)");
    assertThat(text(new JavaExpression.Prefix('-', number(-1)))).isEqualTo("-(-1)");
    assertThat(text(infix(A, Operator.MINUS, number(-1)))).isEqualTo("a - -1");
    assertThat(text(infix(A, Operator.TIMES, number(-1)))).isEqualTo("a * (-1)");
  }

  @Test
  void callsAndElements() {
    assertThat(text(A.field("f").at(infix(B, Operator.PLUS, number(1))).call("m", B, C)))
        .isEqualTo("a.f[b + 1].m(b, c)");
    assertThat(text(new JavaExpression.NewArrays(TypeName.FLOAT, List.of(A, B)))).isEqualTo("new float[][] {a, b}");
  }

  @Test
  void numbersKeepTheirDigits() {
    assertThat(text(Expressions.literal(-0.0, true))).isEqualTo("-0f");
    assertThat(text(Expressions.literal(3, true))).isEqualTo("3f");
    assertThat(text(Expressions.literal(1e10, true))).isEqualTo("1.0E10f");
    assertThat(text(Expressions.literal(0.1, true))).isEqualTo("0.1f");
    assertThat(text(Expressions.literal(3, false))).isEqualTo("3.0");
    assertThat(text(Expressions.literal(1e300, true))).isEqualTo("Float.POSITIVE_INFINITY");
  }
}
