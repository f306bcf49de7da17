package dev.netgrad.lsp;

import dev.netgrad.source.ImportPath;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;

/** A server for one client, from its first message to its last. */
public final class NetServer implements LanguageServer {
  private final Session session;
  private final NetDocuments documents;
  private final NetWorkspace workspace;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean isShutDown;

  private NetServer(ImportPath importPath) {
    session = new Session(importPath);
    documents = new NetDocuments(session);
    workspace = new NetWorkspace(session);
  }

  /**
   * Serves a client until it says that it ends, ends without a word, or closes the stream.
   *
   * @param importPath where files import from beside their own folders; it is closed in the end
   * @return whether the client said that it would end, as it should
   */
  public static boolean serve(InputStream in, OutputStream out, ImportPath importPath) throws InterruptedException {
    NetServer server = new NetServer(importPath);
    ExecutorService reading = Executors.newCachedThreadPool(NetServer::daemon);
    Launcher<LanguageClient> launcher = LSPLauncher.createServerLauncher(server, in, out, reading, wrapped -> wrapped);
    server.session.connect(launcher.getRemoteProxy());
    try {
      reading.execute(() -> server.listen(launcher));
      server.ended.await();
      return server.isShutDown;
    } finally {
      server.session.close();
      reading.shutdown();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "netgrad-lsp-in");
    thread.setDaemon(true);
    return thread;
  }

  /** Until the stream ends. */
  private void listen(Launcher<LanguageClient> launcher) {
    try {
      launcher.startListening().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      ended.countDown();
    }
  }

  @Override
  public CompletableFuture<InitializeResult> initialize(InitializeParams params) {
    watch(params.getProcessId());
    workspace.begin(params);
    return CompletableFuture.completedFuture(
        new InitializeResult(Abilities.all(), new ServerInfo("netgrad")));
  }

  /** A client that dies may leave the stream open. */
  private void watch(Integer process) {
    if (process != null) {
      daemon(() -> {
        ProcessHandle.of(process).ifPresent(client -> client.onExit().join());
        ended.countDown();
      }).start();
    }
  }

  @Override
  public CompletableFuture<Object> shutdown() {
    isShutDown = true;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void exit() {
    ended.countDown();
  }

  @Override
  public TextDocumentService getTextDocumentService() {
    return documents;
  }

  @Override
  public WorkspaceService getWorkspaceService() {
    return workspace;
  }
}
