package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FormatterTest {

  private static String formatted(String text) {
    Diagnostics diagnostics = new Diagnostics();
    String once = Formatter.format(new SourceFile("test.net", text), diagnostics).orElseThrow(
        () -> new AssertionError(diagnostics.sorted()));
    String twice = Formatter.format(new SourceFile("test.net", once), new Diagnostics()).orElseThrow();
    assertWithMessage("formatted again").that(twice).isEqualTo(once);
    return once;
  }

  private static void assertFormatted(String text) {
    assertThat(formatted(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("dev.netgrad.checks.Nets#published")
  void publishedFilesAreFormatted(Path file) throws IOException {
    assertFormatted(Files.readString(file));
  }

  @Test
  void spaces() {
    assertThat(formatted("""
        import"layers.net"
        layer f( x [H,W , C],label :class [ 3 ],lr:scalar,K=- 1 ){
        y[h<H / 2,w<W*2, c]=sum [ r , s<3|r+s<4 ,r%2==0 ]( x[2*h,w,c]else 0 )*max( - x[h,w,c],2 ^ - K )-[ c==label ]
            z[i ...]=if not(1<2)or 2>=1 then relu(x) [ i ... ]else-infinity
          parameter w[C]=normal(.5 * 1)with decay=0,rate = 1
          x->stem:repeat( 3 )conv( K,pad=1 )->tanh
        }
        """.replace(".5", "0.5"))).isEqualTo("""
        import "layers.net"

        layer f(x[H, W, C], label: class[3], lr: scalar, K = -1) {
          y[h < H / 2, w < W*2, c] = sum[r, s < 3 | r + s < 4, r%2 == 0] (x[2*h, w, c] else 0)*max(-x[h, w, c], 2^-K) - [c == label]
          z[i...] = if not (1 < 2) or 2 >= 1 then relu(x)[i...] else -infinity
          parameter w[C] = normal(0.5 * 1) with decay = 0, rate = 1
          x -> stem: repeat(3) conv(K, pad = 1) -> tanh
        }
        """);
  }

  @Test
  void linesThatGoOn() {
    assertThat(formatted("""
        block f(x[H, W, C],
          K, stride = 1) {
              a = x -> conv(K) -> relu
                -> conv(K,
           stride)
           -> relu
            b[h, w, c] =
            a[h, w, c]
            + 1
            e[h, w, c] =
            2 *
            b[h, w, c]
            c[h, w, c] = a[h, w, c]*(b[h, w, c] +
              1)
              + 2
            d = if stride == 1 then x
            else if K == 2
            then a
            else x -> conv(K)
              -> relu
            relu(
              a + b
            )
        }
        """)).isEqualTo("""
        block f(x[H, W, C],
                K, stride = 1) {
          a = x -> conv(K) -> relu
                -> conv(K,
                        stride)
                -> relu
          b[h, w, c] =
            a[h, w, c]
              + 1
          e[h, w, c] =
            2 *
              b[h, w, c]
          c[h, w, c] = a[h, w, c]*(b[h, w, c] +
                                   1)
                       + 2
          d = if stride == 1 then x
              else if K == 2
                   then a
                   else x -> conv(K)
                          -> relu
          relu(
            a + b
          )
        }
        """);
  }

  @Test
  void signsThatStandBelowEachOtherStayThere() {
    assertThat(formatted("""
        layer f(x[C]) {
          f    = x -> relu
                   -> tanh
          skip  = x
          long  =   x
            ab   = 2*x
            c  = 2*x

          d    = x

          e = x
        }
        """)).isEqualTo("""
        layer f(x[C]) {
          f = x -> relu
                -> tanh
          skip = x
          long = x
          ab = 2*x
          c = 2*x

          d = x

          e = x
        }
        """);
    assertFormatted("""
        layer f(x[C]) {
          f    = x -> relu
                   -> tanh
          skip = x
          y[c] = f[c] + skip[c]
        }
        """);
  }

  @Test
  void comments() {
    assertThat(formatted("""
        // A file.


        // Its first layer.
        /// It does nothing.\t
        layer f(x[C]) { // nothing
                // at all

            a = x   // first
            bcd = a // second
            e = a      /// third
              // before the next line
              -> relu

        // at the end
        } // f
        // the end
        """)).isEqualTo("""
        // A file.

        // Its first layer.
        /// It does nothing.
        layer f(x[C]) {  // nothing
          // at all

          a = x    // first
          bcd = a  // second
          e = a  /// third
              // before the next line
              -> relu

          // at the end
        }  // f

        // the end
        """);
  }

  @Test
  void blankLines() {
    assertThat(formatted("""


        import "a.net"
        import "b.net"
        layer a() { x }
        layer b() {x}
        layer c() {

          x


          y
        }
        /// D.
        layer d() { }
        layer e() { x
        }
        layer f() {
        x }
        """)).isEqualTo("""
        import "a.net"
        import "b.net"

        layer a() { x }
        layer b() { x }

        layer c() {
          x

          y
        }

        /// D.
        layer d() {}

        layer e() {
          x
        }

        layer f() {
          x
        }
        """);
  }

  @Test
  void lineEndsAreThoseOfTheFirstLine() {
    assertThat(formatted("layer f() {\r\nx\n}\n")).isEqualTo("layer f() {\r\n  x\r\n}\r\n");
    assertThat(formatted("\uFEFFlayer f() { x }")).isEqualTo("layer f() { x }\n");
    assertThat(formatted("")).isEmpty();
  }

  @Test
  void aFileWithErrorsIsLeftAlone() {
    Diagnostics diagnostics = new Diagnostics();
    assertThat(Formatter.format(new SourceFile("test.net", "layer f() { ( }"), diagnostics)).isEmpty();
    assertThat(diagnostics.hasErrors()).isTrue();
  }

  @Test
  void longFilesTakeNoTime() {
    formatted("// a line\n".repeat(100_000) + "layer f() {\n" + "  x -> relu // x\n".repeat(10_000) + "}\n");
  }

  /** However the spaces, blank lines and comments of a file are changed, its tree stays. */
  @ParameterizedTest
  @MethodSource("dev.netgrad.checks.Nets#published")
  void anyLayoutKeepsItsMeaning(Path file) throws IOException {
    String text = Files.readString(file);
    List<String> meaning = declarations(text);
    for (int seed = 0; seed < 6; seed++) {
      String disturbed = disturbed(text, new Random(seed));
      assertThat(declarations(formatted(disturbed))).isEqualTo(meaning);
    }
  }

  private static List<String> declarations(String text) {
    Ast.File file = Syntax.parse(new SourceFile("test.net", text), new Diagnostics());
    return file.declarations().stream().map(d -> d.kind() + " " + d.name().text() + d.documentation()
        + d.formals().stream().map(f -> f.name().text()).toList() + d.body().stream().map(Shape::of).toList()).toList();
  }

  /** The same words with other spaces, and line ends where a bracket is open and more than a word stands before. */
  private static String disturbed(String text, Random random) {
    StringBuilder out = new StringBuilder();
    int open = 0;
    for (String line : text.split("\n")) {
      if (line.strip().startsWith("//")) {
        out.append(" ".repeat(random.nextInt(9))).append(line.strip()).append('\n');
        continue;
      }
      for (String word : line.strip().split("(?<=[,+*/(\\[ ])|(?=[,+*/)\\]])")) {
        open += word.endsWith("(") || word.endsWith("[") ? 1 : word.startsWith(")") || word.startsWith("]") ? -1 : 0;
        out.append(word).append(" ".repeat(random.nextInt(3)));
        if (open > 0 && word.endsWith(",") && random.nextInt(4) == 0) {
          out.append(random.nextBoolean() ? " // why\n" : "\n\n");
        }
      }
      out.append(random.nextInt(5) == 0 ? "  // end" : "").append("\n".repeat(1 + random.nextInt(3)));
    }
    return out.toString();
  }
}
