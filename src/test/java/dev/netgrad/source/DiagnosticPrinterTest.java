package dev.netgrad.source;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

final class DiagnosticPrinterTest {
  private static Diagnostic at(String text, String word) {
    int start = text.indexOf(word);
    return Diagnostic.of(Code.SHAPES, new Span(new SourceFile("a.net", text), start, start + word.length()), "wrong");
  }

  @Test
  void thePlaceIsMarkedInItsLine() {
    assertThat(DiagnosticPrinter.print(at("layer l(x) {\n  y = x + z\n}\n", "x + z"))).isEqualTo("""
        E301 error: wrong
          --> a.net:2:7
           2 |   y = x + z
             |       ^^^^^
        """);
  }

  @Test
  void eachPlaceHasItsTextAndTheHintComesLast() {
    String text = "one\ntwo\n";
    SourceFile file = new SourceFile("a.net", text);
    Diagnostic diagnostic = Diagnostic.of(Code.SHAPES, new Span(file, 4, 7), "wrong").saying("here")
        .and(new Span(file, 0, 3), "and here").advice("do better");
    assertThat(DiagnosticPrinter.print(diagnostic)).isEqualTo("""
        E301 error: wrong
          --> a.net:2:1
           2 | two
             | ^^^ here
          --> a.net:1:1
           1 | one
             | ^^^ and here
          hint: do better
        """);
  }

  @Test
  void ofSeveralLinesTheFirstIsMarked() {
    assertThat(DiagnosticPrinter.print(at("y = sum[i]\n  x[i]\n", "sum[i]\n  x[i]"))).contains("\n     |     ^^^^^^\n");
  }

  @Test
  void aPlaceWithoutLengthIsMarkedOnce() {
    SourceFile file = new SourceFile("a.net", "abc");
    assertThat(DiagnosticPrinter.print(Diagnostic.of(Code.SHAPES, new Span(file, 3, 3), "wrong")))
        .contains("1:4\n   1 | abc\n     |    ^\n");
    SourceFile empty = new SourceFile("a.net", "");
    assertThat(DiagnosticPrinter.print(Diagnostic.of(Code.SHAPES, new Span(empty, 0, 0), "wrong"))).startsWith(
        "E301 error: wrong\n  --> a.net");
  }

  /** Tabs are as wide as a sign, and signs beyond 16 bits are one. */
  @Test
  void marksStandBelowWhatTheyMark() {
    assertThat(DiagnosticPrinter.print(at("\tx = 𝒚*wrong", "wrong")))
        .contains("\n   1 |  x = 𝒚*wrong\n     |        ^^^^^\n");
  }

  @Test
  void whatWouldDeceiveIsShownAsAReplacement() {
    String printed = DiagnosticPrinter.print(at("a\u202Eb\u0007 wrong", "wrong"));
    assertThat(printed).contains("a\uFFFDb\uFFFD wrong");
    assertThat(printed).doesNotContain("\u202E");
  }

  @Test
  void ofALongLineThePartAroundThePlaceIsShown() {
    String printed = DiagnosticPrinter.print(at("x".repeat(500) + " wrong " + "y".repeat(500), "wrong"));
    printed.lines().forEach(line -> assertThat(line.length()).isAtMost(170));
    String[] lines = printed.split("\n");
    assertThat(lines[3].indexOf('^')).isEqualTo(lines[2].indexOf("wrong"));
  }
}
