package dev.netgrad.site;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import dev.netgrad.compiler.AdjointText;
import dev.netgrad.compiler.NetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page on reading quotes is what the compiler writes. */
final class ReadingTest {
  private static Page page() throws IOException {
    return Page.read("reading.md");
  }

  private static String net(String name) throws IOException {
    return page().blocks("net").stream().filter(b -> b.file().equals(name)).findFirst().orElseThrow().text();
  }

  /** Quoted are lines of {@code generated/}, which another test holds to what the compiler writes. */
  @Test
  void quotedJavaIsGenerated() throws IOException {
    assertThat(net("strided.net")).isEqualTo(Files.readString(Path.of("examples/strided.net")));
    String java = Files.readString(Path.of("generated/dev/netgrad/examples/Strided.java"));
    String withoutMargin = java.lines().map(String::strip).collect(Collectors.joining("\n"));
    List<Page.Fenced> quotes = page().blocks("java");
    assertThat(quotes).isNotEmpty();
    for (Page.Fenced quote : quotes) {
      assertThat(withoutMargin).contains(quote.text().lines().map(String::strip).collect(Collectors.joining("\n")));
    }
  }

  @Test
  void quotedDerivativesAreDerived() throws IOException {
    AdjointText derivatives = new AdjointText(NetFile.of("skips.net", net("skips.net")));
    List<Page.Fenced> quotes = page().blocks("derived");
    assertThat(quotes).isNotEmpty();
    for (Page.Fenced quote : quotes) {
      List<String> lines = derivatives.of(quote.file()).orElseThrow().lines().toList();
      assertWithMessage(quote.file()).that(lines).containsAtLeastElementsIn(quote.text().lines().toList()).inOrder();
    }
  }
}
