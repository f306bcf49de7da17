package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How expressions bind. */
final class ExpressionTest {

  @ParameterizedTest
  @CsvSource(delimiterString = "  ⇒  ", ignoreLeadingAndTrailingWhitespace = true, value = {
      // Arithmetic.
      "a + b*c  ⇒  (+ a (* b c))",
      "a - b - c  ⇒  (- (- a b) c)",
      "a / b * c % d  ⇒  (% (* (/ a b) c) d)",
      "a * (b + c)  ⇒  (* a (+ b c))",
      "a ^ b ^ c  ⇒  (^ a (^ b c))",
      "-a^2  ⇒  (- (^ a 2))",
      "a^-b  ⇒  (^ a (- b))",
      "a^-b*c  ⇒  (* (^ a (- b)) c)",
      "-a*b  ⇒  (* (- a) b)",
      "a - -b  ⇒  (- a (- b))",
      "--a  ⇒  (- (- a))",
      "2*x[i]^2  ⇒  (* 2 (^ x[i] 2))",
      // Conditions.
      "0 <= h < H  ⇒  (0 <= h < H)",
      "a == b != c > d >= e  ⇒  (a == b != c > d >= e)",
      "(a < b) == c  ⇒  ((a < b) == c)",
      "a < (b < c)  ⇒  (a < (b < c))",
      "a + 1 < b*2  ⇒  ((+ a 1) < (* b 2))",
      "not a == b and c  ⇒  (and (not (a == b)) c)",
      "a or b and c or d  ⇒  (or (or a (and b c)) d)",
      "not not a  ⇒  (not (not a))",
      "a and not b  ⇒  (and a (not b))",
      "[k == label]*x  ⇒  (* [(k == label)] x)",
      "x*[k == label]  ⇒  (* x [(k == label)])",
      // Choices.
      "if a == b then c else d + 1  ⇒  (if (a == b) c (+ d 1))",
      "if a then b else if c then d else e  ⇒  (if a b (if c d e))",
      "if a or b then x else x -> f(1) -> g  ⇒  (if (or a b) x (-> (-> x f(1)) g()))",
      "x * if a then b else c + d  ⇒  (* x (if a b (+ c d)))",
      "(if a then b else c) + d  ⇒  (+ (if a b c) d)",
      "if a then if b then c else d else e  ⇒  (if a (if b c d) e)",
      // Reductions take a product.
      "sum[c] x[c]*w[c] + b  ⇒  (+ (sum[c] (* x[c] w[c])) b)",
      "b + sum[c] x[c]*w[c]  ⇒  (+ b (sum[c] (* x[c] w[c])))",
      "a * sum[c] x[c] / N - b  ⇒  (- (* a (sum[c] (/ x[c] N))) b)",
      "sum[c] x[c] == 0  ⇒  ((sum[c] x[c]) == 0)",
      "-sum[k] [k == l]*x[k] + m  ⇒  (+ (- (sum[k] (* [(k == l)] x[k]))) m)",
      "sum[r] sum[s] a*b  ⇒  (sum[r] (sum[s] (* a b)))",
      "sum[i] -x[i]^2  ⇒  (sum[i] (- (^ x[i] 2)))",
      "sum[r < 3, s < R/2 | r + s < 4, r % 2 == 0] x[r]  ⇒  "
          + "(sum[r < 3, s < (/ R 2) | ((+ r s) < 4), ((% r 2) == 0)] x[r])",
      "sum[i...] x[i...]  ⇒  (sum[i...] x[i...])",
      "max[r] x[r]  ⇒  (max[r] x[r])",
      "max(x, 0)  ⇒  max(x, 0)",
      "max(max[r] x[r], 0)  ⇒  max((max[r] x[r]), 0)",
      "min(a, b)  ⇒  min(a, b)",
      "argmax[r, s] x[r, s]  ⇒  (argmax[r, s] x[r, s])",
      // Reads.
      "x[]  ⇒  x[]",
      "relu(x)[i]  ⇒  relu(x)[i]",
      "grad(grad(loss, w), w)[i][j]  ⇒  grad(grad(loss, w), w)[i][j]",
      "(x[i - 1] else 0)*w  ⇒  (* (x[(- i 1)] else 0) w)",
      "(x[i] else -infinity)  ⇒  (x[i] else (- infinity))",
      "((x[i] else 0))  ⇒  (x[i] else 0)",
      "(if a then x[i] else 0)  ⇒  (if a x[i] 0)",
      "x[if a then 1 else 2, j]  ⇒  x[(if a 1 2), j]",
      // Calls and chains.
      "f()  ⇒  f()",
      "conv(K, 3, stride = 2*s)  ⇒  conv(K, 3, stride = (* 2 s))",
      "f(a == b)  ⇒  f((a == b))",
      "x -> f -> g(1)  ⇒  (-> (-> x f()) g(1))",
      "a + x -> f  ⇒  (-> (+ a x) f())",
      "x -> f + b  ⇒  (+ (-> x f()) b)",
      "x -> stem: conv(16, 3)  ⇒  (-> x stem: conv(16, 3))",
      "x -> repeat(n + 1) f(16)  ⇒  (-> x repeat((+ n 1)) f(16))",
      "x -> a: repeat(3) f -> max(0)  ⇒  (-> (-> x a: repeat(3) f()) max(0))",
      "x<-1  ⇒  (x < (- 1))",
      "training  ⇒  training",
      "β_1 + ŵ2  ⇒  (+ β_1 ŵ2)",
      "𝜷[i]  ⇒  𝜷[i]",
  })
  void binds(String source, String shape) {
    assertThat(Parsed.statements("  y = " + source)).containsExactly("y = " + shape);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "16, 16", "0.1, 0.1", "1e-5, 0.00001", "2.5E+3, 2500", "1e400, 1e400",
      "1234567890123456789012345678901234567890, 1234567890123456789012345678901234567890"})
  void numbersAreExact(String source, BigDecimal value) {
    Ast.Statement statement = Parsed.declaration("layer test() { " + source + " }").body().get(0);
    Ast.Number number = (Ast.Number) ((Ast.ResultStatement) statement).value();
    assertThat(number.value()).isEquivalentAccordingToCompareTo(value);
  }

  @Test
  void everyNodeKnowsItsText() {
    String body = "y[h < H/2] = sum[r | r < 2] (x[h + r] else 0)*w[r] + f(a, k = 3)";
    Ast.DefinitionStatement y =
        (Ast.DefinitionStatement) Parsed.declaration("layer t() {\n  " + body + " // not this\n}").body().get(0);
    assertThat(y.span().text()).isEqualTo(body);
    assertThat(y.name().span().text()).isEqualTo("y");
    assertThat(y.indices().get().get(0).span().text()).isEqualTo("h < H/2");
    Ast.Binary plus = (Ast.Binary) y.value();
    Ast.Reduce sum = (Ast.Reduce) plus.left();
    assertThat(sum.span().text()).isEqualTo("sum[r | r < 2] (x[h + r] else 0)*w[r]");
    assertThat(sum.guards().get(0).span().text()).isEqualTo("r < 2");
    Ast.Guarded guarded = (Ast.Guarded) ((Ast.Binary) sum.body()).left();
    assertThat(guarded.span().text()).isEqualTo("(x[h + r] else 0)");
    assertThat(guarded.read().span().text()).isEqualTo("x[h + r]");
    Ast.Call call = (Ast.Call) plus.right();
    assertThat(call.arguments().get(1).span().text()).isEqualTo("k = 3");
    assertThat(call.span().toString()).isEqualTo("test.net:2:" + (body.indexOf("f(a") + 3));
  }

  @Test
  void placesCountCharactersPastTheFirstPlane() {
    Ast.DefinitionStatement y = (Ast.DefinitionStatement) Parsed.declaration("layer t() { 𝜷𝜷 = 𝜷 + x }").body().get(0);
    Ast.Expr x = ((Ast.Binary) y.value()).right();
    assertThat(x.span().text()).isEqualTo("x");
    assertThat(x.span().column()).isEqualTo(22);
  }
}
