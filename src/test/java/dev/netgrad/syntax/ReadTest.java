package dev.netgrad.syntax;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.Diagnostic;
import dev.netgrad.source.Diagnostics;
import dev.netgrad.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes to text. */
final class ReadTest {
  @TempDir Path folder;
  private final Diagnostics diagnostics = new Diagnostics();

  @Test
  void text() throws IOException {
    Optional<SourceFile> file = read("// größer 𝜷\n".getBytes(StandardCharsets.UTF_8));
    assertThat(diagnostics.isEmpty()).isTrue();
    assertThat(file.get().text()).isEqualTo("// größer 𝜷\n");
    assertThat(file.get().name()).isEqualTo("shown.net");
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    byte[] bytes = {'/', '/', '\n', ' ', (byte) 0xC3, (byte) 0xA4, (byte) 0xFF, 'x'};
    assertThat(read(bytes).isPresent()).isFalse();
    Diagnostic error = only("E105");
    assertThat(error.span().toString()).isEqualTo("shown.net:2:3");
  }

  @Test
  void textThatEndsWithinACharacter() throws IOException {
    assertThat(read(new byte[] {'x', (byte) 0xE2, (byte) 0x82}).isPresent()).isFalse();
    assertThat(only("E105").span().toString()).isEqualTo("shown.net:1:2");
  }

  @Test
  void noFile() {
    assertThat(Syntax.read(folder.resolve("none.net"), "shown.net", diagnostics).isPresent()).isFalse();
    assertThat(only("E106").message()).isEqualTo("cannot read shown.net: there is no such file");
  }

  @Test
  void aDirectory() {
    assertThat(Syntax.read(folder, "shown.net", diagnostics).isPresent()).isFalse();
    assertThat(only("E106").message()).isEqualTo("cannot read shown.net: it is a directory");
  }

  @Test
  void theLongestFile() throws IOException {
    assertThat(read(" ".repeat(4 << 20).getBytes(StandardCharsets.UTF_8)).isPresent()).isTrue();
    assertThat(diagnostics.isEmpty()).isTrue();
    assertThat(read(" ".repeat((4 << 20) + 1).getBytes(StandardCharsets.UTF_8)).isPresent()).isFalse();
    only("E107");
  }

  private Optional<SourceFile> read(byte[] bytes) throws IOException {
    return Syntax.read(Files.write(folder.resolve("some.net"), bytes), "shown.net", diagnostics);
  }

  private Diagnostic only(String code) {
    assertThat(diagnostics.sorted().stream().map(d -> d.code().number()).toList()).containsExactly(code);
    return diagnostics.sorted().get(0);
  }
}
