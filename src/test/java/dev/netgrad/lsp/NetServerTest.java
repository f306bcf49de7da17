package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.TextEdit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as an editor meets it: all goes through the protocol. */
class NetServerTest {
  private static final String RESIDUAL = """
      /// Figure 2.
      block residual(x[H, W, C]) {
        f = x -> conv(C, 3) -> batchNorm -> relu -> conv(C, 3) -> batchNorm
        relu(f + x)
      }

      network OneBlock(image[8, 8, 3], target[8, 8, 4]) {
        y = image -> conv(4, 3) -> residual
        loss = meanSquaredError(y, target)
        optimizer sgd(momentum = 0.9)
      }
      """;

  @TempDir
  private Path folder;

  private Editor editor;

  @BeforeEach
  void start() {
    editor = new Editor();
  }

  @AfterEach
  void end() {
    editor.close();
  }

  private String file(String name) {
    return folder.resolve(name).toUri().toString();
  }

  @Test
  void soundTextHasNoDiagnostics() {
    String uri = file("a.net");
    editor.open(uri, RESIDUAL);
    assertThat(editor.diagnostics(uri)).isEmpty();
  }

  @Test
  void diagnosticsComeAtTheirPlacesAndGo() {
    String uri = file("a.net");
    editor.open(uri, RESIDUAL.replace("relu -> conv", "rleu -> conv"));
    List<Diagnostic> diagnostics = editor.diagnostics(uri);
    assertThat(diagnostics).hasSize(1);
    assertThat(diagnostics.get(0).getRange()).isEqualTo(editor.range(uri, "rleu"));
    assertThat(diagnostics.get(0).getMessage()).startsWith("there is no layer or block `rleu`");

    editor.change(uri, "rleu", "relu");
    assertThat(editor.diagnostics(uri)).isEmpty();
  }

  @Test
  void quickFixMends() {
    String uri = file("a.net");
    editor.open(uri, RESIDUAL.replace("relu -> conv", "rleu -> conv"));
    List<CodeAction> actions = Editor.await(editor.server().getTextDocumentService().codeAction(new CodeActionParams(
        Editor.document(uri), editor.range(uri, "rleu"), new CodeActionContext(List.of())))).stream()
        .map(either -> either.getRight()).toList();
    assertThat(actions).hasSize(1);
    assertThat(actions.get(0).getTitle()).isEqualTo("did you mean `relu`?");
    assertThat(actions.get(0).getEdit().getChanges().get(uri))
        .containsExactly(new TextEdit(editor.range(uri, "rleu"), "relu"));
  }

  @Test
  void shapesStandBehindTensorsAndStages() {
    String uri = file("a.net");
    editor.open(uri, RESIDUAL);
    assertThat(editor.hinted(uri)).contains("""
          f ⟨8, 8, 4⟩ = x -> conv(C, 3) ⟨8, 8, 4⟩ -> batchNorm ⟨8, 8, 4⟩ -> relu ⟨8, 8, 4⟩ -> conv(C, 3) ⟨8, 8, 4⟩ -> batchNorm
          relu(f + x)
        }
        """);
    assertThat(editor.hinted(uri)).contains("y ⟨8, 8, 4⟩ = image -> conv(4, 3) ⟨8, 8, 4⟩ -> residual\n");
  }

  @Test
  void hoverTellsShapeAndAdjoint() {
    String uri = file("a.net");
    editor.open(uri, RESIDUAL);
    assertThat(editor.hover(uri, "f = x")).isEqualTo("""
        ```netgrad
        f: [8, 8, 4]
        ```

        `dF` in the first use of `residual`, given the adjoint of its result, which is `dSum`:

        ```netgrad
        dSum[h, w, c] = if 0 < out[h, w, c] then dOut[h, w, c] else 0
        ```""");
    assertThat(editor.hover(uri, "residual\n")).isEqualTo("""
        ```netgrad
        block residual(x[H, W, C])
        ```

        Figure 2.

        gives ⟨8, 8, 4⟩""");
    assertThat(editor.hover(uri, "C]) {")).contains("C = 4");
  }

  @Test
  void jumpsIntoTheLibrary() throws IOException {
    String uri = file("a.net");
    editor.open(uri, RESIDUAL);
    Location location = definition(uri, "batchNorm");
    Path library = Path.of(java.net.URI.create(location.getUri()));
    assertThat(library.toString()).endsWith("standard/normalisation.net");
    String line = Files.readAllLines(library).get(location.getRange().getStart().getLine());
    assertThat(line).contains("batchNorm(");

    editor.open(location.getUri(), Files.readString(library));
    assertThat(editor.diagnostics(location.getUri())).isEmpty();
    assertThat(editor.hover(location.getUri(), "batchNorm(")).contains("batchNorm(x");
  }

  private Location definition(String uri, String piece) {
    return Editor.await(editor.server().getTextDocumentService().definition(
        new DefinitionParams(Editor.document(uri), editor.range(uri, piece).getStart()))).getLeft().get(0);
  }

  @Test
  void importsAreSeenAsTheyStandInTheEditor() throws IOException {
    Files.writeString(folder.resolve("layers.net"), "layer twice(x[I...]) {\n  y[i...] = 2*x[i...]\n}\n");
    String layers = folder.resolve("layers.net").toUri().toString();
    String uri = file("a.net");
    String main = "import \"layers.net\"\nnetwork A(x[3]) {\n  y = x -> thrice -> dense(1)\n}\n";
    editor.open(uri, main);
    assertThat(editor.diagnostics(uri)).hasSize(1);
    editor.open(layers, "\nlayer thrice(x[I...]) {\n  y[i...] = 3*x[i...]\n}\n");
    assertThat(editor.diagnostics(uri, List::isEmpty)).isEmpty();
    assertThat(definition(uri, "thrice")).isEqualTo(new Location(layers, editor.range(layers, "thrice")));
    assertThat(definition(uri, "\"layers.net").getUri()).isEqualTo(layers);
    editor.change(layers, "thrice", "other");
    assertThat(editor.diagnostics(uri, all -> !all.isEmpty())).hasSize(1);
  }
}
