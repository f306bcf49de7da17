package dev.netgrad.lsp;

import dev.netgrad.compiler.DeepStack;
import dev.netgrad.source.ImportPath;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.MessageType;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.jsonrpc.CompletableFutures;
import org.eclipse.lsp4j.services.LanguageClient;

/**
 * The course of things: the desk as it is now, whose turn it is, and what the client has been shown. Changes are made
 * as they come. Requests are answered by one thread, from the desk that there was when they came; one that the client
 * takes back before its turn is dropped. Diagnostics follow when the text has rested; those that need a plan, by a
 * thread of their own.
 */
final class Session implements AutoCloseable {
  /** How long a text rests before it is looked at unasked. */
  private static final long REST_MILLIS = 150;

  private final ImportPath importPath;
  private final Shelf shelf = new Shelf();
  private final ScheduledExecutorService answering = Executors.newSingleThreadScheduledExecutor(Session::daemon);
  private final ScheduledExecutorService checking = Executors.newSingleThreadScheduledExecutor(Session::daemon);
  private final Set<String> shown = new HashSet<>();
  private LanguageClient client;
  private volatile Desk desk;
  private volatile boolean isClosed;
  private Future<?> awaited = CompletableFuture.completedFuture(null);

  Session(ImportPath importPath) {
    this.importPath = importPath;
    desk = Desk.empty(importPath, shelf);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "netgrad-lsp");
    thread.setDaemon(true);
    return thread;
  }

  void connect(LanguageClient to) {
    client = to;
  }

  LanguageClient client() {
    return client;
  }

  Desk desk() {
    return desk;
  }

  Shelf shelf() {
    return shelf;
  }

  /** Another desk in place of this one. */
  synchronized void change(UnaryOperator<Desk> change) {
    desk = change.apply(desk);
    awaited.cancel(false);
    awaited = answering.schedule(() -> logged(() -> publish(desk)), REST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void publish(Desk now) {
    if (now != desk) {
      return;
    }
    show(now);
    checking.execute(() -> logged(() -> {
      for (Document document : now.documents()) {
        if (now == desk && !document.net().diagnostics().hasErrors()) {
          document.checked();
        }
      }
      if (!isClosed) {
        answering.execute(() -> logged(() -> show(now)));
      }
    }));
  }

  /** Unless the text has changed again; of a file that nothing is to be said of any more, that. */
  private void show(Desk now) {
    if (now != desk || isClosed) {
      return;
    }
    Map<String, List<org.eclipse.lsp4j.Diagnostic>> problems = Problems.of(now);
    Set<String> gone = new HashSet<>(shown);
    gone.removeAll(problems.keySet());
    gone.forEach(uri -> client.publishDiagnostics(new PublishDiagnosticsParams(uri, List.of())));
    shown.removeAll(gone);
    problems.forEach((uri, all) -> {
      PublishDiagnosticsParams params = new PublishDiagnosticsParams(uri, all);
      now.find(uri).map(Document::version).ifPresent(params::setVersion);
      client.publishDiagnostics(params);
      shown.add(uri);
    });
  }

  /** Answers a request about a document; of one that is not open, with what there is otherwise. */
  <T> CompletableFuture<T> ask(String uri, T otherwise, Function<Document, T> answer) {
    return ask(uri, otherwise, (document, now) -> answer.apply(document));
  }

  /** The same of a request whose answer has places in other files. */
  <T> CompletableFuture<T> ask(String uri, T otherwise, BiFunction<Document, Desk, T> answer) {
    return ask(now -> now.find(uri).map(document -> answer.apply(document, now)).orElse(otherwise));
  }

  /** Answers a request. */
  <T> CompletableFuture<T> ask(Function<Desk, T> answer) {
    Desk now = desk;
    return CompletableFutures.computeAsync(answering, cancel -> {
      cancel.checkCanceled();
      return DeepStack.call(() -> answer.apply(now));
    });
  }

  /** A fault is told; the next text may have none. */
  private void logged(Runnable work) {
    try {
      DeepStack.call(() -> {
        work.run();
        return null;
      });
    } catch (RuntimeException | Error e) {
      if (isClosed) {
        return;
      }
      client.logMessage(new MessageParams(MessageType.Error, "an error of netgrad itself: " + e));
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    awaited.cancel(false);
    checking.shutdown();
    answering.shutdown();
    shelf.close();
    synchronized (importPath) {
      importPath.close();
    }
  }
}
