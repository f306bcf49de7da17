package dev.netgrad.model;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked for, the answer comes soon and is a message. */
@Timeout(60)
final class LimitTest {

  private static List<String> codes(String text) {
    Diagnostics reading = new Diagnostics();
    Analysis analysis = Analysis.of(Modules.of(new SourceFile("test.net", text), reading), reading);
    return analysis.diagnostics().sorted().stream().map(d -> d.code().number()).distinct().toList();
  }

  @Test
  void aLongSumEndsInAMessage() {
    String sum = "x" + " + x".repeat(50_000);
    assertThat(codes("network Sum(x) {\n  y = " + sum + "\n}\n")).hasSize(1);
  }

  @Test
  void manyParenthesesEndInAMessage() {
    String nested = "(".repeat(100_000) + "x" + ")".repeat(100_000);
    assertThat(codes("network Nested(x) {\n  y = " + nested + "\n}\n")).hasSize(1);
  }

  @Test
  void negationsUpToTheLimitAreFine() {
    assertThat(codes("network Deep(x) {\n  y = " + "-".repeat(400) + "x\n}\n")).isEmpty();
  }

  @Test
  void aLongPipelineIsNotDeep() {
    assertThat(codes("network Long(x[3]) {\n  y = x" + " -> relu".repeat(1000) + "\n}\n")).isEmpty();
  }

  @Test
  void layersThatDoubleEndInAMessage() {
    StringBuilder text = new StringBuilder("layer l0(x[C]) { 2*x }\n");
    for (int i = 1; i < 40; i++) {
      text.append("layer l").append(i).append("(x[C]) { x -> l").append(i - 1).append(" -> l").append(i - 1)
          .append(" }\n");
    }
    assertThat(codes(text + "network Double(x[3]) { y = x -> l39 }\n")).containsExactly("E407");
  }

  @Test
  void layersWithinLayersEndInAMessage() {
    StringBuilder text = new StringBuilder("layer l0(x[C]) { 2*x }\n");
    for (int i = 1; i < 3000; i++) {
      text.append("layer l").append(i).append("(x[C]) { x -> l").append(i - 1).append(" }\n");
    }
    assertThat(codes(text + "network Nest(x[3]) { y = x -> l2999 }\n")).containsExactly("E208");
  }

  @Test
  void repeatedBlocksWithinRepeatedBlocksEndInAMessage() {
    String text = """
        block inner(x[C]) {
          parameter w[C] = 1
          y[c] = w[c]*x[c]
        }
        block outer(x[C]) { x -> repeat(10000) inner }
        network Nest(x[3]) {
          y = x -> repeat(10000) outer
          loss = sum[i < 3] y[i]
        }
        """;
    assertThat(codes(text)).containsExactly("E407");
  }

  @Test
  void repeatedBlocksWithoutParametersEndInAMessage() {
    StringBuilder text = new StringBuilder("block b0(x[C]) { x -> tanh }\n");
    for (int i = 1; i < 6; i++) {
      text.append("block b").append(i).append("(x[C]) { x -> repeat(10000) b").append(i - 1).append(" }\n");
    }
    assertThat(codes(text + "network Nest(x[3]) { y = x -> b5 }\n")).containsExactly("E407");
  }

  @Test
  void blocksThatDoubleEndInAMessage() {
    StringBuilder text = new StringBuilder("block b0(x[C]) { 2*x }\n");
    for (int i = 1; i < 40; i++) {
      text.append("block b").append(i).append("(x[C]) { x -> b").append(i - 1).append(" -> b").append(i - 1)
          .append(" }\n");
    }
    assertThat(codes(text + "network Double(x[3]) { y = x -> b39 }\n")).containsExactly("E407");
  }

  /** Each file imports both of the next two: 2⁶⁰ ways lead to the last ones, and each is read once. */
  @Test
  void importsInDiamondsAreReadOnce(@TempDir Path folder) throws IOException {
    for (int i = 0; i < 60; i++) {
      for (String side : List.of("a", "b")) {
        Files.writeString(folder.resolve(side + i + ".net"), "import \"a" + (i + 1) + ".net\"\nimport \"b" + (i + 1)
            + ".net\"\nlayer " + side + i + "(x[C]) { x }\n");
      }
    }
    Files.writeString(folder.resolve("a60.net"), "");
    Files.writeString(folder.resolve("b60.net"), "");
    Diagnostics diagnostics = new Diagnostics();
    Modules modules = Modules.load(folder.resolve("a0.net"), diagnostics);
    assertThat(diagnostics.isEmpty()).isTrue();
    assertThat(modules.files()).hasSize(1 + 2 * 59 + 2);
  }

  @Test
  void namesMayBeWordsOfJava() {
    assertThat(codes("network Class(int[3], static[3]) {\n  double = int + static\n}\n")).isEmpty();
  }
}
