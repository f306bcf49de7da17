package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, declarations and their documentation. */
final class DeclarationTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \n\n", "// only this", "/// about nothing", "\uFEFF", "////"})
  void nothingIsAFile(String text) {
    Ast.File file = Parsed.file(text);
    assertThat(file.imports()).isEmpty();
    assertThat(file.declarations()).isEmpty();
    assertThat(file.span().text()).isEqualTo(text);
  }

  @Test
  void importsComeFirst() {
    Ast.File file = Parsed.file("import \"a.net\" // why\n\nimport \"sub dir/b.net\"\nlayer f(x) { x }");
    assertThat(file.imports().stream().map(Ast.Import::path)).containsExactly("a.net", "sub dir/b.net").inOrder();
    assertThat(file.imports().get(0).span().text()).isEqualTo("import \"a.net\"");
    assertThat(file.declarations()).hasSize(1);
  }

  @Test
  void kinds() {
    Ast.File file = Parsed.file("layer a() { }\nblock b() { }\nnetwork C() { }\noptimizer d() { }");
    assertThat(file.declarations().stream().map(Ast.Declaration::kind)).containsExactly(
        Ast.Kind.LAYER, Ast.Kind.BLOCK, Ast.Kind.NETWORK, Ast.Kind.OPTIMIZER).inOrder();
    assertThat(file.declarations().stream().map(d -> d.name().text())).containsExactly("a", "b", "C", "d").inOrder();
    assertThat(file.declarations().get(1).span().text()).isEqualTo("block b() { }");
  }

  @Test
  void formals() {
    Ast.Declaration f = Parsed.declaration(
        "layer f(x[H, 2*W, 3], y[], p[I...], q[N0, I...], label: class[K + 1], lr: scalar, K, stride = 1) { }");
    assertThat(f.formals().stream().map(Shape::of)).containsExactly("x[H, (* 2 W), 3]", "y[]", "p[I...]", "q[N0, I...]",
        "label: class[(+ K 1)]", "lr: scalar", "K", "stride = 1").inOrder();
    assertThat(f.formals().get(0).span().text()).isEqualTo("x[H, 2*W, 3]");
    assertThat(f.formals().get(4).span().text()).isEqualTo("label: class[K + 1]");
  }

  @Test
  void statements() {
    assertThat(Parsed.statements("""
        parameter w[C, K] = normal(0.1)
        parameter b[K] = 0 with decay = 0, rate = 2
        state mean[C] = 0
        next mean[c] = 0.9*mean[c]
        next p[i...] = p[i...] - lr*g[i...]
        f = x -> relu
        y[h < H/2, w, i...] = x[h, w, i...]
        z[] = 1
        output a, b
        optimizer sgd(momentum = 0.9)
        optimizer plain
        relu(f + skip)
        [a == b]
        max[k] x[k]
        x[i]""")).containsExactly(
        "parameter w[C, K] = normal(0.1) with ",
        "parameter b[K] = 0 with decay = 0, rate = 2",
        "state mean[C] = 0",
        "next mean[c] = (* 0.9 mean[c])",
        "next p[i...] = (- p[i...] (* lr g[i...]))",
        "f = (-> x relu())",
        "y[h < (/ H 2), w, i...] = x[h, w, i...]",
        "z[] = 1",
        "output a, b",
        "optimizer sgd(momentum = 0.9)",
        "optimizer plain()",
        "relu((+ f skip))",
        "[(a == b)]",
        "(max[k] x[k])",
        "x[i]").inOrder();
  }

  @Test
  void documentationIsOfWhatFollows() {
    List<Ast.Declaration> declarations = Parsed.file("""
        /// The file's heading.

        /// First.
        ///   Indented, trailing space.\s\s
        ///
        ///Without a space.
        // an ordinary comment

        layer a() {
          /// of no declaration
          x
        }
        layer b() { }
        //// ruled
        layer c() { } /// Of d.
        layer d() { }
        """).declarations();
    assertThat(declarations.stream().map(Ast.Declaration::documentation)).containsExactly(
        "First.\n  Indented, trailing space.\n\nWithout a space.", "", "", "Of d.").inOrder();
  }

  @Test
  void lineEndsOfEverySystem() {
    for (String end : List.of("\n", "\r\n", "\r")) {
      Ast.Declaration f = Parsed.declaration(
          String.join(end, "/// One.", "/// Two.", "layer f(x) {", "  a = x // c", "  a", "}", ""));
      assertThat(f.documentation()).isEqualTo("One.\nTwo.");
      assertThat(f.body()).hasSize(2);
      assertThat(f.body().get(1).span().toString()).isEqualTo("test.net:5:3");
    }
  }

  /** What they were to define is known all the same, and every statement has its place. */
  @Test
  void brokenStatementsStayInTheirBody() {
    Ast.File file = Syntax.parse(new SourceFile("test.net", """
        layer f(x) {
          b[i < (3] = x
          a = 1 +
          parameter w[3 = 0
          state 3 = 0
          1 = x
          ) = y
          next w = (
          output a b
          x -> g(k = 3) h
          f(x, k = 3
        }
        """), new Diagnostics());
    assertThat(file.declarations().get(0).body().stream().map(Shape::of)).containsExactly("DEFINITION b",
        "DEFINITION a", "PARAMETER_OR_STATE w", "PARAMETER_OR_STATE", "DEFINITION", "DEFINITION", "OTHER", "OUTPUT",
        "RESULT", "RESULT").inOrder();
    assertThat(file.gaps()).isEmpty();
  }

  @Test
  void declarationsThatCannotBeReadAreGaps() {
    Ast.File file = Syntax.parse(new SourceFile("test.net", """
        import nothing
        layer f(x {
          x
        }
        laeyr g(x) { x }
        layer h(x[I + 1...]) { x }
        layer k(x) { x }
        )
        """), new Diagnostics());
    assertThat(file.declarations().stream().map(d -> d.name().text())).containsExactly("k");
    assertThat(file.gaps().stream().map(g -> g.name().map(Ast.Name::text).orElse("?")))
        .containsExactly("?", "?", "f", "g", "h");
  }
}
