package dev.netgrad.compiler;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.netgrad.emit.EmitOptions;
import dev.netgrad.emit.GeneratedSource;
import dev.netgrad.source.Fault;
import dev.netgrad.source.InvalidNetException;
import dev.netgrad.tensor.ElementType;
import dev.netgrad.tensor.Network;
import dev.netgrad.train.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CompilerTest {
  private static Network network(String text) {
    return NetFile.of("test.net", text).networks().get(0);
  }

  @Test
  void stagesAreTimedInTheirOrder() {
    Compilation compilation = Compiler.compile(network("network A(x) { y = x*x }"), Options.of("a.b"));

    // Schedules are chosen while loops are written.
    assertThat(compilation.timings().stream().map(Timing::stage).toList())
        .containsExactlyElementsIn(EnumSet.complementOf(EnumSet.of(Stage.SCHEDULE))).inOrder();
    assertThat(compilation.sources().get(0).name()).isEqualTo("a/b/A.java");
  }

  @Test
  void onlyWhatIsAskedForIsDumped() {
    List<String> dumps = new ArrayList<>();
    Compiler.compile(network("network A(x) { y = x*x }"),
        Options.of("").withDumps(EnumSet.of(Stage.MODEL, Stage.LOOP), dumps::add));

    assertThat(dumps).hasSize(2);
    assertThat(dumps.get(0)).startsWith("// A after model\n");
    assertThat(dumps.get(0)).contains("y[] = x*x");
  }

  /** What is differentiated is a stage of its own, in which no derivative is left to be derived. */
  @Test
  void gradientsInFormulasAreDerivedBeforeTheNetworkIs() {
    List<String> dumps = new ArrayList<>();
    Compiler.compile(network("network A(x) { e = x*x*x\n y = grad(e, x) }"),
        Options.of("").withDumps(EnumSet.of(Stage.MODEL, Stage.PRIMAL), dumps::add));

    assertThat(dumps).hasSize(2);
    assertThat(dumps.get(0)).contains("y[] = grad(eSum, x)");
    assertThat(dumps.get(1)).startsWith("// A after primal\n");
    assertThat(dumps.get(1)).doesNotContain("grad(");
  }

  @Test
  void theLocaleDoesNotMatter() {
    Network network = NetFile.read(Path.of("examples", "residual.net")).networks().get(0);
    List<GeneratedSource> here = Compiler.compile(network, Options.of("")).sources();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Compiler.compile(network, Options.of("")).sources()).isEqualTo(here);
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(Compiler.compile(network, Options.of("")).sources()).isEqualTo(here);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void wrongInputHasItsDiagnostics() {
    InvalidNetException e = assertThrows(InvalidNetException.class, () -> network("network A(x) { y = z }"));

    assertThat(e.diagnostics().sorted().get(0).span().toString()).isEqualTo("test.net:1:20");
  }

  @Test
  void classifiersHaveAModel() {
    Network network = NetFile.read(Path.of("examples", "mlp.net")).networks().get(0);
    List<GeneratedSource> sources = Compiler.compile(network,
        Options.of("x").withEmit(new EmitOptions("x", ElementType.FLOAT, true))).sources();

    assertThat(Loaded.of(sources).model(1).outputs()).containsExactly(Port.numbers("logits", 10));
  }

  @Test
  void sourcesThatDoNotCompileAreAFault() {
    Fault e = assertThrows(Fault.class,
        () -> Loaded.of(List.of(new GeneratedSource("A.java", "class A { int x = y; }"))));

    assertThat(e.where()).containsExactly("in stage javac");
    assertThat(e).hasMessageThat().contains("A.java, line 1");
  }

  @Test
  void deepStacksPassOnWhatIsThrown() {
    assertThat(DeepStack.call(() -> depth(1_000_000))).isEqualTo(1_000_000);
    assertThrows(IOException.class, () -> DeepStack.call(() -> {
      throw new IOException("as it is");
    }));
    assertThrows(IllegalArgumentException.class, () -> DeepStack.call(() -> DeepStack.call(() -> {
      throw new IllegalArgumentException();
    })));
  }

  private static int depth(int n) {
    return n == 0 ? 0 : 1 + depth(n - 1);
  }
}
