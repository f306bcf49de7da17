package dev.netgrad.lsp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CodeLens;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentHighlight;
import org.eclipse.lsp4j.DocumentHighlightParams;
import org.eclipse.lsp4j.DocumentSymbol;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.FoldingRange;
import org.eclipse.lsp4j.FoldingRangeRequestParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.PrepareRenameDefaultBehavior;
import org.eclipse.lsp4j.PrepareRenameParams;
import org.eclipse.lsp4j.PrepareRenameResult;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.SemanticTokens;
import org.eclipse.lsp4j.SemanticTokensParams;
import org.eclipse.lsp4j.SignatureHelp;
import org.eclipse.lsp4j.SignatureHelpParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.WorkspaceEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Either3;
import org.eclipse.lsp4j.services.TextDocumentService;

/** What concerns one document: each request is passed on to what answers it. */
final class NetDocuments implements TextDocumentService {
  private final Session session;

  NetDocuments(Session session) {
    this.session = session;
  }

  @Override
  public void didOpen(DidOpenTextDocumentParams params) {
    TextDocumentItem opened = params.getTextDocument();
    session.change(desk -> desk.with(opened.getUri(), opened.getVersion(), opened.getText()));
  }

  @Override
  public void didChange(DidChangeTextDocumentParams params) {
    VersionedTextDocumentIdentifier changed = params.getTextDocument();
    session.change(desk -> desk.with(changed.getUri(), changed.getVersion(), params.getContentChanges()));
  }

  @Override
  public void didClose(DidCloseTextDocumentParams params) {
    session.change(desk -> desk.without(params.getTextDocument().getUri()));
  }

  @Override
  public void didSave(DidSaveTextDocumentParams params) {
    // What counts is the text, which is the same.
  }

  @Override
  public CompletableFuture<Hover> hover(HoverParams params) {
    return session.ask(params.getTextDocument().getUri(), null,
        document -> HoverText.at(document, params.getPosition()).orElse(null));
  }

  @Override
  public CompletableFuture<List<InlayHint>> inlayHint(InlayHintParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(),
        document -> ShapeHints.of(document, params.getRange()));
  }

  @Override
  public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>> definition(
      DefinitionParams params) {
    return session.ask(params.getTextDocument().getUri(), Either.forLeft(List.of()),
        (document, desk) -> Either.forLeft(Jump.from(document, params.getPosition(), desk)));
  }

  @Override
  public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(), (document, desk) -> Mends
        .of(document, params.getRange(), desk).stream().map(Either::<Command, CodeAction>forRight).toList());
  }

  @Override
  public CompletableFuture<List<? extends Location>> references(ReferenceParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(), (document, desk) ->
        Usages.of(document, params.getPosition(), params.getContext().isIncludeDeclaration(), desk));
  }

  @Override
  public CompletableFuture<List<? extends DocumentHighlight>> documentHighlight(DocumentHighlightParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(),
        document -> Usages.within(document, params.getPosition()));
  }

  @Override
  public CompletableFuture<Either3<Range, PrepareRenameResult, PrepareRenameDefaultBehavior>> prepareRename(
      PrepareRenameParams params) {
    return session.ask(params.getTextDocument().getUri(), null, document -> Renaming
        .at(document, params.getPosition()).map(Either3::<Range, PrepareRenameResult, PrepareRenameDefaultBehavior>
            forFirst).orElse(null));
  }

  @Override
  public CompletableFuture<WorkspaceEdit> rename(RenameParams params) {
    return session.ask(params.getTextDocument().getUri(), null,
        (document, desk) -> Renaming.to(document, params.getPosition(), params.getNewName(), desk));
  }

  @Override
  public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(CompletionParams params) {
    return session.ask(params.getTextDocument().getUri(), Either.forLeft(List.of()),
        document -> Either.forLeft(Completions.at(document, params.getPosition())));
  }

  @Override
  public CompletableFuture<SignatureHelp> signatureHelp(SignatureHelpParams params) {
    return session.ask(params.getTextDocument().getUri(), null,
        document -> CallHelp.at(document, params.getPosition()).orElse(null));
  }

  @Override
  public CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> documentSymbol(
      DocumentSymbolParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(), document -> Outline.of(document).stream()
        .map(Either::<SymbolInformation, DocumentSymbol>forRight).toList());
  }

  @Override
  public CompletableFuture<List<FoldingRange>> foldingRange(FoldingRangeRequestParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(), document -> Folds.of(document));
  }

  @Override
  public CompletableFuture<SemanticTokens> semanticTokensFull(SemanticTokensParams params) {
    return session.ask(params.getTextDocument().getUri(), new SemanticTokens(List.of()),
        document -> WordColours.of(document));
  }

  @Override
  public CompletableFuture<List<? extends CodeLens>> codeLens(CodeLensParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(), document -> Lenses.of(document));
  }

  @Override
  public CompletableFuture<List<? extends TextEdit>> formatting(DocumentFormattingParams params) {
    return session.ask(params.getTextDocument().getUri(), List.of(), document -> LayoutEdits.of(document));
  }
}
