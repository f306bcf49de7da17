package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.Golden;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.tensor.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code generated/} shows is what the compiler writes now: the Java of an example, and its derivative as
 * {@code derive} prints it. See {@link Golden}.
 */
class GeneratedTest {
  private static final Path EXAMPLES = Path.of("examples");
  private static final Path GENERATED = Path.of("generated");
  private static final String PACKAGE = "dev.netgrad.examples";

  @ParameterizedTest
  @ValueSource(strings = {"add", "residual", "strided"})
  void javaOfAnExample(String example) throws IOException {
    NetFile net = NetFile.read(EXAMPLES.resolve(example + ".net"));
    for (Network network : net.networks()) {
      for (GeneratedSource source : Compiler.compile(network, Options.of(PACKAGE)).sources()) {
        if (isShown(source)) {
          Golden.expect(GENERATED.resolve(source.name()), source.text());
        }
      }
    }
  }

  /** Kernels that are faster than the textbook's are shown once. */
  private static boolean isShown(GeneratedSource source) {
    return !source.name().endsWith("Plain.java") || source.name().endsWith("/OneBlockPlain.java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "residual", "strided", "preact20"})
  void derivativeOfAnExample(String example) throws IOException {
    AdjointText adjoints = new AdjointText(NetFile.read(EXAMPLES.resolve(example + ".net")));
    List<String> texts = new ArrayList<>();
    adjoints.names().forEach(name -> texts.add(adjoints.of(name).orElseThrow()));
    assertThat(texts).isNotEmpty();
    Golden.expect(GENERATED.resolve("derived").resolve(example + ".net"), String.join("\n", texts));
  }

  @Test
  void nothingElseStandsThere() throws IOException {
    try (Stream<Path> files = Files.walk(GENERATED)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList())
          .containsExactly("Add.java", "OneBlock.java", "OneBlockPlain.java", "Strided.java", "add.net",
              "preact20.net", "residual.net", "strided.net");
    }
  }
}
