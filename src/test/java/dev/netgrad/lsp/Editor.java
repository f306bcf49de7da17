package dev.netgrad.lsp;

import static com.google.common.truth.Truth.assertThat;

import dev.netgrad.source.ImportPath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InlayHint;
import org.eclipse.lsp4j.InlayHintParams;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;

/** A client at the other end of a pipe, which sees what editors see. Places are said as pieces of the text. */
final class Editor implements LanguageClient, AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Map<String, LinkedBlockingQueue<PublishDiagnosticsParams>> published = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final Map<String, Integer> versions = new ConcurrentHashMap<>();
  private final List<String> messages = new ArrayList<>();
  private final OutputStream toServer;
  private final CompletableFuture<Boolean> served;
  private final LanguageServer server;

  Editor(Path... importPath) {
    this(new InitializeParams(), importPath);
  }

  Editor(InitializeParams parameters, Path... importPath) {
    try {
      Pipe requests = Pipe.open();
      Pipe answers = Pipe.open();
      toServer = Channels.newOutputStream(requests.sink());
      OutputStream fromServer = Channels.newOutputStream(answers.sink());
      served = CompletableFuture.supplyAsync(() -> {
        try (fromServer) {
          return NetServer.serve(Channels.newInputStream(requests.source()), fromServer,
              new ImportPath(List.of(importPath)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      Launcher<LanguageServer> launcher =
          LSPLauncher.createClientLauncher(this, Channels.newInputStream(answers.source()), toServer);
      server = launcher.getRemoteProxy();
      launcher.startListening();
      parameters.setCapabilities(new org.eclipse.lsp4j.ClientCapabilities());
      await(server.initialize(parameters));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server says, within the patience that a slow machine needs. */
  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  LanguageServer server() {
    return server;
  }

  OutputStream stream() {
    return toServer;
  }

  /** Whether the server thinks that it has been ended as it should; waits for its end. */
  boolean served() {
    return await(served);
  }

  List<String> messages() {
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }

  void open(String uri, String text) {
    texts.put(uri, text);
    versions.put(uri, 1);
    server.getTextDocumentService().didOpen(new DidOpenTextDocumentParams(
        new TextDocumentItem(uri, "netgrad", 1, text)));
  }

  /** Puts another text in the place of the whole. */
  void change(String uri, String text) {
    texts.put(uri, text);
    send(uri, new TextDocumentContentChangeEvent(text));
  }

  /** Replaces a piece of the text. */
  void change(String uri, String piece, String by) {
    Range range = range(uri, piece);
    texts.compute(uri, (u, text) -> text.replaceFirst(java.util.regex.Pattern.quote(piece),
        java.util.regex.Matcher.quoteReplacement(by)));
    send(uri, new TextDocumentContentChangeEvent(range, by));
  }

  private void send(String uri, TextDocumentContentChangeEvent change) {
    server.getTextDocumentService().didChange(new DidChangeTextDocumentParams(
        new VersionedTextDocumentIdentifier(uri, versions.merge(uri, 1, Integer::sum)), List.of(change)));
  }

  String text(String uri) {
    return texts.get(uri);
  }

  /** The diagnostics of the text as it is now: the first that are published for it. */
  List<Diagnostic> diagnostics(String uri) {
    return diagnostics(uri, all -> true);
  }

  /** The first diagnostics of the text as it is now that are such. */
  List<Diagnostic> diagnostics(String uri, Function<List<Diagnostic>, Boolean> such) {
    try {
      while (true) {
        PublishDiagnosticsParams next = queue(uri).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        boolean isNow = !versions.containsKey(uri) || versions.get(uri).equals(next.getVersion());
        if (isNow && such.apply(next.getDiagnostics())) {
          return next.getDiagnostics();
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private LinkedBlockingQueue<PublishDiagnosticsParams> queue(String uri) {
    return published.computeIfAbsent(uri, u -> new LinkedBlockingQueue<>());
  }

  /** What is told of the name that a piece of the text starts with; empty if nothing. */
  String hover(String uri, String piece) {
    Hover hover = await(server.getTextDocumentService().hover(
        new HoverParams(document(uri), range(uri, piece).getStart())));
    return hover == null ? "" : hover.getContents().getRight().getValue();
  }

  /** The text with its inlay hints in place. */
  String hinted(String uri) {
    StringBuilder out = new StringBuilder(text(uri));
    List<InlayHint> hints = await(server.getTextDocumentService().inlayHint(
        new InlayHintParams(document(uri), new Range(new Position(0, 0), new Position(100_000, 0)))));
    for (int i = hints.size() - 1; i >= 0; i--) {
      InlayHint hint = hints.get(i);
      out.insert(offset(text(uri), hint.getPosition()), " " + hint.getLabel().getLeft());
    }
    return out.toString();
  }

  static TextDocumentIdentifier document(String uri) {
    return new TextDocumentIdentifier(uri);
  }

  /** Where a piece of the text is. */
  Range range(String uri, String piece) {
    int start = text(uri).indexOf(piece);
    assertThat(start).isAtLeast(0);
    return new Range(position(text(uri), start), position(text(uri), start + piece.length()));
  }

  /** Counted apart from the server, by lines that end as the protocol says. */
  static Position position(String text, int offset) {
    String[] lines = text.substring(0, offset).split("\r\n|\n|\r", -1);
    return new Position(lines.length - 1, lines[lines.length - 1].length());
  }

  static int offset(String text, Position position) {
    java.util.regex.Matcher ends = java.util.regex.Pattern.compile("\r\n|\n|\r").matcher(text);
    int start = 0;
    for (int line = 0; line < position.getLine() && ends.find(); line++) {
      start = ends.end();
    }
    return start + position.getCharacter();
  }

  @Override
  public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
    queue(diagnostics.getUri()).add(diagnostics);
  }

  @Override
  public void telemetryEvent(Object object) {
    throw new AssertionError("there is none");
  }

  @Override
  public void showMessage(MessageParams message) {
    logMessage(message);
  }

  @Override
  public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams request) {
    throw new AssertionError("nothing is asked");
  }

  @Override
  public void logMessage(MessageParams message) {
    synchronized (messages) {
      messages.add(message.getMessage());
    }
  }

  /** Ends the server as an editor does. */
  @Override
  public void close() {
    await(server.shutdown());
    server.exit();
    assertThat(served()).isTrue();
    assertThat(messages()).isEmpty();
  }
}
