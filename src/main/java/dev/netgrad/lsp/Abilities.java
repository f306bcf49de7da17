package dev.netgrad.lsp;

import java.util.List;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.CodeActionOptions;
import org.eclipse.lsp4j.CodeLensOptions;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.ExecuteCommandOptions;
import org.eclipse.lsp4j.RenameOptions;
import org.eclipse.lsp4j.SemanticTokensWithRegistrationOptions;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.SignatureHelpOptions;
import org.eclipse.lsp4j.TextDocumentSyncKind;

/** What the server says that it can do. */
final class Abilities {
  private Abilities() {}

  static ServerCapabilities all() {
    ServerCapabilities all = new ServerCapabilities();
    all.setTextDocumentSync(TextDocumentSyncKind.Incremental);
    all.setHoverProvider(true);
    all.setInlayHintProvider(true);
    all.setDefinitionProvider(true);
    all.setReferencesProvider(true);
    all.setDocumentHighlightProvider(true);
    all.setRenameProvider(new RenameOptions(true));
    all.setCompletionProvider(new CompletionOptions(false, List.of(">", "(", ",", "[")));
    all.setSignatureHelpProvider(new SignatureHelpOptions(List.of("(", ",")));
    all.setCodeActionProvider(new CodeActionOptions(List.of(CodeActionKind.QuickFix)));
    all.setCodeLensProvider(new CodeLensOptions(false));
    all.setDocumentSymbolProvider(true);
    all.setWorkspaceSymbolProvider(true);
    all.setFoldingRangeProvider(true);
    all.setDocumentFormattingProvider(true);
    all.setSemanticTokensProvider(new SemanticTokensWithRegistrationOptions(WordColours.legend(), true, false));
    all.setExecuteCommandProvider(new ExecuteCommandOptions(List.of(Lenses.DERIVE)));
    return all;
  }
}
