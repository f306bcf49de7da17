package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.Diagnostic;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts made to break a parser: each is answered, soon, and by a message. */
@Timeout(60)
final class LimitTest {

  private static String layer(String expression) {
    return "layer t() {\n" + expression + "\n}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{", "f(", "x[", "[(", "sum[i](", "(-"})
  void deepNesting(String open) {
    assertThat(errors(open.repeat(50_000))).containsExactly("E103");
    assertThat(errors(layer(open.repeat(50_000)))).containsExactly("E103");
  }

  @Test
  void nestingIsReportedAtTheBracketThatIsTooMuch() {
    assertThat(Parsed.errors(layer("(".repeat(99) + "x" + ")".repeat(99)))).isEmpty();
    assertThat(Parsed.errors(layer("(".repeat(100) + "x" + ")".repeat(100)))).containsExactly("E103 2:100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x + ", "x^", "-", "not ", "sum[i] ", "if a then b else ", "x < ", "x and "})
  void longStatements(String link) {
    assertThat(errors(layer(link.repeat(Layout.MOST_OPERATORS) + "x"))).isEmpty();
    assertThat(errors(layer(link.repeat(Layout.MOST_OPERATORS + 1) + "x"))).containsExactly("E104");
    assertThat(errors(layer(link.repeat(50_000) + "x"))).containsExactly("E104");
  }

  @ParameterizedTest
  @ValueSource(strings = {" -> f(3)", "[i]"})
  void longSuffixes(String link) {
    assertThat(errors(layer("x" + link.repeat(Layout.MOST_OPERATORS)))).isEmpty();
    assertThat(errors(layer("x" + link.repeat(50_000)))).containsExactly("E104");
  }

  @Test
  void lengthIsReportedAtTheOperatorThatIsTooMuch() {
    assertThat(Parsed.errors(layer("x" + "+x".repeat(1_001)))).containsExactly("E104 2:2002");
  }

  @Test
  void lengthIsOfOneStatement() {
    assertThat(errors(layer(("x" + " + x".repeat(900) + "\n").repeat(20)))).isEmpty();
  }

  @Test
  void wideIsNotDeep() {
    assertThat(errors(layer("f(" + "a = 1, ".repeat(50_000) + "b)"))).isEmpty();
  }

  @Test
  void longNumbers() {
    assertThat(errors(layer("9".repeat(1_000_000)))).containsExactly("E108");
    assertThat(errors(layer("1e" + "9".repeat(100_000)))).containsExactly("E108");
    assertThat(errors(layer("1e401"))).containsExactly("E108");
    assertThat(errors(layer("1e-401"))).containsExactly("E108");
    assertThat(errors(layer("0." + "0".repeat(40)))).containsExactly("E108");
    assertThat(errors(layer("1e" + "0".repeat(1_000) + "7"))).isEmpty();
  }

  @Test
  void manyTokens() {
    assertThat(errors("layer t(" + "x,".repeat(300_000))).containsExactly("E110");
  }

  @ParameterizedTest
  @ValueSource(strings = {"import\n", "}\n", "layer\n", ") foo\n", "§ a\n", "layer a(x) {\n y = (x\n",
      "layer a() { x ]\n}\n", "layer a(x)\n", "\"\n", "\0"})
  void manyErrors(String line) {
    List<Diagnostic> errors = Parsed.diagnostics(line.repeat(50_000));
    assertThat(errors).isNotEmpty();
    assertThat(errors.size()).isAtMost(Complaints.MOST + 1);
    if (errors.size() > Complaints.MOST) {
      assertThat(errors.get(Complaints.MOST).code().number()).isEqualTo("E114");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"layer f() {\n // \u202E evil\n}", "import \"\u2066\"", "/// \u200F\nlayer f() { }",
      "layer f() { a\u202Eb }"})
  void hiddenDirections(String text) {
    assertThat(errors(text)).containsExactly("E102");
  }

  @Test
  void halfACharacter() {
    assertThat(Parsed.errors("layer f() { \uD835 }")).containsExactly("E102 1:13");
    assertThat(Parsed.errors("layer f() { x }\n\uDC00")).containsExactly("E102 2:1");
  }

  /** Random sequences of tokens: parsing ends, and where it leaves something out it says why. */
  @Test
  void soup() {
    List<String> words = List.of("import", "layer", "block f(x) {", "network", "optimizer", "parameter", "state",
        "next", "output", "with", "repeat", "if", "then", "else", "and", "or", "not", "sum", "prod", "min", "max",
        "argmax", "scalar", "class", "infinity", "(", ")", "[", "]", "{", "}", ",", ":", "|", "...", "->", "=", "+",
        "-", "*",
        "^", "==", "<", "3", "x", "y", "\"s\"", "\"", "\n", "\n", "\n", "/// d\n", "é", "§");
    Random random = new Random(1);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "layer a(x) {\n" : "");
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(words.get(random.nextInt(words.size()))).append(' ');
      }
      for (Diagnostic error : Parsed.diagnostics(text.toString())) {
        assertThat(error.message()).doesNotContain("null");
        assertThat(error.span().start()).isAtMost(text.length());
      }
    }
  }

  private static List<String> errors(String text) {
    return Parsed.diagnostics(text).stream().map(d -> d.code().number()).toList();
  }
}
