package dev.netgrad.lsp;

import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.DidChangeWorkspaceFoldersParams;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.ShowDocumentCapabilities;
import org.eclipse.lsp4j.ShowDocumentParams;
import org.eclipse.lsp4j.SymbolInformation;
import org.eclipse.lsp4j.WindowClientCapabilities;
import org.eclipse.lsp4j.WorkspaceFolder;
import org.eclipse.lsp4j.WorkspaceSymbol;
import org.eclipse.lsp4j.WorkspaceSymbolParams;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.WorkspaceService;

/** What concerns more than one document. */
final class NetWorkspace implements WorkspaceService {
  private final Session session;
  private boolean showsDocuments;

  NetWorkspace(Session session) {
    this.session = session;
  }

  /** What the client is, and which folders it has open. */
  @SuppressWarnings("deprecation") // An older client has one folder, and no list.
  void begin(InitializeParams params) {
    showsDocuments = Optional.ofNullable(params.getCapabilities()).map(ClientCapabilities::getWindow)
        .map(WindowClientCapabilities::getShowDocument).filter(ShowDocumentCapabilities::isSupport).isPresent();
    Stream<String> uris = params.getWorkspaceFolders() == null ? Stream.ofNullable(params.getRootUri())
        : params.getWorkspaceFolders().stream().map(WorkspaceFolder::getUri);
    List<Path> folders = uris.flatMap(uri -> Desk.path(uri).stream()).toList();
    session.change(desk -> desk.in(folders));
  }

  @Override
  public void didChangeConfiguration(DidChangeConfigurationParams params) {
    // There is nothing to configure.
  }

  @Override
  public void didChangeWatchedFiles(DidChangeWatchedFilesParams params) {
    params.getChanges().forEach(change -> session.change(desk -> desk.reread(change.getUri())));
  }

  @Override
  public void didChangeWorkspaceFolders(DidChangeWorkspaceFoldersParams params) {
    List<Path> removed = paths(params.getEvent().getRemoved());
    List<Path> added = paths(params.getEvent().getAdded());
    session.change(desk -> desk.in(Stream.concat(
        desk.folders().stream().filter(folder -> !removed.contains(folder)), added.stream()).distinct().toList()));
  }

  private static List<Path> paths(List<WorkspaceFolder> folders) {
    return folders.stream().flatMap(folder -> Desk.path(folder.getUri()).stream()).toList();
  }

  @Override
  public CompletableFuture<Either<List<? extends SymbolInformation>, List<? extends WorkspaceSymbol>>> symbol(
      WorkspaceSymbolParams params) {
    return session.ask(desk -> Either.forRight(Outline.matching(params.getQuery(), desk)));
  }

  /** Writes a derivative, has it shown by a client that shows documents, and answers with its address. */
  @Override
  public CompletableFuture<Object> executeCommand(ExecuteCommandParams params) {
    if (!params.getCommand().equals(Lenses.DERIVE) || params.getArguments().size() != 2) {
      return CompletableFuture.completedFuture(null);
    }
    String uri = text(params.getArguments().get(0));
    String name = text(params.getArguments().get(1));
    CompletableFuture<Object> shown = session.ask(uri, null, document -> Lenses.derived(document, name)
        .map(text -> session.shelf().put("derived/" + name + ".net", text).toUri().toString()).orElse(null));
    return !showsDocuments ? shown : shown.thenCompose(address -> address == null
        ? CompletableFuture.completedFuture(null)
        : session.client().showDocument(new ShowDocumentParams((String) address)).thenApply(done -> address));
  }

  private static String text(Object argument) {
    return argument instanceof JsonPrimitive primitive ? primitive.getAsString() : String.valueOf(argument);
  }
}
