package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.Range;
import com.google.common.truth.Truth;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.lsp4j.CodeLens;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.FormattingOptions;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.ReferenceContext;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.SemanticTokensParams;
import org.eclipse.lsp4j.SignatureHelp;
import org.eclipse.lsp4j.SignatureHelpParams;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.WorkspaceSymbolParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What helps to write: completion, names and their uses, outlines, layout. */
class EditingTest {
  private static final String LAYERS = """
      /// Twice as much.
      layer scaled(x[H, W], by = 2) {
        y[h, w] = by*x[h, w]
      }

      block both(x[H, W]) {
        a = x -> first: scaled(by = 3)
        b = a -> scaled
        a + b
      }
      """;
  private static final String NET = """
      import "layers.net"

      network Net(picture[2, 3]) {
        y = picture -> both -> dense(1)
      }
      """;

  @TempDir
  private Path folder;

  private Editor editor;
  private String layers;
  private String net;

  @BeforeEach
  void start() throws IOException {
    InitializeParams parameters = new InitializeParams();
    parameters.setWorkspaceFolders(List.of(new WorkspaceFolder(folder.toUri().toString(), "all")));
    editor = new Editor(parameters);
    layers = Files.writeString(folder.resolve("layers.net"), LAYERS).toUri().toString();
    net = Files.writeString(folder.resolve("net.net"), NET).toUri().toString();
  }

  @AfterEach
  void end() {
    editor.close();
  }

  private Position behind(String uri, String piece) {
    return editor.range(uri, piece).getEnd();
  }

  private List<String> completions(String uri, String piece) {
    return Editor.await(editor.server().getTextDocumentService().completion(
        new CompletionParams(Editor.document(uri), behind(uri, piece)))).getLeft().stream()
        .map(CompletionItem::getLabel).toList();
  }

  @Test
  void completesLayersBehindAnArrow() {
    editor.open(net, NET.replace("both -> dense(1)", "bo"));
    List<String> labels = completions(net, "-> bo");
    assertThat(labels).containsAtLeast("both", "scaled", "conv", "tanh", "repeat");
    assertThat(labels).containsNoneOf("picture", "sgd", "sum");
    CompletionItem conv = Editor.await(editor.server().getTextDocumentService().completion(
        new CompletionParams(Editor.document(net), behind(net, "-> bo")))).getLeft().stream()
        .filter(item -> item.getLabel().equals("conv")).findFirst().orElseThrow();
    assertThat(conv.getDetail()).startsWith("layer conv(x[H, W, C], K, ");
    assertThat(conv.getDocumentation().getRight().getValue()).isNotEmpty();
  }

  @Test
  void completesByWhatStandsBefore() {
    editor.open(layers, LAYERS.replace("by*x[h, w]", "by*x[h, w] + ").replace("by = 3", "") + "\n");
    assertThat(completions(layers, "x[h, w] + ")).containsAtLeast("x", "by", "H", "h", "w", "sum", "exp");
    assertThat(completions(layers, "first: scaled(")).contains("by = ");
    assertThat(completions(layers, "W]) {\n  ")).containsAtLeast("parameter", "output", "a", "both");
    assertThat(completions(layers, "a + b\n}\n")).containsExactly("layer", "block", "network", "optimizer", "import",
        "example");
    assertThat(completions(layers, "/// Twice")).isEmpty();
  }

  @Test
  void tellsTheArgumentsOfACall() {
    editor.open(layers, LAYERS);
    SignatureHelp help = Editor.await(editor.server().getTextDocumentService().signatureHelp(
        new SignatureHelpParams(Editor.document(layers), behind(layers, "scaled(by = "))));
    assertThat(help.getSignatures().get(0).getLabel()).isEqualTo("layer scaled(x[H, W], by = 2)");
    assertThat(help.getActiveParameter()).isEqualTo(1);
    assertThat(Editor.await(editor.server().getTextDocumentService().signatureHelp(
        new SignatureHelpParams(Editor.document(layers), behind(layers, "a = x"))))).isNull();
  }

  @Test
  void findsUsesInOtherFiles() {
    editor.open(layers, LAYERS);
    List<? extends Location> uses = Editor.await(editor.server().getTextDocumentService().references(
        new ReferenceParams(Editor.document(layers), editor.range(layers, "both").getStart(),
            new ReferenceContext(false))));
    assertThat(uses.stream().map(Location::getUri).toList()).containsExactly(net);
    assertThat(Editor.await(editor.server().getWorkspaceService().symbol(new WorkspaceSymbolParams("NET"))).getRight()
        .stream().map(s -> s.getName()).toList()).containsExactly("Net");
  }

