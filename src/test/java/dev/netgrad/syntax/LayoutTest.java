package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a line end ends a statement. */
final class LayoutTest {

  @ParameterizedTest
  @ValueSource(strings = {
      "y =¶ a + b", "y = a +¶ b", "y = a¶ + b", "y = a // c¶¶ // d¶ + b", "y = (¶a + b¶)", "y = (a¶ + b)",
      "y = (a +¶¶ b)", "¶¶y = a + b¶¶",
  })
  void linesJoin(String text) {
    assertThat(Parsed.statements(text.replace('¶', '\n'))).containsExactly("y = (+ a b)");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "y = x¶ -> f(¶1,¶2¶)¶ -> g", "y = x ->¶ f(1, 2) ->¶ g", "y = x -> f(1¶, 2) -> g",
  })
  void chainsJoin(String text) {
    assertThat(Parsed.statements(text.replace('¶', '\n'))).containsExactly("y = (-> (-> x f(1, 2)) g())");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "y = if a and b then c else d", "y = if¶ a¶ and b¶ then c¶ else d", "y = if a and¶b then¶c else¶d",
  })
  void choicesJoin(String text) {
    assertThat(Parsed.statements(text.replace('¶', '\n'))).containsExactly("y = (if (and a b) c d)");
  }

  @Test
  void anythingElseEnds() {
    assertThat(Parsed.statements("a\n(b)\n[c == d]\nif e then f else g\nsum[i] x\nnot h\n3"))
        .containsExactly("a", "b", "[(c == d)]", "(if e f g)", "(sum[i] x)", "(not h)", "3").inOrder();
  }

  @Test
  void aMinusGoesOn() {
    assertThat(Parsed.statements("a = b\n-c")).containsExactly("a = (- b c)");
  }

  @Test
  void linesInBracketsJoinWithoutOperator() {
    assertThat(Parsed.statements("y = (sum[r,\n s |\n r < s]\n x[r])"))
        .containsExactly("y = (sum[r, s | (r < s)] x[r])");
    assertThat(Parsed.statements("y = (x -> repeat(3)\n f(1))")).containsExactly("y = (-> x repeat(3) f(1))");
    assertThat(Parsed.statements("y = f(x,\n k = 3)")).containsExactly("y = f(x, k = 3)");
  }

  @Test
  void bodiesOnOneLine() {
    Ast.File file = Parsed.file("layer f(x) { x }\nlayer g(x) { y = x\n y }\nlayer h() {\n}");
    assertThat(file.declarations().stream().map(d -> d.body().size())).containsExactly(1, 2, 0).inOrder();
  }

  @Test
  void aForgottenOperandSpoilsOneStatement() {
    for (String open : List.of("b +", "", "if b then", "x ->", "sum[i] -")) {
      assertThat(Parsed.errors("layer t() {\n  a = " + open + "\n  c = d\n  e = 1 2\n}").stream()
          .map(e -> e.substring(0, 6))).containsExactly("E101 2", "E101 4").inOrder();
    }
  }

  @Test
  void attributesMayStandInTheNextLine() {
    assertThat(Parsed.statements("parameter w[] = 0 with\n  decay = 0,\n  rate = 2"))
        .containsExactly("parameter w[] = 0 with decay = 0, rate = 2");
  }

  @Test
  void aForgottenBracketSpoilsOneStatement() {
    for (String open : List.of("f(x", "x[i", "(x + f(y)", "f(x, (y", "[a == b", "sum[i, j")) {
      String text = "layer t() {\n  a = " + open + "\n  b = )\n  state c = 0\n  d = 1 2\n}";
      assertThat(Parsed.errors(text).stream().map(e -> e.substring(0, 6)))
          .containsExactly("E101 2", "E101 3", "E101 5").inOrder();
    }
  }

  @Test
  void anIndexedDefinitionStartsALine() {
    for (String open : List.of("f(x,", "x[(i]", "((b)", "[[c]", "sum[(i] x")) {
      String text = "layer t() {\n  a = " + open + "\n  y[h < (H + 1)/2, i...] = )\n  d = 1 2\n}";
      assertThat(Parsed.errors(text).stream().map(e -> e.substring(0, 6)))
          .containsExactly("E101 2", "E101 3", "E101 4").inOrder();
    }
  }
}
