package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentHighlightParams;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.FormattingOptions;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InlayHintParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.SemanticTokensParams;
import org.eclipse.lsp4j.SignatureHelpParams;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Texts as they are while they are typed, letter by letter: every request has an answer, and none is an exception. */
class HalfTypedTest {
  private static final Path EXAMPLES = Path.of("examples");

  @Test
  void prefixesOfASmallNetworkAreAnswered() throws IOException {
    type(EXAMPLES.resolve("residual.net"), 20);
  }

  /** {@code -Dnetgrad.prefixes=1} takes all. */
  @Test
  @Tag("long")
  void prefixesOfExamplesAreAnswered() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".net") && !f.toString().contains("target")).toList()) {
        type(file, Integer.getInteger("netgrad.prefixes", 20));
      }
    }
  }

  private static void type(Path file, int step) throws IOException {
    String whole = Files.readString(file);
    String uri = file.toAbsolutePath().toUri().toString();
    try (Editor editor = new Editor()) {
      editor.open(uri, "");
      for (int end = 0; end <= whole.length(); end += step) {
        String text = whole.substring(0, end);
        editor.change(uri, text);
        ask(editor.server().getTextDocumentService(), Editor.document(uri), Editor.position(text, end))
            .forEach(Editor::await);
      }
    }
  }

  private static List<CompletableFuture<?>> ask(TextDocumentService service, TextDocumentIdentifier document,
      Position end) {
    Range whole = new Range(new Position(0, 0), end);
    Position before = new Position(end.getLine(), Math.max(0, end.getCharacter() - 1));
    return List.of(
        service.inlayHint(new InlayHintParams(document, whole)),
        service.hover(new HoverParams(document, before)),
        service.completion(new CompletionParams(document, end)),
        service.signatureHelp(new SignatureHelpParams(document, end)),
        service.documentHighlight(new DocumentHighlightParams(document, before)),
        service.documentSymbol(new DocumentSymbolParams(document)),
        service.foldingRange(new FoldingRangeRequestParams(document)),
        service.semanticTokensFull(new SemanticTokensParams(document)),
        service.codeAction(new CodeActionParams(document, whole, new CodeActionContext(List.of()))),
        service.codeLens(new CodeLensParams(document)),
        service.formatting(new DocumentFormattingParams(document, new FormattingOptions(2, true))));
  }

  /** What is typed bit by bit is the same text in the end. */
  @Test
  void changesAddUp() throws IOException {
    String whole = Files.readString(EXAMPLES.resolve("residual.net"));
    String uri = "untitled:bits";
    try (Editor editor = new Editor()) {
      editor.open(uri, "@");
      for (int start = 0; start < whole.length(); start += 7) {
        editor.change(uri, "@", whole.substring(start, Math.min(start + 7, whole.length())) + "@");
      }
      editor.change(uri, "@", "");
      assertThat(editor.text(uri)).isEqualTo(whole);
      assertThat(editor.diagnostics(uri)).isEmpty();
      assertThat(editor.hover(uri, "f = x")).contains("f: [8, 8, 4]");
    }
  }
}