  /** The texts of all files after a rename. */
  private Map<String, String> renamed(String uri, String piece, String name) {
    Map<String, List<TextEdit>> edits = Editor.await(editor.server().getTextDocumentService().rename(
        new RenameParams(Editor.document(uri), editor.range(uri, piece).getStart(), name))).getChanges();
    return edits.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> edited(e.getKey(), e.getValue())));
  }

  private String edited(String uri, List<TextEdit> edits) {
    String text = uri.equals(layers) ? LAYERS : NET;
    StringBuilder out = new StringBuilder(text);
    edits.stream().sorted((a, b) -> Editor.offset(text, b.getRange().getStart())
        - Editor.offset(text, a.getRange().getStart())).forEach(e -> out.replace(
            Editor.offset(text, e.getRange().getStart()), Editor.offset(text, e.getRange().getEnd()), e.getNewText()));
    return out.toString();
  }

  @Test
  void renamesOverFiles() {
    editor.open(layers, LAYERS);
    assertThat(renamed(layers, "both", "twin")).containsExactly(
        layers, LAYERS.replace("both", "twin"), net, NET.replace("both", "twin"));
    assertThat(renamed(layers, "by = 2", "factor")).containsExactly(layers,
        LAYERS.replace("by", "factor"));
    assertThat(renamed(layers, "a = x", "c")).containsExactly(layers,
        LAYERS.replace("  a = x", "  c = x").replace("b = a", "b = c").replace("  a + b", "  c + b"));
  }

  /** An index bears the name of its size; with another name, one of them says so. */
  @Test
  void renamedSizesAndIndicesStillGoTogether() {
    editor.open(layers, LAYERS);
    assertThat(renamed(layers, "H, W], by", "rows")).containsExactly(layers,
        LAYERS.replace("scaled(x[H", "scaled(x[rows").replace("y[h,", "y[h < rows,"));
    assertThat(renamed(layers, "h, w] = by", "r")).containsExactly(layers,
        LAYERS.replace("y[h, w] = by*x[h,", "y[r < H, w] = by*x[r,"));
  }

  @Test
  void refusesNamesThatAreTaken() {
    editor.open(layers, LAYERS);
    editor.open(net, NET);
    for (String name : List.of("b", "x", "layer", "1a", "a b", "N")) {
      assertThrows(AssertionError.class, () -> renamed(layers, "a = x", name));
    }
    assertThrows(AssertionError.class, () -> renamed(net, "dense", "other"));
  }

  @Test
  void outlinesAndFolds() {
    editor.open(layers, LAYERS);
    List<DocumentSymbol> symbols = Editor.await(editor.server().getTextDocumentService().documentSymbol(
        new DocumentSymbolParams(Editor.document(layers)))).stream().map(s -> s.getRight()).toList();
    assertThat(symbols.stream().map(DocumentSymbol::getName).toList()).containsExactly("scaled", "both").inOrder();
    assertThat(symbols.get(1).getChildren().stream().map(DocumentSymbol::getName).toList())
        .containsExactly("a", "b").inOrder();
    List<FoldingRange> folds = Editor.await(editor.server().getTextDocumentService().foldingRange(
        new FoldingRangeRequestParams(Editor.document(layers))));
    assertThat(folds.stream().map(f -> Range.closed(f.getStartLine(), f.getEndLine())).toList())
        .containsExactly(Range.closed(1, 3), Range.closed(5, 9));
  }

  @Test
  void wordsHaveTheColourOfWhatTheyStandFor() {
    editor.open(layers, "layer f(x[I]) {\n  ünicode[i] = x[i]\n}\n");
    List<Integer> data = Editor.await(editor.server().getTextDocumentService().semanticTokensFull(
        new SemanticTokensParams(Editor.document(layers)))).getData();
    List<String> legend = WordColours.legend().getTokenTypes();
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < data.size(); i += 5) {
      words.append(data.get(i)).append('+').append(data.get(i + 1)).append(" ").append(legend.get(data.get(i + 3)))
          .append(data.get(i + 4) % 2 == 1 ? "! " : " ");
    }
    Truth.assertThat(words.toString()).isEqualTo("0+0 keyword 0+6 function! 0+2 parameter! 0+2 typeParameter! "
        + "1+2 variable! 0+8 enumMember! 0+5 parameter 0+2 enumMember ");
  }

  @Test
  void formatsLikeFmt() {
    String before = LAYERS.replace("a + b", "  a+b").replace("y[h, w] = ", "y[h,w]=").replace("\n", "\r\n");
    editor.open(layers, before);
    List<? extends TextEdit> edits = Editor.await(editor.server().getTextDocumentService().formatting(
        new DocumentFormattingParams(Editor.document(layers), new FormattingOptions(2, true))));
    assertThat(edits).hasSize(1);
    StringBuilder out = new StringBuilder(before);
    out.replace(Editor.offset(before, edits.get(0).getRange().getStart()),
        Editor.offset(before, edits.get(0).getRange().getEnd()), edits.get(0).getNewText());
    assertThat(out.toString()).isEqualTo(LAYERS.replace("\n", "\r\n"));
  }

  @Test
  void lensesTellTheSizeAndOpenTheDerivative() throws IOException {
    editor.open(net, NET);
    List<? extends CodeLens> lenses = Editor.await(editor.server().getTextDocumentService().codeLens(
        new CodeLensParams(Editor.document(net))));
    assertThat(lenses.stream().map(l -> l.getCommand().getTitle()).toList())
        .containsExactly("7 parameters, 6 multiply-adds", "derive").inOrder();
    assertThat(editor.hover(net, "Net(")).endsWith("\n\n7 parameters, 6 multiply-adds");
    assertThat(editor.hover(net, "dense")).contains("parameter weight: [2, 3, 1]");
    Object address = Editor.await(editor.server().getWorkspaceService().executeCommand(new ExecuteCommandParams(
        lenses.get(1).getCommand().getCommand(), lenses.get(1).getCommand().getArguments())));
    assertThat(Files.readString(Path.of(URI.create((String) address)))).contains("dY");
  }
}
