package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorClassesTest {
  @TempDir
  private Path directory;

  @BeforeEach
  void thisJavaHasTheVectorApi() {
    assumeTrue(VectorClasses.canCompile());
  }

  private static List<GeneratedSource> sources(List<Integer> bits) {
    return Compiler.compile(NetFile.read(Path.of("examples", "mlp.net")).networks().get(0),
        Options.of("x").withEmit(EmitOptions.of("x").withAdapter(true).withVectorBits(bits))).sources();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("x"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void onlyVectorKernelsAreWritten() throws IOException {
    VectorClasses.write(directory, sources(EmitOptions.ALL_VECTOR_BITS));

    assertThat(files()).containsExactly("MlpVector128.class", "MlpVector128$LaneFunctions.class", "MlpVector256.class",
        "MlpVector256$LaneFunctions.class", "MlpVector512.class", "MlpVector512$LaneFunctions.class");
  }

  /** The major version in a class file's bytes 6 and 7: 61 is Java 17, whatever Java compiles. */
  @Test
  void everyJavaFrom17OnLoadsThem() {
    VectorClasses.compile(sources(EmitOptions.ALL_VECTOR_BITS)).forEach((name, bytes) ->
        assertWithMessage(name).that(bytes[6] << 8 | bytes[7]).isEqualTo(61));
  }

  @Test
  void thoseOfAFormerNetworkGo() throws IOException {
    VectorClasses.write(directory, sources(List.of(512, 256)));
    Files.createFile(directory.resolve("x/MlpVector512$Nested.class"));
    Files.createFile(directory.resolve("x/MlpVector5.class"));
    Files.createFile(directory.resolve("x/OtherVector256.class"));

    VectorClasses.write(directory, sources(List.of(512)));
    assertThat(files()).containsExactly("MlpVector5.class", "MlpVector512.class",
        "MlpVector512$LaneFunctions.class", "OtherVector256.class");

    VectorClasses.write(directory, sources(List.of()));
    assertThat(files()).containsExactly("MlpVector5.class", "OtherVector256.class");
  }

  @Test
  void aJavaWithoutTheModuleLoadsThePlainOnes() {
    Loaded loaded = Loaded.of(sources(List.of(512)));

    assertThat(loaded.model(1).name()).isEqualTo("Mlp");
    if (!VectorModule.isPresent()) {
      assertThat(loaded.kernels()).isEqualTo("plain");
    }
  }
}
