package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The compiler in a process of its own against the one in this. */
class JavacTest {
  @Test
  void bothWriteTheSameClassFiles() {
    assumeTrue(JavacProcess.isPresent());
    List<Integer> bits = VectorClasses.canCompile() ? List.of(256) : List.of();
    List<GeneratedSource> sources = Compiler.compile(NetFile.read(Path.of("examples", "mlp.net")).networks().get(0),
        Options.of("x.y").withEmit(EmitOptions.of("x.y").withAdapter(true).withVectorBits(bits))).sources();

    Map<String, byte[]> here = Javac.compile(sources);
    Map<String, byte[]> apart = Javac.compileApart(sources);

    assertThat(apart.keySet()).isEqualTo(here.keySet());
    here.forEach((name, bytes) -> assertThat(apart.get(name)).isEqualTo(bytes));
  }

  @Test
  void bothTellWhatDoesNotCompile() {
    assumeTrue(JavacProcess.isPresent());
    List<GeneratedSource> sources = List.of(new GeneratedSource("x/Wrong.java", """
        package x;
        class Wrong {
          // y[i] = 2*x[i]                    wrong.net:7
          int x = y;
        }
        """));
    String told = """
        javac rejects the generated code: cannot find symbol
        x/Wrong.java, line 4: int x = y;
        for y[i] = 2*x[i] wrong.net:7""";

    assertThat(assertThrows(IllegalStateException.class, () -> Javac.compile(sources))).hasMessageThat()
        .isEqualTo(told);
    assertThat(assertThrows(IllegalStateException.class, () -> Javac.compileApart(sources))).hasMessageThat()
        .isEqualTo(told);
  }
}
